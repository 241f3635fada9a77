import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { findChromium, launchChromium, NO_CHROMIUM } from './chromium.ts';
import { Pages } from './page.ts';

/** What serves a console. */
interface Served {
  readonly url: string;
  /** Lets a browser in. */
  readonly token: string;
  stop(): Promise<void>;
}

/** What a suite's hooks and tests have; it is there from the suite's first hook on, not while tests are declared. */
interface Run<S extends Served> {
  readonly served: S;
  readonly browser: Browser;
  /** Of what is served: closed after each test, which fails if the browser complained about one. */
  readonly pages: Pages;
}

/** A suite in a browser, over a console started for it. It is skipped with its reason where there is no browser. */
export function describeInBrowser<S extends Served>(
  name: string,
  start: () => Promise<S>,
  suite: (run: Run<S>) => void,
): void {
  const executable = findChromium();
  describe.skipIf(executable === undefined)(executable === undefined ? `${name} (${NO_CHROMIUM})` : name, () => {
    let served: S;
    let browser: Browser;
    let pages: Pages;

    beforeAll(async () => {
      [served, browser] = await Promise.all([start(), launchChromium(executable ?? '')]);
      pages = new Pages(browser, served);
    }, 120_000);

    afterEach(async () => {
      await pages.closeAll();
      expect(pages.complaints.splice(0)).toEqual([]);
    });

    afterAll(async () => {
      await browser?.close();
      await served?.stop();
    });

    suite({
      get served() {
        return served;
      },
      get browser() {
        return browser;
      },
      get pages() {
        return pages;
      },
    });
  });
}
