import { setTimeout as delay } from 'node:timers/promises';

/** Long enough for an emulator on a busy machine to answer its first publication. */
const PATIENCE_MS = 120_000;

/**
 * Sends a webhook until it is accepted, as its provider does: a first publication may be slower than the
 * webhook function may wait, and is answered 503 then.
 */
export async function accepted(url: string, headers: Record<string, string>, body: Buffer): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const reply = await fetch(url, { method: 'POST', headers, body });
    const answer = await reply.text();
    if (reply.status === 200) return;
    if (reply.status !== 503 || Date.now() > until) throw new Error(`It was answered ${reply.status}: ${answer}`);
    await delay(500);
  }
}
