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
  /** Used before, and empty again: for each new page, Chromium starts a process, which takes longer than the console. */
  readonly #idle: Page[] = [];
  readonly complaints: string[] = [];

  constructor(browser: Browser, console: Console) {
    this.#browser = browser;
    this.#console = console;
  }

  /** @param view As in the address: `/events?status=dead` */
  async open(view: string, { theme = 'light', width = 1440, height = 900 }: PageOptions = {}): Promise<Page> {
    const page = this.#idle.pop() ?? (await this.#create());
    this.#open.push(page);
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(addressWith(this.#console.token, this.#console.url, view));
    await page.locator('main').waitFor();
    return page;
  }

  /** Leaves nothing to the next test: no view, no cookie, nothing stored. */
  async closeAll(): Promise<void> {
    for (const page of this.#open.splice(0)) {
      if (page.isClosed()) continue;
      await page.evaluate(() => localStorage.clear());
      await page.goto('about:blank');
      await page.context().clearCookies();
      this.#idle.push(page);
    }
  }

  async #create(): Promise<Page> {
    const page = await this.#browser.newPage({ reducedMotion: 'reduce' });
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    return page;
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
