import { digestOf } from '../event/digest.ts';
import { elementsOf, isJsonObject, isText } from '../event/json.ts';
import { UNKNOWN_TYPE, type EventDescription, type PartialDescription } from '../event/platform-event.ts';
import type { Integration, Verified } from './integration.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { notAnEvent, requireJson, requireText } from '../scheme/verification.ts';

/**
 * Sorts what an authentic request carries into events and objects that are none we know. Both are published: a provider
 * that gets a 400 stops or sends the whole request again, and the objects next to the odd one are lost with it.
 */

/** What a request carries, by the check of its integration. */
export type Sorted<Native> = Pick<Verified<Native>, 'events' | 'unknown'>;

/** The bytes of a body that is authentic. */
type Body = Pick<RawWebhook, 'rawBody'>;

/** Tells the events of a provider from other values. */
export interface Recognition<Native> {
  readonly provider: string;
  readonly isEvent: (value: unknown) => value is Native;
  /** What an event has, as half a sentence: `an id and a type`. */
  readonly needs: string;
}

/**
 * The one object of an authentic request.
 * @throws {IntegrationError} `bad-webhook-request` if the body is not a JSON object.
 */
export function readOne<Native>(recognition: Recognition<Native>, body: Body): Sorted<Native> {
  return one(recognition, requireJson(recognition.provider, requireText(recognition.provider, body)), body);
}

/**
 * The one event of an authentic request, for a provider that sends nothing else and whose own verifier refuses the rest.
 * @throws {IntegrationError} `bad-webhook-request` if the body is not an event that we know.
 */
export function readKnown<Native>(recognition: Recognition<Native>, body: Body): Sorted<Native> {
  const read = readOne(recognition, body);
  if (read.events.length === 0) throw notAnEvent(recognition.provider, `it must have ${recognition.needs}`);
  return read;
}

/**
 * The objects of an authentic request that carries a list of them, each with its bytes as they were received. One
 * object instead of a list is a list of one.
 * @throws {IntegrationError} `bad-webhook-request` if the body is not JSON, or a list without any object.
 */
export function readBatch<Native>(recognition: Recognition<Native>, body: Body): Sorted<Native> {
  const text = requireText(recognition.provider, body);
  const value = requireJson(recognition.provider, text);
  return Array.isArray(value) ? sortElements(recognition, value, elementsOf(text)) : one(recognition, value, body);
}

/**
 * The elements of a list.
 * @param texts The text of each element; without them elements are printed again.
 * @throws {IntegrationError} `bad-webhook-request` if none of them is an object.
 */
export function sortElements<Native>(
  recognition: Recognition<Native>,
  elements: readonly unknown[],
  texts: readonly string[] = elements.map((element) => JSON.stringify(element)),
): Sorted<Native> {
  if (!elements.some(isJsonObject)) throw notAnEvent(recognition.provider, 'it must be a list of objects');
  const all = elements.map((element, index) => sorted(recognition, element, Buffer.from(texts[index] ?? 'null')));
  return { events: all.flatMap(({ events }) => events), unknown: all.flatMap(({ unknown }) => unknown ?? []) };
}

function one<Native>(recognition: Recognition<Native>, value: unknown, { rawBody }: Body): Sorted<Native> {
  if (!isJsonObject(value)) throw notAnEvent(recognition.provider, 'it must be one object');
  return sorted(recognition, value, rawBody);
}

function sorted<Native>({ isEvent, needs }: Recognition<Native>, value: unknown, json: Uint8Array): Sorted<Native> {
  return isEvent(value) ? { events: [{ native: value, json }] } : { events: [], unknown: [{ json, needs }] };
}

/** What a request carries, described one by one. */
export interface Described<Native> {
  readonly about: EventDescription;
  /** Undefined for an object that is not an event we know. */
  readonly native: Native | undefined;
  readonly json: Uint8Array | undefined;
  /** What an event has, if this is none that we know. */
  readonly needs?: string;
}

type Describing<Native> = Pick<Integration<Native>, 'provider' | 'signsBody' | 'describe'>;

/** Describes all that an authentic request carries. */
export function describeAll<Native>(
  integration: Describing<Native>,
  verified: Verified<Native>,
  request: RawWebhook,
): readonly Described<Native>[] {
  const { provider, signsBody } = integration;
  const { unknown = [], signedAt, signedId } = verified;
  const events = verified.events.map(({ native, json }) => ({
    about: descriptionOf(integration, native, request, signedAt),
    native,
    json,
  }));
  const unsigned = signsBody === false ? { unsigned: ['id', 'type', 'time', 'source'] } : {};
  // Several objects with the id of their request would be one event to the ledger.
  const id = unknown.length === 1 ? signedId : undefined;
  const found = { id, type: undefined, time: undefined, source: `//${provider}`, ...unsigned };
  const others = unknown.map(({ json, needs }) => ({
    about: complete(found, () => json, request, signedAt),
    native: undefined,
    json,
    needs,
  }));
  return [...events, ...others];
}

/**
 * Describes one event. What the provider left out is filled in and named in `unknown`: a digest of the event stands for
 * its id, the time of the signature for its own, and the time of arrival if no time is signed.
 */
export function descriptionOf<Native>(
  integration: Pick<Integration<Native>, 'describe'>,
  native: Native,
  request: RawWebhook,
  signedAt?: Date,
): EventDescription {
  const found = integration.describe(native, request);
  const about = complete(found, () => JSON.stringify(native), request, signedAt);
  const isEmpty = isJsonObject(native) && Object.keys(native).length === 0;
  return isEmpty ? { ...about, unknown: [...(about.unknown ?? []), 'data'] } : about;
}

function complete(
  { time, unsigned = [], source, ...found }: PartialDescription,
  printed: () => string | Uint8Array,
  request: RawWebhook,
  signedAt: Date | undefined,
): EventDescription {
  // What a provider's types call a text may be anything in a body that nobody has checked.
  const names = [found.id, found.type, found.subject, found.occurrence];
  const [id, type, subject, occurrence] = names.map((name) => (isText(name) ? name : undefined));
  const arrived = time === undefined && signedAt === undefined && !unsigned.includes('time');
  const marks = arrived ? [...unsigned, 'time'] : unsigned;
  const unknown = Object.entries({ id, type, time }).flatMap(([name, value]) => (value === undefined ? [name] : []));
  return {
    source,
    ...(subject !== undefined && { subject }),
    ...(occurrence !== undefined && { occurrence }),
    id: id ?? digestOf(printed()),
    type: type ?? UNKNOWN_TYPE,
    time: time ?? signedAt ?? request.receivedAt,
    ...(marks.length > 0 && { unsigned: marks }),
    ...(unknown.length > 0 && { unknown }),
  };
}
