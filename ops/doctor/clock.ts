import { finding, ok, unknown, type Result } from './result.ts';

const WHAT = 'clock';
/** The narrowest window that a shipped integration has is 5 s; a `Date` header has whole seconds. */
const MOST_SECONDS = 3;
const TIMEOUT_MS = 3_000;

/** Compares this machine's clock with the `Date` header of a server. A signed time is compared with it too. */
export async function clockResult(url: string, platform: NodeJS.Platform = process.platform): Promise<Result> {
  try {
    const sent = Date.now();
    const { headers } = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const here = (sent + Date.now()) / 2;
    const there = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(there)) return unknown(WHAT, `${url} told no time.`);
    return verdict((here - there) / 1000, platform);
  } catch {
    return unknown(WHAT, `${url} cannot be reached to compare it with.`);
  }
}

/** @param seconds How far the clock is ahead. */
export function verdict(seconds: number, platform: NodeJS.Platform): Result {
  const off = Math.abs(seconds);
  // The header was cut to the second.
  if (off <= MOST_SECONDS) return ok(WHAT, 'as it should be');
  const says = `It is ${Math.round(off)} s ${seconds > 0 ? 'fast' : 'slow'}: signed times may fall out of their window.`;
  return finding(WHAT, says, SETTERS[platform] ?? SETTERS.linux);
}

const SETTERS: Partial<Record<NodeJS.Platform, string>> & { readonly linux: string } = {
  linux: 'sudo timedatectl set-ntp true',
  darwin: 'sudo sntp -sS time.apple.com',
  win32: 'w32tm /resync /force',
};
