import { readFileSync } from 'node:fs';
import { decodeUtf8, isJsonObject, parseJson } from '../core/event/json.ts';
import { decodeEnvelope, isPlatformEvent, type PlatformEvent } from '../core/event/platform-event.ts';

/**
 * Reads an event that `npx integrations pull --save` wrote beside the test.
 * @param file `new URL('./refused-card.event.json', import.meta.url)`
 * @throws {Error} if the file does not hold one.
 * @example
 * const event = StripeEvent.revive(savedEvent(new URL('./refused-card.event.json', import.meta.url)));
 */
export function savedEvent(file: URL): PlatformEvent {
  const bytes = readFileSync(file);
  const value = parseJson(decodeUtf8(bytes) ?? '');
  const provider = isJsonObject(value) ? value['provider'] : undefined;
  const envelope = decodeEnvelope(typeof provider === 'string' ? provider : '', bytes);
  if (isPlatformEvent(envelope)) return envelope;
  throw new Error(`${file.pathname} refers to its event instead of holding it; pull the event again.`);
}
