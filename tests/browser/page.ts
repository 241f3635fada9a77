import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { addressWith } from '../../console/access.ts';

export interface PageOptions {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

interface Console {
  readonly url: string;
  readonly token: string;
}

/** Opens views of one console, and keeps what the browser complained about: an error, or a break of the page's policy. */
export class Pages {
  readonly #browser: Browser;
  readonly #console: Console;
  readonly #open: Page[] = [];
  readonly complaints: string[] = [];

  constructor(browser: Browser, console: Console) {
    this.#browser = browser;
    this.#console = console;
  }

  /** @param view As in the address: `/events?status=dead` */
  async open(view: string, { theme = 'light', width = 1440, height = 900 }: PageOptions = {}): Promise<Page> {
    const page = await this.#browser.newPage({
      viewport: { width, height },
      colorScheme: theme,
      reducedMotion: 'reduce',
    });
    this.#open.push(page);
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    await page.goto(addressWith(this.#console.token, this.#console.url, view));
    await page.locator('main').waitFor();
    return page;
  }

  async closeAll(): Promise<void> {
    for (const page of this.#open.splice(0)) await page.close();
  }
}

/** Waits until a view has what it shows. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main :is(h1, h2):visible').first().waitFor();
  await expect.poll(() => page.locator('.waiting').count(), { timeout: 20_000, interval: 50 }).toBe(0);
}

/** The text of what is found, with single spaces. */
export async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).first().innerText()).replaceAll(/\s+/g, ' ').trim();
}

/** The text of each that is found, with single spaces. */
export async function textsOf(page: Page, selector: string): Promise<string[]> {
  const texts = await page.locator(selector).allTextContents();
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
}
