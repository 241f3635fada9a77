import { boundId, digestOf } from '../event/digest.ts';
import type { PartialDescription } from '../event/platform-event.ts';
import { timeOf } from '../event/time.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { faultOfLocator, isHeaderLocator, read, type Locator } from './locator.ts';

/** Where in a request the things stand that the platform wants to know of an event. */
export interface EventLocators {
  /**
   * Its id, unique per event and the same when it is sent again; several parts are joined by `:`. A digest of the body
   * is added to one that stands in a header which nobody signs. Default: that digest.
   */
  readonly id?: Locator | readonly Locator[];
  /** Its type; several parts are joined by `.`. An event without it is an `UnknownEvent`. Default: `untyped`. */
  readonly type?: Locator | readonly Locator[];
  /** When it occurred: RFC 3339, or Unix time in seconds or milliseconds. Default: the signed time, else that of arrival. */
  readonly time?: Locator;
  /** Id of the object concerned. */
  readonly subject?: Locator;
}

/** The type of every event, unless `type` says where one stands. */
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

/** Describes an event by its locators. What they do not find is left to core, so that an unforeseen event is not lost. */
export function describeEvent(
  provider: string,
  locators: EventLocators,
  body: unknown,
  request: RawWebhook,
  proof: Proof,
): PartialDescription {
  const idPlaces = listOf(locators.id);
  const typePlaces = listOf(locators.type);
  const id = readAll(idPlaces, request, body)?.join(':');
  const isBound = idPlaces.some((place) => isHeaderLocator(place) && !proof.covers(place));
  const type = typePlaces.flatMap((locator) => read(locator, request, body) ?? []).join('.');
  const told = locators.time === undefined ? undefined : timeOf(read(locators.time, request, body));
  // Only a time that was looked for can be missing.
  const time = told ?? (locators.time === undefined ? (proof.signedAt ?? request.receivedAt) : undefined);
  const subject = locators.subject === undefined ? undefined : read(locators.subject, request, body);
  const named =
    subject === undefined ? (['id', 'type', 'time'] as const) : (['id', 'type', 'time', 'subject'] as const);
  const unsigned = named.filter((name) => {
    const places = listOf(locators[name]);
    if (name === 'time' && told === undefined) return proof.signedAt === undefined;
    return places.length === 0 ? !proof.coversBody : !places.every((place) => proof.covers(place));
  });
  return {
    id: idPlaces.length === 0 ? digestOf(request.rawBody) : id && isBound ? boundId(id, request.rawBody) : id,
    type: typePlaces.length === 0 ? UNTYPED : type || undefined,
    time,
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
function readAll(places: readonly Locator[], request: RawWebhook, body: unknown): readonly string[] | undefined {
  const parts = places.flatMap((locator) => read(locator, request, body) ?? []);
  return parts.length > 0 && parts.length === places.length ? parts : undefined;
}
