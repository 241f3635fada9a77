import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { textOf, textsOf } from './page.ts';
import { act, startStack } from './stack.ts';
import { describeInBrowser } from './suite.ts';

const CONSUMER = 'stripe-onStripeEvent';
const PATIENCE = { timeout: 30_000, interval: 100 };

describeInBrowser('operating in the page', startStack, (run) => {
  afterEach(() => run.served.setWarehouse('open'));

  /** Sends an event that the warehouse is told of. @returns its id. */
  async function send(): Promise<string> {
    const sent = await act(run.served, '/api/send', { provider: 'stripe', type: 'customer.subscription.deleted' });
    return String(sent['eventId']);
  }

  /** Opens the list of letters once this many events of this test were given up on. @returns it, and their ids. */
  async function openWithDead(count: number): Promise<{ readonly page: Page; readonly ids: readonly string[] }> {
    run.served.setWarehouse('closed');
    const ids: string[] = [];
    for (let sent = 0; sent < count; sent++) ids.push(await send());
    const page = await run.pages.open('/dead-letters');
    for (const id of ids) await letterOf(page, id).waitFor();
    run.served.setWarehouse('open');
    return { page, ids };
  }

  async function untilHandled(id: string): Promise<void> {
    const row = (await run.pages.open('/events')).getByRole('row').filter({ hasText: id });
    await expect.poll(() => row.innerText(), PATIENCE).toContain('Handled');
  }

  // First: after a redrive, its issue is back whenever it fails.
  it('redrives an issue with one button: it is back if it fails again, and is settled once all its events are handled', async () => {
    run.served.setWarehouse('closed');
    const ids = [await send(), await send()];
    const page = await run.pages.open('/issues');
    const issue = page.locator('.letter').filter({ hasText: 'stopShipping/TellWarehouse' });
    await expect.poll(() => issue.innerText(), PATIENCE).toContain('2 open letters');
    expect(await issue.innerText()).not.toContain('Back');
    await issue.getByRole('link').click();
    const pane = page.locator('.pane');
    await expect.poll(() => pane.innerText(), PATIENCE).toContain('2 open, 0 redriven, 0 dismissed');

    await redriveIssue(page);
    await expect.poll(() => pane.innerText(), PATIENCE).toContain('2 open, 2 redriven, 0 dismissed');
    await pane.getByText('It failed again after the last redrive').waitFor();
    await expect.poll(() => issue.innerText(), PATIENCE).toMatch(/Open\s*Back/);

    // A deployed project tells of no change: what the page has done it shows all the same.
    await page.getByRole('button', { name: 'Pause' }).click();
    run.served.setWarehouse('open');
    await redriveIssue(page);
    await page.getByRole('heading', { name: 'No issues' }).waitFor();
    await expect.poll(() => pane.innerText(), PATIENCE).toContain('0 open, 4 redriven, 0 dismissed');
    await expect.poll(() => page.locator('.side-count').count(), PATIENCE).toBe(0);
    expect(await textsOf(page, '.pane-title .mark')).toEqual(['Settled']);
    expect(await page.getByRole('button', { name: 'Redrive the issue' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Go on live' }).click();

    await page.getByRole('navigation').getByRole('link', { name: 'Events' }).click();
    for (const id of ids) {
      const row = page.getByRole('row').filter({ hasText: id });
      await expect.poll(() => row.innerText(), PATIENCE).toContain('Handled');
    }
  });

  it('pauses a consumer and resumes it, and releases an event that its handler had put aside', async () => {
    const page = await run.pages.open('/waiting');
    const consumer = page
      .locator('.letter')
      .filter({ hasText: CONSUMER })
      .filter({ hasText: /Running|Paused/ });
    const notice = page.locator('.notices');
    await consumer.getByRole('button', { name: `Pause ${CONSUMER}` }).click();
    await confirm(page, 'Pause', /gets no events until it is resumed; .* for up to \d+ days each/);
    await page.getByText(`${CONSUMER} is paused.`, { exact: true }).waitFor();
    await expect.poll(() => consumer.innerText(), PATIENCE).toContain('Paused');
    await expect.poll(() => notice.innerText(), PATIENCE).toContain(`${CONSUMER} is paused since`);

    run.served.setWarehouse('busy');
    const id = await send();
    await notice.getByRole('button', { name: 'Resume' }).click();
    await confirm(page, 'Resume', /gets everything that waits for it: 1 message/);
    await page.getByText(`${CONSUMER} is resumed.`, { exact: true }).waitFor();
    await expect.poll(() => consumer.innerText(), PATIENCE).toContain('Running');
    await expect.poll(() => notice.innerText(), PATIENCE).toBe('');

    const event = page.locator('.letter').filter({ hasText: id });
    await expect.poll(() => event.innerText(), PATIENCE).toContain('The warehouse is busy.');
    run.served.setWarehouse('open');
    await event.getByRole('button', { name: `Release ${id}` }).click();
    await confirm(page, 'Release', /^One event is sent to the consumer at once/);
    await page.getByText('1 event released.').waitFor();
    await page.getByRole('heading', { name: 'No event waits' }).waitFor();
    await page.getByRole('navigation').getByRole('link', { name: 'Events' }).click();
    const row = page.getByRole('row').filter({ hasText: id });
    await expect.poll(() => row.innerText(), PATIENCE).toContain('Handled');
  });

  it('takes a letter out of the open ones by the keyboard alone, and it can be redriven from its own page', async () => {
    const { page, ids } = await openWithDead(1);
    const letter = letterOf(page, ids[0] ?? '');
    expect(await textOf(page, '.side-count')).toBe('1 open');
    await letter.getByRole('link').press('Enter');
    await page.locator('.pane').getByRole('button', { name: 'Dismiss' }).press('Enter');
    // The dialog puts the focus there by itself, a moment later.
    await page.locator('textarea:focus').waitFor();
    await page.keyboard.type('A test event.');
    await expect
      .poll(() => textOf(page, '.dialog-will'), PATIENCE)
      .toContain('One dead letter is marked as dismissed.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('1 dead letter dismissed.').waitFor();

    await page.locator('.pane').getByText('A test event.', { exact: true }).waitFor();
    await expect.poll(() => letter.count(), PATIENCE).toBe(0);
    await expect.poll(() => page.locator('.side-count').count(), PATIENCE).toBe(0);
    expect(await page.locator('.pane').getByRole('button', { name: 'Dismiss' }).count()).toBe(0);

    await page.getByRole('group', { name: 'Status' }).getByRole('button', { name: 'Dismissed' }).click();
    await expect.poll(() => letter.innerText(), PATIENCE).toContain('Dismissed');
    await letter.getByRole('link').click();
    await page.locator('.pane').getByRole('button', { name: 'Redrive' }).click();
    await page.locator('.dialog-buttons').getByRole('button', { name: 'Redrive' }).click();
    await page.getByText('1 dead letter redriven.').waitFor();
    // The next test closes the warehouse again, and the event would be given up on a second time.
    await untilHandled(ids[0] ?? '');
  });

  it('takes those that were chosen, and a redrive of all leaves them', async () => {
    const { page, ids } = await openWithDead(2);
    const [unwanted = '', wanted = ''] = ids;
    await letterOf(page, unwanted).getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Dismiss selected' }).click();
    await page.locator('.dialog-buttons').getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('1 dead letter dismissed.').waitFor();

    await page.getByRole('button', { name: 'Redrive all' }).click();
    await expect.poll(() => textOf(page, '.dialog-will'), PATIENCE).toContain('One dead letter is sent');
    await page.locator('.dialog-buttons').getByRole('button', { name: 'Redrive' }).click();
    await page.getByText('1 dead letter redriven.').waitFor();
    await page.getByRole('group', { name: 'Status' }).getByRole('button', { name: 'Dismissed' }).click();
    await letterOf(page, unwanted).waitFor();
    expect((await textsOf(page, '.letter')).some((text) => text.includes(wanted))).toBe(false);
  });
});

function letterOf(page: Page, eventId: string) {
  return page.locator('.letter').filter({ hasText: eventId });
}

async function redriveIssue(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Redrive the issue' }).click();
  await confirm(page, 'Redrive', /^2 dead letters are sent to their consumers again\./);
  await page.getByText('2 dead letters redriven.').last().waitFor();
}

/** Reads what a dialog says that it will do, and has it done. */
async function confirm(page: Page, verb: string, will: RegExp): Promise<void> {
  await expect.poll(() => textsOf(page, '.dialog-will p'), PATIENCE).toEqual([expect.stringMatching(will)]);
  await page.locator('.dialog-buttons').getByRole('button', { name: verb }).click();
  await expect.poll(() => page.locator('dialog[open]').count(), PATIENCE).toBe(0);
}
