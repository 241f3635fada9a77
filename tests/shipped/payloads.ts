import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Webhook bodies as providers have sent or documented them, read from outside the project: they are other people's
 * data. If the folder is missing, the tests that use them are skipped and say so.
 */
const FOLDER = process.env['PAYLOADS_DIR'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'payloads');

export interface Payload {
  /** What it is called where it was found; a type, for most providers. */
  readonly event: string;
  /** Those that came with it, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: unknown;
}

interface PayloadEntry {
  readonly event: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** The exact text if it is known, otherwise what it says. */
  readonly body: unknown;
}

/** The payloads of one provider; undefined if there are none. */
export function payloadsOf(provider: string): readonly Payload[] | undefined {
  const path = join(FOLDER, `${provider}.json`);
  if (!existsSync(path)) return undefined;
  const entries: readonly PayloadEntry[] = JSON.parse(readFileSync(path, 'utf8'));
  return entries.map(({ event, headers = {}, body }) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return { event: event ?? '', headers, text, body: JSON.parse(text) };
  });
}
