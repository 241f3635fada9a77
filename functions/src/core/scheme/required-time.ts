import { valueAt } from '../event/json-pointer.ts';
import type { Check } from './proof.ts';
import type { SignedTime } from './scheme.ts';
import { signedTimeOf, UNITS } from './signed-time.ts';
import { notAnEvent, requireWithinWindow } from './verification.ts';

/** The location and format of a time, for the message if it cannot be read. */
interface Whereabouts {
  /** `header x-acme-timestamp`, `body` */
  readonly place: string;
  /** `time in Unix seconds`, `t= in Unix seconds` */
  readonly part: string;
}

/** A signed time that a header or the body holds. @throws {IntegrationError} `bad-signature` */
export function requireTime(
  { unit, ahead }: SignedTime,
  text: string | undefined,
  where: Whereabouts,
  { provider, now, window }: Check,
): Date {
  const time = signedTimeOf(text, unit);
  const stated = { seconds: Math.floor(time.getTime() / 1000), ...where };
  requireWithinWindow(provider, stated, now, window);
  const isAhead = ahead !== undefined && time > now;
  if (isAhead) requireWithinWindow(provider, stated, now, Math.min(ahead, window));
  return time;
}

/**
 * The signed time at a place of a body that was verified.
 * @param body The body, parsed.
 * @throws {IntegrationError} `bad-webhook-request` if the body has none, `bad-signature` if it is outside the window.
 */
export function requireTimeInBody(time: SignedTime, at: string, body: unknown, check: Check): Date {
  const value = valueAt(body, at);
  if (value === undefined) throw notAnEvent(check.provider, `it needs the time ${at}`);
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;
  return requireTime(time, text, { place: 'body', part: `time in ${UNITS[time.unit]} at ${at}` }, check);
}

/** A text in a body that was verified. @throws {IntegrationError} `bad-webhook-request` if the body has none. */
export function textInBody(at: string, body: unknown, { provider }: Check): string {
  const value = valueAt(body, at);
  if (typeof value === 'string' && value !== '') return value;
  throw notAnEvent(provider, `it needs the text ${at}`);
}
