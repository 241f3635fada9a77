import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { makePayments, type Payment } from '../faults/payments.ts';
import { sendAll } from '../faults/sender.ts';
import { startStack, STRIPE_SECRET } from './stack.ts';
import { describeInBrowser } from './suite.ts';

const EVENTS = 10_000;
const ANSWERS = 20;
const PATIENCE = { timeout: 60_000, interval: 100 };

describeInBrowser(`${EVENTS} events in the store`, startStack, (run) => {
  beforeAll(async () => {
    await sendAll(makePayments(EVENTS), STRIPE_SECRET, String(run.served.host.endpoints['stripe-webhook']), {
      times: 1,
    });
  }, 300_000);

  it.each(['limit=200', 'limit=200&status=handled', 'limit=200&q=payment_intent', 'limit=200&q=no-such-text'])(
    'are listed: %s',
    async (query) => {
      const times = [];
      for (let at = 0; at < ANSWERS; at++) {
        const start = performance.now();
        const response = await run.served.host.api(`/api/events?${query}`);
        await response.arrayBuffer();
        times.push(performance.now() - start);
        expect(response.status).toBe(200);
      }
      const sorted = times.toSorted((a, b) => a - b);
      const [median, worst] = [sorted[ANSWERS / 2] ?? 0, sorted.at(-1) ?? 0];
      console.log(`GET /api/events?${query}: median ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms`);
    },
  );

  it('scroll from the newest to the oldest, with no more rows in the page than fit around the screen', async () => {
    const page = await run.pages.open('/events');
    await page.locator('.row').first().waitFor();
    const frames: number[] = [];
    await expect
      .poll(async () => {
        frames.push(...(await scrollDown(page)));
        return page.locator('.rows-scroller').getAttribute('aria-rowcount');
      }, PATIENCE)
      .toBe(String(EVENTS + 1));
    await onList(page, 'list.scrollTop = list.scrollHeight');
    await page.locator(`.row[aria-rowindex="${EVENTS + 1}"]`).waitFor();
    expect(await page.locator('.row').count()).toBeLessThan(80);

    const sorted = frames.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
    console.log(
      `Scrolling ${frames.length} frames: median ${at(0.5).toFixed(1)} ms, 99th percentile ${at(0.99).toFixed(1)} ms`,
    );
  });

  it('keep their place under the reader’s eyes while new ones come in above', async () => {
    const page = await run.pages.open('/events');
    await page.locator('.row').first().waitFor();
    await onList(page, 'list.scrollTop = 3600');
    await page.locator('.row[aria-rowindex="110"]').waitFor();
    const seen = () =>
      onList(
        page,
        `[...list.querySelectorAll('.row')]
          .filter((row) => row.getBoundingClientRect().top > list.getBoundingClientRect().top + 40)
          .toSorted((a, b) => a.getAttribute('aria-rowindex') - b.getAttribute('aria-rowindex'))[0].textContent`,
      );
    const before = await seen();
    const fresh = makePayments(EVENTS + 5).slice(EVENTS);
    await sendAll(fresh, STRIPE_SECRET, String(run.served.host.endpoints['stripe-webhook']), { times: 1 });
    await page.getByRole('button', { name: '5 new' }).waitFor();
    expect(await seen()).toBe(before);
    await page.getByRole('button', { name: '5 new' }).click();
    const newest = page.locator('.row[aria-rowindex="2"]');
    await expect.poll(async () => isOneOf(fresh, await newest.innerText()), PATIENCE).toBe(true);
  });
});

function isOneOf(payments: readonly Payment[], row: string): boolean {
  return payments.some(({ eventId }) => row.includes(eventId));
}

/** Evaluates an expression about the element that scrolls, `list`. */
function onList(page: Page, expression: string): Promise<unknown> {
  return page.evaluate(`((list) => ${expression})(document.querySelector('.rows-scroller'))`);
}

/** Scrolls by the wheel's steps for a while. @returns how long each frame took, in milliseconds. */
async function scrollDown(page: Page): Promise<number[]> {
  const frames = await onList(
    page,
    `(async () => {
      const frames = [];
      let last = performance.now();
      for (let step = 0; step < 30; step++) {
        list.scrollTop += 240;
        await new Promise(requestAnimationFrame);
        frames.push(performance.now() - last);
        last = performance.now();
      }
      list.scrollTop = list.scrollHeight;
      await new Promise(requestAnimationFrame);
      return frames;
    })()`,
  );
  return Array.isArray(frames) ? frames.map(Number) : [];
}
