import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { settled, textOf, textsOf } from './page.ts';
import { act, startStack } from './stack.ts';
import { describeInBrowser } from './suite.ts';

const PATIENCE = { timeout: 30_000, interval: 100 };
const DAY_MS = 24 * 3_600_000;

describeInBrowser('durable sagas in the page', startStack, (run) => {
  let count = 0;

  /** Sends the failure, or the payment, of an invoice. @returns the id of the event. */
  async function send(type: 'invoice.payment_failed' | 'invoice.paid', invoice: string): Promise<string> {
    const { body } = JSON.parse(await (await run.served.host.api(`/api/samples/stripe/${type}`)).text());
    const event = JSON.parse(body);
    event.id = `evt_of_sagas_${++count}`;
    event.data.object.id = invoice;
    const { eventId } = await act(run.served, '/api/send', { provider: 'stripe', type, body: JSON.stringify(event) });
    return String(eventId);
  }

  /** Opens the instance of an invoice that was not paid, once it is there. */
  async function openUnpaid(invoice: string): Promise<{ readonly page: Page; readonly eventId: string }> {
    const eventId = await send('invoice.payment_failed', invoice);
    const page = await run.pages.open(`/sagas?saga=heldParcels`);
    await page.getByRole('link', { name: invoice }).click();
    await page.locator('.moment').first().waitFor();
    return { page, eventId };
  }

  async function advance(page: Page, choose: (dialog: ReturnType<Page['locator']>) => Promise<void>): Promise<void> {
    await page.getByRole('button', { name: 'Move the clock' }).click();
    const dialog = page.locator('dialog[open]');
    await choose(dialog);
    await dialog.locator('.dialog-will p').waitFor();
    await dialog.getByRole('button', { name: 'Move', exact: true }).click();
    await page
      .getByText(/For sagas it is .* now\./)
      .first()
      .waitFor();
  }

  it('show what an instance was told and what it will do, and do it when the clock is moved', async () => {
    const { page, eventId } = await openUnpaid('in_moved');
    expect(await momentsIn(page)).toEqual([
      'unpaid Fact',
      'AskToPay 1 Expected',
      'AskToPay 2 Expected',
      'ReturnParcel Expected',
    ]);
    expect(await textsOf(page, '.moment-now ~ .moment .moment-when > time')).toEqual([
      'in 24 hours',
      'in 3 days',
      'in 7 days',
    ]);

    await advance(page, (dialog) => dialog.getByRole('button', { name: '1 day' }).click());
    await expect
      .poll(() => momentsIn(page), PATIENCE)
      .toEqual(['unpaid Fact', 'AskToPay 1 Done', 'AskToPay 2 Expected', 'ReturnParcel Expected']);
    await expect.poll(() => textOf(page, '.saga-time'), PATIENCE).toMatch(/24 hours ahead$/);

    await advance(page, async (dialog) => {
      await dialog.getByRole('button', { name: 'Other' }).click();
      await dialog.getByLabel('How much').fill('6');
      await dialog.getByLabel('Unit').selectOption('days');
    });
    await expect
      .poll(() => momentsIn(page), PATIENCE)
      .toEqual(['unpaid Fact', 'AskToPay 1 Done', 'AskToPay 2 Done', 'ReturnParcel Done']);
    await expect.poll(() => textOf(page, '.saga-time'), PATIENCE).toMatch(/7 days ahead$/);

    await page.getByRole('link', { name: 'its event' }).click();
    await expect.poll(() => textOf(page, '.pane-id'), PATIENCE).toBe(eventId);
    const card = page.locator('div.card').filter({ hasText: 'heldParcels' });
    await expect.poll(() => card.innerText(), PATIENCE).toContain('ReturnParcel');
    await card.getByRole('link', { name: 'heldParcels in_moved' }).click();
    await page.getByRole('link', { name: 'how it was carried out' }).last().click();
    await expect.poll(() => textOf(page, '.pane-title h2'), PATIENCE).toBe('ReturnParcel');
    expect(await page.getByRole('button', { name: 'Replay', exact: true }).count()).toBe(0);
    await page.getByRole('link', { name: 'heldParcels in_moved' }).waitFor();
  });

  it('end an instance before the eyes of the reader when it is paid', async () => {
    const { page } = await openUnpaid('in_paid');
    await send('invoice.paid', 'in_paid');
    await expect.poll(() => momentsIn(page), PATIENCE).toEqual(['unpaid Fact', 'paid Fact']);
    expect(await textOf(page, '.pane-title .mark')).toBe('Complete');
    expect(await textOf(page, '.facts')).toContain('forgotten in 35 days');
  });

  it('tell a command that fails, then its dead letter, which leads back', async () => {
    run.served.setWarehouse('closed');
    const { page } = await openUnpaid('in_failing');
    await act(run.served, '/api/clock/advance', { ms: DAY_MS });
    await expect
      .poll(() => momentsIn(page), PATIENCE)
      .toContainEqual(expect.stringMatching(/^AskToPay 1 Waiting tried again in/));
    // Each attempt waits for its time, which is the sagas' own.
    await expect
      .poll(async () => {
        await act(run.served, '/api/clock/advance', { ms: 600_000 });
        return momentsIn(page);
      }, PATIENCE)
      .toContainEqual('AskToPay 1 Dead its dead letter');
    run.served.setWarehouse('open');
    await page.locator('.moment').getByRole('link', { name: 'its dead letter' }).click();
    await page.locator('.pane').getByRole('link', { name: 'heldParcels in_failing' }).click();
    await page.locator('.pane').getByRole('button', { name: 'Redrive' }).click();
    await page.locator('.dialog-buttons').getByRole('button', { name: 'Redrive' }).click();
    await expect.poll(() => momentsIn(page), PATIENCE).toContainEqual(expect.stringMatching(/^AskToPay 1 Done/));
  });

  it('tell from every view that an instance is held, why, and how it goes on', async () => {
    run.served.setPipeline('broken');
    await send('invoice.payment_failed', 'in_held');
    const page = await run.pages.open('/events');
    await page.getByRole('link', { name: 'Sagas 1 held' }).click();
    await page.getByRole('button', { name: 'Held', exact: true }).click();
    await page.getByRole('link', { name: 'in_held' }).click();
    await expect
      .poll(() => textOf(page, '.pane-body'), PATIENCE)
      .toContain('The pipeline threw: Parcels cannot be counted.');
    run.served.setPipeline('sound');
    await page.locator('.pane').getByRole('button', { name: 'Redrive' }).click();
    await page.locator('.dialog-buttons').getByRole('button', { name: 'Redrive' }).click();
    await expect.poll(() => textOf(page, '.pane-title .mark'), PATIENCE).toBe('Open');
    await expect.poll(() => page.locator('.side').getByText('held').count(), PATIENCE).toBe(0);
  });

  it('are found by their key and by the keyboard alone', async () => {
    await send('invoice.payment_failed', 'in_sought');
    const page = await run.pages.open('/events');
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await page.getByRole('heading', { name: 'Sagas' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('in_sought');
    await expect.poll(() => textsOf(page, '.row-link'), PATIENCE).toEqual(['in_sought']);
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('.moment').first().waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.pane').count(), PATIENCE).toBe(0);
    const none = await run.pages.open('/sagas?key=in_nowhere');
    await none.getByRole('heading', { name: 'No instance matches' }).waitFor();
  });

  it('are on the map, with what wakes them', async () => {
    const page = await run.pages.open('/map?provider=sagas');
    await settled(page);
    const titles = await textsOf(page, '.map-node .map-title');
    expect(titles).toEqual(expect.arrayContaining(['sagas-wake', 'sagas-onSagaEvent', 'heldParcels', 'ReturnParcel']));
    await page.locator('a.map-node').filter({ hasText: 'heldParcels' }).click();
    await expect.poll(() => page.getByLabel('Saga', { exact: true }).inputValue(), PATIENCE).toBe('heldParcels');
  });
});

/** Each moment in its words: `AskToPay 1 Done`. */
async function momentsIn(page: Page): Promise<string[]> {
  const titles = await page.locator('.pane .moment-title').allInnerTexts();
  return titles.map((title) => title.replaceAll(/\s+/g, ' ').replace(/ (?:its event|how it was carried out)$/, ''));
}
