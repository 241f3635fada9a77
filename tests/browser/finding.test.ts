import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { settled, textOf, textsOf } from './page.ts';
import { act, startStack } from './stack.ts';
import { describeInBrowser } from './suite.ts';

const PATIENCE = { timeout: 30_000, interval: 100 };
const PHONE = { width: 390, height: 844 };
/** None of them makes a durable saga publish a command, which would be a row of its list, too. */
const SENT = [
  ['stripe', 'customer.updated'],
  ['stripe', 'invoice.paid'],
  ['github', 'release.published'],
  ['shopify', 'orders/create'],
] as const;
const MISTAKE = /warehouse\.ts.*\. The code that was loaded before keeps running\.$/s;
const VIEWS = ['/events', '/requests', '/dead-letters', '/map', '/rates', '/records', '/catalogue', '/send'];

describeInBrowser('finding one’s way in the console', startStack, (run) => {
  let ids: readonly string[];

  beforeAll(async () => {
    const sent = [];
    for (const [provider, type] of SENT) sent.push(await act(run.served, '/api/send', { provider, type }));
    ids = sent.map(({ eventId }) => String(eventId));
    await act(run.served, '/api/send', { provider: 'stripe', type: 'invoice.paid', variant: 'tampered' });
  }, 120_000);

  const rows = (page: Page) => page.locator('.row').count();

  it('narrows the list by provider, status, type and text, each with its own address', async () => {
    const page = await run.pages.open('/events');
    await expect.poll(() => rows(page), PATIENCE).toBe(SENT.length);

    await page.getByLabel('Provider').selectOption('stripe');
    await expect.poll(() => rows(page), PATIENCE).toBe(2);
    await page.getByLabel(/^Type/).fill('invoice.*');
    await expect.poll(() => rows(page), PATIENCE).toBe(1);
    expect(page.url()).toContain('#/events?provider=stripe&type=invoice.*');

    await page.reload();
    await expect.poll(() => rows(page), PATIENCE).toBe(1);
    expect(await page.getByLabel(/^Type/).inputValue()).toBe('invoice.*');

    const byText = await run.pages.open('/events');
    await byText.getByRole('searchbox').fill(ids[2] ?? '');
    await expect.poll(() => textsOf(byText, '.row .row-link'), PATIENCE).toEqual(['release.published']);

    const dead = await run.pages.open('/events');
    await dead.getByRole('button', { name: 'Dead' }).click();
    await dead.getByRole('heading', { name: 'No event matches' }).waitFor();
    await dead.getByRole('link', { name: 'Clear the filters' }).click();
    await expect.poll(() => rows(dead), PATIENCE).toBe(SENT.length);
  });

  it('is walked with the keyboard alone', async () => {
    const page = await run.pages.open('/events');
    await expect.poll(() => rows(page), PATIENCE).toBe(SENT.length);
    for (const key of ['j', 'j', 'j', 'k', 'j']) await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'invoice.paid' }).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'customer.updated' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.pane').count(), PATIENCE).toBe(0);

    await page.keyboard.press('/');
    await page.keyboard.type('release');
    await expect.poll(() => textsOf(page, '.row .row-link'), PATIENCE).toEqual(['release.published']);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.getByRole('heading', { name: 'Map' }).waitFor();
  });

  it('draws the map from the generated code, with what went through each part', async () => {
    const page = await run.pages.open('/map?provider=stripe');
    await expect.poll(() => page.locator('.map-node').count(), PATIENCE).toBeGreaterThan(10);
    const box = async (title: string) => (await textsOf(page, '.map-node')).find((text) => text.includes(title));
    expect(await box('Provider Stripe')).toContain('3 received');
    expect(await box('Provider Stripe')).toContain('1 refused');
    expect(await box('integration-stripe-events')).toContain('2 published');
    expect(await box('stripe-onStripeEvent')).toContain('2 handled');
    expect(await box('stopShipping')).toBeDefined();
    expect(await box('TellWarehouse')).toContain('0 done');

    await act(run.served, '/api/send', { provider: 'stripe', type: 'customer.subscription.deleted' });
    await expect.poll(() => box('TellWarehouse'), PATIENCE).toContain('1 done');
    await page.locator('.map-node', { hasText: 'Dead letters' }).click();
    await page.getByRole('heading', { name: 'No dead letters' }).waitFor();
    expect(page.url()).toContain('#/dead-letters?provider=stripe');
  });

  it('shows the records that commands wrote, and rates by the minute', async () => {
    const page = await run.pages.open('/records/warehouseNotes');
    await page.locator('.row').first().getByRole('link').click();
    await expect.poll(() => textOf(page, '.record-pane .json-lines'), PATIENCE).toContain('"told": 1');

    const rates = await run.pages.open('/rates');
    await expect.poll(() => rates.locator('.plot canvas').count(), PATIENCE).toBe(3);
    expect(Number((await textsOf(rates, '.totals dd'))[0])).toBeGreaterThanOrEqual(SENT.length + 1);
    await rates.getByRole('button', { name: 'Table' }).click();
    await rates.getByRole('columnheader', { name: 'Received' }).waitFor();
  });

  it.each([1440, PHONE.width])('has a table of all integrations in the catalogue, %d pixels wide', async (width) => {
    const page = await run.pages.open('/catalogue', { width, height: PHONE.height });
    const row = page.getByRole('row', { name: /^GitHub on/ });
    await expect
      .poll(async () => (await row.innerText()).replaceAll(/\s+/g, ' '), PATIENCE)
      .toMatch(/^GitHub on developer tools HTTPS body, HMAC-SHA256 .*octokit.*webhooks-methods/);
    await row.getByRole('link', { name: 'GitHub' }).click();
    await page.getByRole('heading', { name: 'Events of GitHub', exact: true }).waitFor();
  });

  it('says in the catalogue how a provider signs, under the name that the provider gives itself', async () => {
    const page = await run.pages.open('/catalogue/github');
    await page.getByRole('heading', { name: 'Events of GitHub', exact: true }).waitFor();
    await expect
      .poll(() => textOf(page, '.channel .signature'), PATIENCE)
      .toBe('Webhook signature: HMAC-SHA256 in hex over the body, in x-hub-signature-256');
    expect(await page.getByRole('link', { name: 'SendGrid' }).count()).toBe(1);
  });

  it('pauses, and goes on with what came in between', async () => {
    const page = await run.pages.open('/events?provider=shopify');
    await expect.poll(() => rows(page), PATIENCE).toBe(1);
    await page.getByRole('button', { name: 'Pause' }).click();
    await act(run.served, '/api/send', { provider: 'shopify', type: 'orders/create' });
    const other = await run.pages.open('/events?provider=shopify');
    await expect.poll(() => rows(other), PATIENCE).toBe(2);
    expect(await rows(page)).toBe(1);
    await page.getByRole('button', { name: 'Go on live' }).click();
    await expect.poll(() => rows(page), PATIENCE).toBe(2);
  });

  it('keeps the theme that was chosen', async () => {
    const page = await run.pages.open('/events', { theme: 'light' });
    const isDark = () => page.evaluate("getComputedStyle(document.body).backgroundColor === 'rgb(13, 15, 19)'");
    expect(await isDark()).toBe(false);
    await page.getByRole('button', { name: 'Dark', exact: true }).click();
    expect(await isDark()).toBe(true);
    await page.reload();
    expect(await isDark()).toBe(true);
  });

  it.each([...VIEWS, 'event', 'request'])('fits a phone: %s', async (name) => {
    const view = name === 'event' ? `/events/stripe/${ids[0]}` : name === 'request' ? await firstRequest() : name;
    const page = await run.pages.open(view, PHONE);
    await settled(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    const outside = `[...document.querySelectorAll('main h1, main h2, main button, main .card, main .facts')]
      .filter((element) => element.checkVisibility() && element.closest('.scroll-x, .segments, .tabs') === null)
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1).map((element) => element.outerHTML)`;
    expect(await page.evaluate(outside)).toEqual([]);
  });

  it('has a menu on a phone', async () => {
    const page = await run.pages.open('/events', PHONE);
    expect(await page.getByRole('link', { name: 'Records' }).isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('link', { name: 'Records' }).click();
    await page.getByRole('heading', { name: 'Records' }).waitFor();
    expect(await page.getByRole('link', { name: 'Map' }).isVisible()).toBe(false);
  });

  it('says what is wrong with code that was saved, until it is fixed', async () => {
    const page = await run.pages.open('/events');
    // Other tests send more.
    await expect.poll(() => rows(page), PATIENCE).toBeGreaterThanOrEqual(SENT.length);
    const banner = page.getByRole('alert');
    run.served.saveSaga('mistaken');
    await expect.poll(() => banner.allTextContents(), PATIENCE).toEqual([expect.stringMatching(MISTAKE)]);
    await page.goto(page.url().replace('/events', '/catalogue'));
    await expect.poll(() => banner.allTextContents(), PATIENCE).toEqual([expect.stringMatching(MISTAKE)]);
    run.served.saveSaga('sound');
    await expect.poll(() => banner.count(), PATIENCE).toBe(0);
  });

  async function firstRequest(): Promise<string> {
    const { requests }: { requests: { id: string }[] } = JSON.parse(
      await (await run.served.host.api(`/api/requests?outcome=refused`)).text(),
    );
    return `/requests/${requests[0]?.id}`;
  }
});
