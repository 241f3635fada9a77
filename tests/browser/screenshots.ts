/**
 * Takes the pictures of the README again: `node tests/browser/screenshots.ts`. It runs its own local stack,
 * sends it samples of several providers, breaks a handler, and fixes it.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { findChromium, launchChromium, NO_CHROMIUM } from './chromium.ts';
import { Pages, type PageOptions } from './page.ts';
import { act, startStack, type Stack } from './stack.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'images');
const PHONE = { width: 390, height: 844 };
const SCREEN = { width: 1200, height: 740 };
const ROUNDS = 3;
const BETWEEN_SAMPLES_MS = 120;
/** Eight attempts, a hundredth of the usual backoff apart. */
const GIVEN_UP_AFTER_MS = 16_000;
/** Names of what is sent, in this order, some of it spoiled. */
const SAMPLES: readonly (readonly [provider: string, type: string, variant?: string])[] = [
  ['stripe', 'invoice.paid'],
  ['github', 'release.published'],
  ['shopify', 'orders/create'],
  ['stripe', 'payment_intent.succeeded'],
  ['twilio', 'message.delivered'],
  ['stripe', 'customer.updated', 'tampered'],
  ['shopify', 'orders/paid'],
  ['slack', 'app_mention'],
  ['stripe', 'charge.dispute.created'],
  ['twilio', 'message.received', 'unsigned'],
  ['stripe', 'customer.created'],
];

const executable = findChromium();
if (executable === undefined) throw new Error(`There is ${NO_CHROMIUM}.`);
mkdirSync(FOLDER, { recursive: true });
const stack = await startStack({ project: 'demo-bookshop', backoffScale: '0.01' });
const browser = await launchChromium(executable);
try {
  await takeAll(stack, new Pages(browser, stack));
} finally {
  await browser.close();
  await stack.stop();
}

async function takeAll(stack: Stack, pages: Pages): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) await sendSamples(stack);
  const mended = await breakAndMend(stack);
  await sendSamples(stack);
  stack.setWarehouse('closed');
  await send(stack, 'stripe', 'customer.subscription.deleted');
  await delay(GIVEN_UP_AFTER_MS);
  stack.setWarehouse('open');

  await take(pages, 'console-events', '/events', { theme: 'light', ...SCREEN });
  await take(pages, 'console-event', `/events/stripe/${mended}`, { theme: 'dark', ...SCREEN });
  await take(pages, 'console-map', '/map?show=', { theme: 'light', ...SCREEN });
  await take(pages, 'console-dead-letters', '/dead-letters?status=all', { theme: 'dark', ...SCREEN });
  await take(pages, 'console-phone', `/events/stripe/${mended}`, { theme: 'light', ...PHONE });
  await take(
    pages,
    'console-send',
    '/send/stripe/customer.subscription.deleted',
    { theme: 'light', ...SCREEN },
    async (page) => {
      await page.getByRole('button', { name: 'Send', exact: true, disabled: false }).click();
      await page.locator('.sent-event .mark').waitFor();
    },
  );
}

async function take(
  pages: Pages,
  name: string,
  view: string,
  options: PageOptions,
  prepare: (page: Page) => Promise<void> = async () => {},
): Promise<void> {
  const page = await pages.open(view, options);
  await prepare(page);
  await delay(1_000);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  await pages.closeAll();
}

async function sendSamples(stack: Stack): Promise<void> {
  for (const [provider, type, variant] of SAMPLES) await send(stack, provider, type, variant);
}

async function send(stack: Stack, provider: string, type: string, variant = 'valid'): Promise<string> {
  const { eventId } = await act(stack, '/api/send', { provider, type, variant });
  await delay(BETWEEN_SAMPLES_MS);
  return String(eventId);
}

/** An event that failed twice before it was handled. @returns its id. */
async function breakAndMend(stack: Stack): Promise<string> {
  stack.setWarehouse('closed');
  const id = await send(stack, 'stripe', 'customer.subscription.deleted');
  await delay(250);
  stack.setWarehouse('open');
  await delay(1_500);
  return id;
}
