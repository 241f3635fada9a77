import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { InstancePage, IssueList } from '../../console/page/data/contract.ts';
import { startCloudConsole, type FakeConsole } from './fake-console.ts';
import { CUSTOMER } from './fake-events.ts';
import { Pages, settled } from './page.ts';
import { act, startStack } from './stack.ts';
import { describeInBrowser } from './suite.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const THEMES = ['light', 'dark'] as const;
const SCREEN = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
type Size = typeof SCREEN;

describeInBrowser('axe finds nothing serious', startStack, (run) => {
  let cloud: FakeConsole;
  /** One page of each console, which goes from view to view: to load one takes longer than to look at it. */
  let local: Page;
  let deployed: Page;
  const opened: Pages[] = [];

  beforeAll(async () => {
    cloud = await startCloudConsole();
    const open = (served: ConstructorParameters<typeof Pages>[1]) => {
      const pages = new Pages(run.browser, served);
      opened.push(pages);
      return pages.open('/nowhere-yet');
    };
    [local, deployed] = await Promise.all([open(run.served), open(cloud)]);
    run.served.setWarehouse('closed');
    for (const [provider, type] of [
      ['stripe', 'customer.subscription.deleted'],
      ['stripe', 'invoice.paid'],
      ['stripe', 'invoice.payment_failed'],
      ['twilio', 'message.received'],
    ]) {
      await act(run.served, '/api/send', { provider, type });
    }
    await act(run.served, '/api/send', { provider: 'stripe', type: 'invoice.paid', variant: 'tampered' });
    await vi.waitFor(async () => expect(await first('letters')).toBeDefined(), { timeout: 30_000, interval: 100 });
  }, 120_000);

  afterEach(() => expect(opened.flatMap(({ complaints }) => complaints.splice(0))).toEqual([]));

  afterAll(async () => {
    for (const pages of opened) await pages.closeAll();
    await cloud?.stop();
  });

  it.each([
    ['the events', () => '/events'],
    ['a failed event', async () => `/events/stripe/${await first('events?type=customer.subscription.deleted')}`],
    ['its payload', async () => `/events/stripe/${await first('events?provider=stripe')}?tab=payload`],
    ['its envelope', async () => `/events/stripe/${await first('events?provider=stripe')}?tab=envelope`],
    ['its request', async () => `/events/stripe/${await first('events?provider=stripe')}?tab=request`],
    ['its message', async () => `/events/stripe/${await first('events?provider=stripe')}?tab=message`],
    ['what happened to a customer', () => '/objects/cus_x1'],
    ['the records of a customer', () => '/objects/cus_x1?part=records'],
    ['the search for a customer', () => '/objects'],
    ['the requests', () => '/requests'],
    ['a refused request', async () => `/requests/${await first('requests?outcome=refused')}`],
    ['the dead letters', () => '/dead-letters'],
    ['the issues', () => '/issues'],
    ['an issue', async () => `/issues/${await firstIssue()}`],
    ['what waits', () => '/waiting'],
    ['a dead letter', async () => `/dead-letters/${await first('letters')}`],
    ['the instances of sagas', () => '/sagas'],
    ['an instance', async () => `/sagas/heldParcels/${await keyOfInstance()}`],
    ['sagas of which none is held', () => '/sagas?held=1'],
    ['the map', () => '/map?show=all'],
    ['the rates', () => '/rates'],
    ['the rates as a table', () => '/rates?table=1'],
    ['the records', () => '/records/subscriptions'],
    ['the catalogue', () => '/catalogue'],
    ['the sample to send', () => '/send'],
    ['a list without matches', () => '/events?q=nothing-like-it'],
    ['a view that is not there', () => '/nowhere'],
  ])('in %s', async (_what, address) => {
    const view = await address();
    expect(await violationsIn(local, view)).toEqual([]);
  });

  it.each([
    '/events',
    '/events/shopify/evt_000001',
    `/objects/${CUSTOMER}`,
    `/objects/${CUSTOMER}/shopify/evt_000001`,
    `/objects/${CUSTOMER}?part=letters`,
    '/objects/order_without_address?part=due',
    '/events?since=2026-11-01T10%3A00%3A00Z',
    '/dead-letters',
    '/issues',
    '/waiting',
    '/sagas',
    '/sagas/reminders/order_without_address',
    '/sagas/reminders/order_held',
    '/map',
    '/subscriptions',
    '/catalogue',
    '/send',
  ])('in %s of a deployed project', async (view) => {
    expect(await violationsIn(deployed, view)).toEqual([]);
  });

  it('in the dialogs, after a sample was sent, and in the menu of a phone', async () => {
    for (const { theme, options } of LOOKS.slice(0, THEMES.length)) {
      const letters = await run.pages.open('/dead-letters', { theme });
      await letters.getByRole('button', { name: 'Redrive all' }).click();
      await letters.locator('.dialog-will p').waitFor();
      expect(await violationsOn(letters, options)).toEqual([]);
      await letters.keyboard.press('Escape');
      await letters.getByLabel('Select all').check();
      await letters.getByRole('button', { name: 'Dismiss selected' }).click();
      await letters.locator('.dialog-will p').waitFor();
      expect(await violationsOn(letters, options)).toEqual([]);

      const clock = await run.pages.open('/sagas', { theme });
      await clock.getByRole('button', { name: 'Move the clock' }).click();
      await clock.getByRole('button', { name: 'Other' }).click();
      await clock.locator('.dialog-will p').waitFor();
      expect(await violationsOn(clock, options)).toEqual([]);

      const help = await run.pages.open('/events', { theme });
      await help.keyboard.press('?');
      expect(await violationsOn(help, options)).toEqual([]);

      const sender = await run.pages.open('/send/stripe/customer.updated', { theme });
      await sender.getByRole('button', { name: 'Send', exact: true, disabled: false }).click();
      await sender.locator('.sent-event .mark').waitFor();
      expect(await violationsOn(sender, options)).toEqual([]);

      const phone = await run.pages.open('/events', { theme, ...PHONE });
      await phone.getByRole('button', { name: 'Menu' }).click();
      expect(await violationsOn(phone, options)).toEqual([]);
    }
  });

  async function firstIssue(): Promise<string | undefined> {
    const reply: IssueList = JSON.parse(await (await run.served.host.api('/api/issues')).text());
    return reply.issues[0]?.issue;
  }

  async function keyOfInstance(): Promise<string | undefined> {
    const reply: InstancePage = JSON.parse(await (await run.served.host.api('/api/sagas?saga=heldParcels')).text());
    return reply.instances[0]?.key;
  }

  /** Id of the first thing in a list of the API. */
  async function first(path: string): Promise<string | undefined> {
    const reply: Record<string, { id: string }[]> = JSON.parse(
      await (await run.served.host.api(`/api/${path}`)).text(),
    );
    return Object.values(reply).find(Array.isArray)?.[0]?.id;
  }
});

/** A phone has its own layout, and the dark theme its own colours: what else they share is looked at once. */
const LOOKS: readonly { readonly theme: (typeof THEMES)[number]; readonly size: Size; readonly options: RunOptions }[] =
  [
    { theme: 'light', size: SCREEN, options: {} },
    { theme: 'dark', size: SCREEN, options: { runOnly: ['color-contrast'] } },
    { theme: 'light', size: PHONE, options: { rules: { 'color-contrast': { enabled: false } } } },
  ];

/** In both themes, on a screen and on a phone. */
async function violationsIn(page: Page, view: string): Promise<string[]> {
  await goTo(page, view);
  await settled(page);
  const found = [];
  for (const { theme, size, options } of LOOKS) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: theme });
    const violations = await violationsOn(page, options);
    found.push(...violations.map((violation) => `${theme} ${size.width}: ${violation}`));
  }
  return found;
}

/** As a link does it. It ends when the view has been drawn once. */
async function goTo(page: Page, view: string): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    addEventListener('hashchange', () => requestAnimationFrame(() => requestAnimationFrame(resolve)), { once: true });
    location.hash = ${JSON.stringify(view)};
  })`);
}

/** What axe calls serious or critical, with where it is. */
async function violationsOn(page: Page, options: RunOptions = {}): Promise<string[]> {
  // Evaluated by the driver, which the page's policy does not concern.
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(AXE);
  const wanted = JSON.stringify({ ...options, resultTypes: ['violations'] });
  const results: AxeResults = await page.evaluate(`axe.run(${wanted})`);
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`));
}
