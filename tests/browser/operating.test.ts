import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { textOf, textsOf } from './page.ts';
import { act, startStack } from './stack.ts';
import { describeInBrowser } from './suite.ts';

const PATIENCE = { timeout: 30_000, interval: 100 };

describeInBrowser('dismissing in the page', startStack, (run) => {
  /** Opens the list of letters once this many events of this test were given up on. @returns it, and their ids. */
  async function openWithDead(count: number): Promise<{ readonly page: Page; readonly ids: readonly string[] }> {
    run.served.setWarehouse('closed');
    const ids: string[] = [];
    for (let sent = 0; sent < count; sent++) {
      const { eventId } = await act(run.served, '/api/send', {
        provider: 'stripe',
        type: 'customer.subscription.deleted',
      });
      ids.push(String(eventId));
    }
    const page = await run.pages.open('/dead-letters');
    for (const id of ids) await letterOf(page, id).waitFor();
    run.served.setWarehouse('open');
    return { page, ids };
  }

  async function untilHandled(id: string): Promise<void> {
    const row = (await run.pages.open('/events')).getByRole('row').filter({ hasText: id });
    await expect.poll(() => row.innerText(), PATIENCE).toContain('Handled');
  }

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
