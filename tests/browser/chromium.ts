import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PATHS = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  // A process less to talk to: a page takes a fifth less of the processors.
  '--in-process-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where a browser of this machine is. @throws where a check has to have one and there is none. */
export function findChromium(): string | undefined {
  const found = PATHS.find((path) => path !== undefined && existsSync(path));
  if (found === undefined && process.env['REQUIRE_BROWSER'] === '1') {
    throw new Error('REQUIRE_BROWSER is set, and there is no Chromium; install one, or name it in CHROMIUM.');
  }
  return found;
}

/** Why the tests in a browser are skipped where they are. */
export const NO_CHROMIUM = 'no Chromium on this machine: install one, or name it in CHROMIUM';

export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: FLAGS });
}
