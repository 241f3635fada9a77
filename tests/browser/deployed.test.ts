import { expect, it } from 'vitest';
import { startCloudConsole } from './fake-console.ts';
import { FORGOTTEN } from './fake-events.ts';
import { settled, textOf, textsOf } from './page.ts';
import { describeInBrowser } from './suite.ts';

const PATIENCE = { timeout: 20_000, interval: 100 };
const DEAD = '/events/twilio/evt_000003';

describeInBrowser('the page over a deployed project', startCloudConsole, (run) => {
  it('says that it only reads, and offers nothing that would change or that is kept on a laptop only', async () => {
    const page = await run.pages.open(DEAD);
    await page.getByText('Read-only: start the console with --write').waitFor();
    await settled(page);
    expect(await textsOf(page, '.side nav a')).toEqual([
      'Events',
      'Objects',
      expect.stringMatching(/^Issues/),
      expect.stringMatching(/^Dead letters/),
      expect.stringMatching(/^Waiting/),
      expect.stringMatching(/^Sagas/),
      'Map',
      'Records',
      expect.stringMatching(/^Subscriptions/),
      'Catalogue',
      'Cloud Logging',
    ]);
    for (const name of ['Resend', 'Replay', 'Redrive', 'Dismiss', 'Redrive all', 'Send one like it']) {
      expect(await page.getByRole('button', { name, exact: true }).count(), name).toBe(0);
    }
    const letters = await run.pages.open('/dead-letters');
    await settled(letters);
    expect(await letters.getByRole('checkbox').count()).toBe(0);
    expect(await textsOf(letters, '.split-list > .note')).toEqual(['10 of 12 dead letters are shown.']);
    const send = await run.pages.open('/send');
    await send.getByRole('heading', { name: 'Samples are sent to the local stack only' }).waitFor();
  });

  it('shows an event’s ledger entry, its envelope, its dead letter and where its logs are', async () => {
    const page = await run.pages.open(DEAD);
    await expect.poll(() => textOf(page, '.consumers'), PATIENCE).toContain('5 attempts');
    expect(await textOf(page, '.refusal')).toContain('The warehouse answered 503');
    expect(await page.getByRole('link', { name: /log entries in Cloud Logging/ }).getAttribute('href')).toContain(
      'evt_000003',
    );
    const ofConsumer = page.locator('.consumers').getByRole('link', { name: 'What it logged, in Cloud Logging' });
    expect(await ofConsumer.getAttribute('href')).toContain(encodeURIComponent('evt_000003 twilio-onEvent'));
    await page.getByRole('link', { name: 'Payload' }).click();
    await expect.poll(() => textOf(page, '.json-lines'), PATIENCE).toContain('"total": 12345678901234567890.10');
    expect(await textOf(page, '.json-lines')).toContain('caf\\u00e9');
    await page.getByRole('link', { name: 'Message' }).click();
    await expect.poll(() => textOf(page, '.facts'), PATIENCE).toContain('secret version 3');
  });

  it('shows the instances of durable sagas, and has no clock to move', async () => {
    const page = await run.pages.open('/sagas');
    await expect
      .poll(() => textsOf(page, '.row-link'), PATIENCE)
      .toEqual(['order_reminded', 'order_without_address', 'order_shipped']);
    expect(await page.getByRole('button', { name: 'Move the clock' }).count()).toBe(0);
    await page.getByRole('link', { name: 'order_without_address' }).click();
    await expect
      .poll(() => page.locator('.pane .moment-title .mark').allInnerTexts(), PATIENCE)
      .toEqual(['Fact', 'Dead', 'Expected']);
    await page.getByRole('button', { name: 'Held', exact: true }).click();
    await page.getByRole('link', { name: 'order_held' }).click();
    await page.getByText('The pipeline threw: This order has no address.').waitFor();
  });

  it('says so where the topic no longer has the message', async () => {
    const page = await run.pages.open(`/events/-/${FORGOTTEN}?tab=payload`);
    await page.getByText('The message of this event is no longer available').waitFor();
    expect(run.pages.complaints.splice(0)).toEqual([expect.stringContaining('404')]);
  });

  it('asks every few seconds what is new, and how many dead letters are open', async () => {
    const page = await run.pages.open('/events');
    await page.locator('.row').first().waitFor();
    expect(await textOf(page, '.live-word')).toBe('Every 5 s');
    expect(await page.locator('.row').first().innerText()).toContain('Published');
    run.served.handleNewest();
    await expect.poll(() => page.locator('.row').first().innerText(), PATIENCE).toContain('Handled');

    await page.getByRole('link', { name: 'Dead letters 12 open' }).click();
    await page.locator('.letter').first().waitFor();
    run.served.giveUpNewest();
    await page.getByRole('link', { name: 'Dead letters 13 open' }).waitFor();
    await page.locator('.letter').filter({ hasText: 'evt_000000' }).waitFor();
  });

  it('opens an event by its id, where texts cannot be searched', async () => {
    const page = await run.pages.open('/events');
    await page.keyboard.press('/');
    await page.keyboard.type('evt_000003');
    await page.keyboard.press('Enter');
    await expect.poll(() => textOf(page, '.pane'), PATIENCE).toContain('twilio-onEvent');
  });

  it('shows what waits in each subscription, and which one no longer has the bundle’s policy', async () => {
    const page = await run.pages.open('/subscriptions');
    await settled(page);
    const cards = await textsOf(page, '.card');
    expect(cards).toHaveLength(5);
    expect(cards[2]).toContain('Retention is 1 day, not 31 days.');
    expect(cards[2]).toContain('npm run delivery:apply -- --project ');
    expect(cards[3]).toContain('Waiting21');
  });

  it('says from every view that a subscription no longer has the policy', async () => {
    const page = await run.pages.open('/events');
    await page.getByRole('link', { name: 'Subscriptions 1 without the delivery policy' }).waitFor();
  });
});
