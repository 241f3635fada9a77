import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { startCloudConsole } from './fake-console.ts';
import { CUSTOMER } from './fake-events.ts';
import { settled, textOf, textsOf } from './page.ts';
import { describeInBrowser } from './suite.ts';

const EVENTS = 1_001;
const PATIENCE = { timeout: 20_000, interval: 100 };
const VIEW = `/objects/${CUSTOMER}`;

describeInBrowser(
  'what happened to a customer',
  () => startCloudConsole(EVENTS),
  (run) => {
    it('is found from any list of a deployed project, by what a person knows', async () => {
      const page = await run.pages.open('/events');
      await page.keyboard.press('/');
      await page.keyboard.type(CUSTOMER);
      await page.keyboard.press('Enter');
      await expect.poll(() => textOf(page, 'h1'), PATIENCE).toBe(`What happened to ${CUSTOMER}`);
      const providers = await textsOf(page, '.row .provider-name');
      expect(new Set(providers).size).toBe(5);
      expect(await textOf(page, '.object-note')).toContain('no saga or task wanted have no entry in the ledger');
      expect(await textOf(page, '.object-note')).toContain('What version 0.2.0 handled names no object.');
    });

    it('is all there for 1,000 events, of which the page holds those around the screen', async () => {
      const page = await run.pages.open('/events');
      await page.locator('.row').first().waitFor();
      const start = Date.now();
      await page.evaluate(`location.hash = '#${VIEW}'`);
      await page.getByRole('table', { name: 'Events that concern it, the newest first' }).waitFor();
      await page.locator('.row').first().waitFor();
      console.log(`1,000 events of one object: shown after ${Date.now() - start} ms`);
      expect(await page.locator('.row').count()).toBeLessThan(80);
      await expect.poll(() => textOf(page, '.tabs'), PATIENCE).toMatch(/^Events 1000 Due 0 Records 40 Dead letters$/);
      await scrollToEnd(page);
      await page.locator('.row[aria-rowindex="1001"]').waitFor();
    });

    it('leads to its events, and from an event to what it concerns and to the records that it wrote', async () => {
      const page = await run.pages.open(VIEW);
      await page.locator('.row-link').first().click();
      await expect.poll(() => textOf(page, '.pane .facts'), PATIENCE).toContain(`Concerns ord_1 ${CUSTOMER}`);
      expect(page.url()).toContain(`#${VIEW}/shopify/evt_000001`);
      await page.locator('.commands').getByRole('link', { name: 'orders/ord_1' }).click();
      await expect.poll(() => textOf(page, '.record-pane'), PATIENCE).toContain('"collection": "orders"');
    });

    it('shows records, dead letters and what is due in parts that have an address', async () => {
      const page = await run.pages.open(`${VIEW}?part=letters`);
      await settled(page);
      expect(await textsOf(page, '.object-list .error-text')).toContainEqual(
        expect.stringContaining('The warehouse answered 503'),
      );
      await page.getByText('Those of the newest events that were given up on').waitFor();
      await page
        .getByRole('link', { name: /^Records/ })
        .last()
        .click();
      await expect.poll(() => page.locator('.object-list li').count(), PATIENCE).toBe(40);
      await page.getByRole('link', { name: /^Due/ }).click();
      await page.getByRole('heading', { name: 'Nothing is due' }).waitFor();
      const instance = await run.pages.open('/objects/order_without_address?part=due');
      await instance.getByText('Something is due').waitFor();
    });

    it('is narrowed to a span of time, and the link keeps it', async () => {
      const page = await run.pages.open(VIEW);
      await page.locator('.row').first().waitFor();
      await page.getByLabel('Arrived', { exact: true }).selectOption('1h');
      await expect
        .poll(() => page.locator('.rows-scroller').getAttribute('aria-rowcount'), PATIENCE)
        .toMatch(/^[56]\d$/);
      expect(page.url()).toContain('since=1h');
      await page.getByLabel('Arrived', { exact: true }).selectOption('between');
      await page.getByLabel('Arrived from').fill('2020-01-01T12:00');
      await expect.poll(() => page.url(), PATIENCE).toContain('since=20');
    });

    it('says what it does not know', async () => {
      const nobody = await run.pages.open('/objects/nobody%40example.com');
      await nobody.getByRole('heading', { name: 'No event concerns it' }).waitFor();
      await nobody.getByText('An address is kept and searched for as a digest alone.').waitFor();
      const old = await run.pages.open('/events/stripe/evt_000000');
      await expect.poll(() => textOf(old, '.pane .facts'), PATIENCE).toContain('not known');
      const start = await run.pages.open('/objects');
      await start.getByRole('heading', { name: 'What happened to this customer?' }).waitFor();
    });
  },
);

function scrollToEnd(page: Page): Promise<unknown> {
  return page.evaluate(
    `(async () => {
      const list = document.querySelector('.rows-scroller');
      for (let step = 0; step < 20; step++) {
        list.scrollTop = list.scrollHeight;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    })()`,
  );
}
