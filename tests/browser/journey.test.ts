import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { textOf, textsOf } from './page.ts';
import { startStack } from './stack.ts';
import { describeInBrowser } from './suite.ts';

const TYPE = 'customer.subscription.deleted';
const PATIENCE = { timeout: 30_000, interval: 100 };

describeInBrowser('the console over the local stack', startStack, (run) => {
  afterEach(() => run.served.setWarehouse('open'));

  /** Sends a sample from its form, unchanged or edited. @returns the event's id, as the answer has it. */
  async function send(page: Page, edit: (body: string) => string = (body) => body): Promise<string> {
    const body = page.getByLabel('Body');
    await expect.poll(() => body.inputValue(), PATIENCE).not.toBe('');
    const shown = await body.inputValue();
    if (edit(shown) !== shown) await body.fill(edit(shown));
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('.sent-event code').waitFor();
    return textOf(page, '.sent-event code');
  }

  it('says on the first day what to do next', async () => {
    const page = await run.pages.open('/events');
    await page.getByRole('heading', { name: 'No events yet' }).waitFor();
    expect(await textOf(page, '.command-line code')).toBe('npm run send -- stripe customer.subscription.deleted');
    await page.locator('main').getByRole('link', { name: 'Send a sample' }).click();
    expect(await page.getByLabel('Type', { exact: true }).inputValue()).toBe(TYPE);
  });

  it('shows a sample that was sent from the page in the list without a reload, and every step of its way', async () => {
    const list = await run.pages.open('/events');
    let loads = 0;
    list.on('load', () => loads++);
    const id = await send(await run.pages.open(`/send/stripe/${TYPE}`));

    const row = list.getByRole('row').filter({ hasText: id });
    await expect.poll(() => row.innerText(), PATIENCE).toContain('Handled');
    expect(loads).toBe(0);

    await row.getByRole('link').click();
    await list.getByRole('heading', { name: TYPE }).waitFor();
    await expect
      .poll(() => textsOf(list, '.step-name'), PATIENCE)
      .toEqual([
        'Received',
        'Verified by the configured value',
        'Published',
        'stripe-onStripeEvent attempt 1',
        'TellWarehouse stopShipping',
        'SyncSubscription subscriptionLifecycle',
        'revised stripeEntitlements',
        'ended trialEnding',
      ]);
    for (const took of await textsOf(list, '.step .waterfall-ms')) expect(took).toMatch(/^[\d.]+ (?:µs|ms|s)$/);
    expect(await textsOf(list, '.commands code')).toEqual([
      'stopShipping/TellWarehouse',
      expect.stringMatching(/^warehouseNotes\/sub_/),
      'subscriptionLifecycle/SyncSubscription',
      expect.stringMatching(/^subscriptions\/sub_/),
      'stripeEntitlements/revised',
      'trialEnding/ended',
    ]);
    expect(await textOf(list, '.facts')).toContain('the configured value');

    await list.getByRole('link', { name: 'Request', exact: true }).click();
    await expect.poll(() => textOf(list, '.pairs'), PATIENCE).toContain('stripe-signature t=');
    expect(await textOf(list, '.request-line')).toContain('POST /demo-browser-tests/us-central1/stripe-webhook');
  });

  it('masks the credentials of a request that carries its own', async () => {
    const sender = await run.pages.open('/send/okta');
    await send(sender);
    await sender.getByRole('link', { name: 'The request' }).click();
    await expect.poll(() => textOf(sender, '.pairs'), PATIENCE).toContain('authorization [masked]');
  });

  it('shows numbers as they were written, and folds what is not wanted', async () => {
    const sender = await run.pages.open(`/send/stripe/${TYPE}`);
    const id = await send(sender, (body) => body.replace('{', '{"exact": 12345678901234567890.10,'));
    const page = await run.pages.open(`/events/stripe/${id}?tab=payload`);
    const line = page.locator('.json-line').filter({ hasText: '"exact"' });
    expect(await line.innerText()).toContain('12345678901234567890.10');

    await page.getByRole('button', { name: 'Fold "data"' }).click();
    expect(await page.locator('.json-line').filter({ hasText: '"object": {' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Unfold all' }).click();
    await page.locator('.json-line').filter({ hasText: '"object": {' }).first().waitFor();
  });

  it('shows a failing handler retry and land in the dead letters, and handled once it is redriven', async () => {
    run.served.setWarehouse('closed');
    const list = await run.pages.open('/events');
    const id = await send(await run.pages.open(`/send/stripe/${TYPE}`));
    const row = list.getByRole('row').filter({ hasText: id });
    await expect.poll(() => row.innerText(), PATIENCE).toContain('The warehouse is closed.');
    await expect.poll(() => row.innerText(), PATIENCE).toContain('Dead');

    const event = await run.pages.open(`/events/stripe/${id}`);
    await expect.poll(() => textsOf(event, '.log[open] li'), PATIENCE).toHaveLength(2);
    const [told, dead] = await textsOf(event, '.log[open] li');
    expect(told).toMatch(/\d ERROR Nobody opened the gate\. command=stopShipping\/TellWarehouse\S* gate=3$/);
    expect(dead).toContain('ERROR Stripe Event Dead-Lettered');
    expect(await textsOf(event, '.log summary')).toContain('Delivery 1, 1 line');

    const letters = await run.pages.open('/dead-letters');
    const letter = letters.locator('.letter').filter({ hasText: id });
    expect(await letter.innerText()).toContain('stopShipping/TellWarehouse: The warehouse is closed.');
    run.served.setWarehouse('open');
    await letter.getByRole('checkbox').check();
    await letters.getByRole('button', { name: 'Redrive selected' }).click();
    await expect
      .poll(() => textOf(letters, '.dialog-will'), PATIENCE)
      .toContain('One dead letter is sent to its consumer again');
    expect(await row.innerText()).toContain('Dead');
    await letters.getByRole('button', { name: 'Redrive', exact: true }).click();
    await letters.getByText('1 dead letter redriven.').waitFor();

    await expect.poll(() => row.innerText(), PATIENCE).toContain('Handled');
    await row.getByRole('link').click();
    await expect.poll(() => textsOf(list, '.step-name'), PATIENCE).toContain('Dead letter stripe-onStripeEvent');
    const steps = await textsOf(list, '.step-name');
    expect(steps.filter((step) => step.startsWith('TellWarehouse')).length).toBeGreaterThan(2);
    // What was done stays done.
    expect(steps.filter((step) => step.startsWith('SyncSubscription'))).toHaveLength(1);
    expect(await textsOf(list, '.commands li')).toEqual([
      expect.stringMatching(/^subscriptionLifecycle\/SyncSubscription done\s*subscriptions\/sub_/),
      'stripeEntitlements/revised done',
      'trialEnding/ended done',
      expect.stringMatching(/^stopShipping\/TellWarehouse done\s*warehouseNotes\/sub_/),
    ]);
  });

  it('replays to one consumer again, and resends to the endpoint, after saying what that does', async () => {
    const id = await send(await run.pages.open(`/send/stripe/${TYPE}`));
    const page = await run.pages.open(`/events/stripe/${id}`);
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByLabel(/Again/).check();
    await expect.poll(() => textOf(page, '.dialog-will'), PATIENCE).toContain('a second time');
    await page.locator('dialog').getByRole('button', { name: 'Replay' }).click();
    await page.getByText('The event is on its way to stripe-onStripeEvent.').waitFor();
    await expect
      .poll(
        async () => (await textsOf(page, '.step-name')).filter((name) => name.startsWith('TellWarehouse')).length,
        PATIENCE,
      )
      .toBe(2);

    await page.getByRole('button', { name: 'Resend' }).click();
    await expect.poll(() => textOf(page, '.dialog-will'), PATIENCE).toContain('signed again');
    await page.locator('dialog').getByRole('button', { name: 'Resend' }).click();
    await page.getByText('The endpoint answered 200.').waitFor();
  });

  it.each([
    ['tampered', 'stripe/bad-signature'],
    ['expired', 'stripe/bad-signature'],
    ['future', 'stripe/bad-signature'],
    ['unsigned', 'stripe/bad-webhook-request'],
  ])('sends a sample that is %s, and keeps the refused request', async (variant, code) => {
    const sender = await run.pages.open(`/send/stripe/${TYPE}?variant=${variant}`);
    await expect.poll(() => sender.getByLabel('Body').inputValue(), PATIENCE).not.toBe('');
    await sender.getByRole('button', { name: 'Send', exact: true }).click();
    await sender.getByText('Refused, as it must be').waitFor();
    await sender.getByRole('link', { name: 'The request' }).click();
    await expect.poll(() => textOf(sender, '.refusal'), PATIENCE).toContain(code);

    const refused = await run.pages.open('/requests?outcome=refused');
    await expect.poll(() => textOf(refused, '.rows'), PATIENCE).toContain(code);
  });
});
