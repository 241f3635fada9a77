import { createHash } from 'node:crypto';
import type { EventDescription } from '../event/platform-event.ts';
import type { RawWebhook } from '../ingest/integration.ts';
import { faultOfLocator, read, type Locator } from './locator.ts';
import { timeOf } from './time.ts';

/** Where in a request the things stand that the platform wants to know of an event. */
export interface EventLocators {
  /** Its id, unique per event and the same when it is sent again; several parts are joined by `:`. Default: a digest of the body. */
  readonly id?: Locator | readonly Locator[];
  /** Its type; several parts are joined by `.`. Default: `untyped`. */
  readonly type?: Locator | readonly Locator[];
  /** When it occurred: RFC 3339, or Unix time in seconds or milliseconds. Default: the signed time, else that of arrival. */
  readonly time?: Locator;
  /** Id of the object concerned. */
  readonly subject?: Locator;
}

/** The type of an event that names none. */
export const UNTYPED = 'untyped';

/** What is wrong with locators, as half a sentence; undefined for sound ones. */
export function faultOfLocators(locators: EventLocators): string | undefined {
  for (const name of ['id', 'type', 'time', 'subject'] as const) {
    for (const locator of listOf(locators[name])) {
      const fault = faultOfLocator(locator);
      if (fault !== undefined) return `${name} ${fault}`;
    }
  }
  return undefined;
}

/** What the request proves beside its body. */
export interface Proof {
  /** When the request was signed, where that is signed. */
  readonly signedAt?: Date | undefined;
  /** Whether a signature covers what stands there. */
  covers(locator: Locator): boolean;
  /** Whether a signature covers the body. */
  readonly coversBody: boolean;
}

/** Describes an event by its locators. What is not found has a default, so that an unforeseen event is not lost. */
export function describeEvent(
  provider: string,
  locators: EventLocators,
  body: unknown,
  request: RawWebhook,
  proof: Proof,
): EventDescription {
  const id = readAll(locators.id, request, body);
  const type = listOf(locators.type).flatMap((locator) => read(locator, request, body) ?? []);
  const time = locators.time === undefined ? undefined : timeOf(read(locators.time, request, body));
  const subject = locators.subject === undefined ? undefined : read(locators.subject, request, body);
  const named =
    subject === undefined ? (['id', 'type', 'time'] as const) : (['id', 'type', 'time', 'subject'] as const);
  const unsigned = named.filter((name) => {
    const places = listOf(locators[name]);
    return places.length === 0 ? !proof.coversBody : !places.every((place) => proof.covers(place));
  });
  return {
    id: id?.join(':') ?? digestOf(request.rawBody),
    type: type.join('.') || UNTYPED,
    time: time ?? proof.signedAt ?? request.receivedAt,
    source: `//${provider}`,
    ...(subject !== undefined && { subject }),
    ...(unsigned.length > 0 && { unsigned }),
  };
}

/** A locator, or several, as a list. */
export function listOf(locators: Locator | readonly Locator[] | undefined): readonly Locator[] {
  if (locators === undefined) return [];
  return typeof locators === 'string' ? [locators] : locators;
}

/** All parts, or nothing: half an id would be that of another event. */
function readAll(locators: EventLocators['id'], request: RawWebhook, body: unknown): readonly string[] | undefined {
  const places = listOf(locators);
  const parts = places.flatMap((locator) => read(locator, request, body) ?? []);
  return parts.length > 0 && parts.length === places.length ? parts : undefined;
}

function digestOf(body: Uint8Array): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}
