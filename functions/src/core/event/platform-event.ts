import { sourceOfAccount } from './account.ts';
import { hexDigestOf } from './digest.ts';
import { boundedText } from './text.ts';
import { isAttributeValue } from './attributes.ts';
import { IntegrationError } from './errors.ts';
import { asBuffer, decodeUtf8, isJsonObject, parseJson } from './json.ts';
import { isWritable } from './time.ts';

/** What an integration tells of one native event. */
export interface EventDescription {
  /** The provider's own id of the event. */
  readonly id: string;
  /** The provider's own type: `customer.subscription.deleted`. */
  readonly type: string;
  /** When it occurred. */
  readonly time: Date;
  /** Id of the object concerned, if there is one. */
  readonly subject?: string;
  /** Where it comes from: `//stripe.com/accounts/acct_1`. */
  readonly source: string;
  /** Id of the occurrence that it reports, if another event of the same source reports it as well under its own id. */
  readonly occurrence?: string;
  /** The kind of object whose state it is, if the provider did not send it: see `StateEvent`. */
  readonly stateOf?: string;
  /** Names of the above that rest on unsigned parts of the request: `['id', 'type']`. */
  readonly unsigned?: readonly string[];
  /** Names of the above that the provider left out and this service filled in: `['id']`, `['id', 'type', 'time']`. */
  readonly unknown?: readonly string[];
}

/** What an integration finds in a native event. The provider may have left out its id, its type and its time. */
export type PartialDescription = Omit<EventDescription, 'id' | 'type' | 'time' | 'unknown'> & {
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly time: Date | undefined;
};

/** The type of an event that the integration does not recognise. */
export const UNKNOWN_TYPE = 'unknown';

/**
 * The envelope on the wire: a CloudEvents 1.0 event in JSON whose `data` is the native event.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export interface PlatformEvent<Data = unknown> extends EventContext {
  readonly data: Data;
}

/** The attributes of a platform event: all of it but `data`. Extension attributes are lower-case by the spec. */
export interface EventContext {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  /** `com.stripe.customer.subscription.deleted` */
  readonly type: string;
  readonly subject?: string;
  /**
   * Id of the occurrence that the event reports, if another event of the same source reports it as well. Events of one
   * occurrence share one entry in the ledger, so that it has one effect.
   */
  readonly occurrence?: string;
  /**
   * The kind of object whose state it is, as the provider's API listed it: `order`. Only a `StateEvent` has it; an event that
   * the provider sent never does.
   */
  readonly stateof?: string;
  /** RFC 3339, when it occurred. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly provider: string;
  /** The provider's own type: `customer.subscription.deleted`. */
  readonly eventtype: string;
  /** RFC 3339, when the request arrived. */
  readonly receivedtime: string;
  /** W3C trace context of the request. */
  readonly traceparent?: string;
  /** Which configured secret verified the request, so that an operator knows when the old one may go. */
  readonly secretversion?: string;
  /** The account whose secret verified the request, where each account has its own. It is part of `source` too. */
  readonly account?: string;
  /** Comma-separated names of attributes that the provider's signature does not cover. */
  readonly unsigned?: string;
  /**
   * Comma-separated names of attributes that the provider left out and this service filled in. With `type`, see
   * `UnknownEvent`; `data` stands for an empty object.
   */
  readonly unknown?: string;
}

/** What the request adds to the description of its events. */
export interface Reception {
  readonly receivedAt: Date;
  readonly traceparent?: string | undefined;
  readonly secretVersion?: string | undefined;
  readonly account?: string | undefined;
}

/** One message for Pub/Sub. */
export interface OutgoingMessage {
  readonly data: Buffer;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Content type of the message data, carried as the attribute `content-type`. */
export const CONTENT_TYPE = 'application/cloudevents+json; charset=utf-8';

/** Builds the platform event of one native event, without its data. A time that RFC 3339 cannot write is replaced by that of arrival. */
export function buildEvent(provider: string, about: EventDescription, reception: Reception): EventContext {
  const eventtype = nameIn(about.type);
  const isDated = isWritable(about.time);
  const marked = (names: readonly string[] = []) => (isDated ? names : [...new Set([...names, 'time'])]);
  const unsigned = marked(about.unsigned);
  const unknown = marked(about.unknown);
  return {
    specversion: '1.0',
    id: nameIn(about.id),
    source: nameIn(sourceOfAccount(about.source, reception.account)),
    type: `com.${provider.toLowerCase()}.${eventtype}`,
    ...(about.subject !== undefined && { subject: nameIn(about.subject) }),
    ...(about.occurrence !== undefined && { occurrence: nameIn(about.occurrence) }),
    ...(about.stateOf !== undefined && { stateof: nameIn(about.stateOf) }),
    time: (isDated ? about.time : reception.receivedAt).toISOString(),
    datacontenttype: 'application/json',
    provider,
    eventtype,
    receivedtime: reception.receivedAt.toISOString(),
    ...(reception.traceparent !== undefined && { traceparent: reception.traceparent }),
    ...(reception.secretVersion !== undefined && { secretversion: reception.secretVersion }),
    ...(reception.account !== undefined && { account: reception.account }),
    ...(unsigned.length > 0 && { unsigned: unsigned.join(',') }),
    ...(unknown.length > 0 && { unknown: unknown.join(',') }),
  };
}

/** Prints the message of an event, with the native event's JSON bytes spliced in as they were received. */
export function encodeEvent(event: EventContext, json: Uint8Array): OutgoingMessage {
  const head = JSON.stringify(event);
  const data = Buffer.concat([Buffer.from(`${head.slice(0, -1)},"data":`), json, CLOSE]);
  return { data, attributes: attributesOf(event) };
}

/** A message that was read back: with its data, or with a reference to it (see large-event.ts). */
export type Envelope = EventContext & Readonly<Record<string, unknown>>;

/**
 * Reads a message back.
 * @throws {IntegrationError} `bad-event` when the bytes are not a platform event of this provider.
 */
export function decodeEnvelope(provider: string, data: Uint8Array): Envelope {
  const text = decodeUtf8(data);
  const value = text === undefined ? undefined : parseJson(text);
  if (!isEnvelope(value) || value.provider !== provider) throw notPlatformEvent(provider);
  return value;
}

/** Whether the envelope holds its data itself. */
export function isPlatformEvent(envelope: Envelope): envelope is Envelope & PlatformEvent {
  return 'data' in envelope;
}

/** The error of a message that somebody else must have published. */
export function notPlatformEvent(provider: string): IntegrationError {
  return new IntegrationError(
    provider,
    'bad-event',
    `The message is not a platform event of ${provider}. Check who else publishes to its topic.`,
  );
}

/** The native event's bytes as they were spliced in, every digit kept. */
export function dataBytesOf(data: Uint8Array): Uint8Array {
  const bytes = asBuffer(data);
  const start = bytes.indexOf(',"data":');
  return bytes.subarray(start + ',"data":'.length, bytes.length - 1);
}

const CLOSE = Buffer.from('}');
const REQUIRED = ['id', 'source', 'type', 'time', 'provider', 'eventtype', 'receivedtime'];
const ATTRIBUTES = [
  'id',
  'type',
  'source',
  'provider',
  'eventtype',
  'time',
  'receivedtime',
  'traceparent',
  'secretversion',
  'account',
  'unknown',
  'occurrence',
  'stateof',
] as const;

/**
 * Every name in an envelope is at most this long, in bytes: Firestore indexes no more of a text, and events are looked up
 * by their ids. With it, the largest message that travels with its data stays under Eventarc's 512 KB.
 */
const MAX_NAME_BYTES = 1_500;
const NAME_START_BYTES = 256;

/**
 * A name as the envelope holds it: as it is, unless it is too long or not well-formed. Then its beginning and a digest
 * stand for it, so that two names that differ stay different.
 */
export function nameIn(name: string): string {
  if (name.isWellFormed() && Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  // By UTF-16 unit: as UTF-8, all halves of surrogate pairs are one character.
  return `${boundedText(name, NAME_START_BYTES)} sha256:${hexDigestOf(Buffer.from(name, 'utf16le'))}`;
}

/** The id under which the ledger keeps an event: that of its occurrence, or its own. */
export function occurrenceOf({ id, occurrence = id }: Pick<EventContext, 'id' | 'occurrence'>): string {
  return occurrence;
}

/** What the message repeats outside of its data, so that any subscription can filter without reading it. */
export function attributesOf(event: EventContext): Record<string, string> {
  const attributes: Record<string, string> = { 'content-type': CONTENT_TYPE };
  for (const name of ATTRIBUTES) {
    const value = event[name];
    if (value !== undefined && isAttributeValue(value)) attributes[name] = value;
  }
  return attributes;
}

function isEnvelope(value: unknown): value is Envelope {
  return (
    isJsonObject(value) &&
    value['specversion'] === '1.0' &&
    REQUIRED.every((name) => isName(value[name])) &&
    ['subject', 'occurrence', 'account', 'stateof'].every((name) => value[name] === undefined || isName(value[name]))
  );
}

/** Whether it is a name as {@link buildEvent} makes them. `type` has a few bytes more. */
function isName(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    value !== '' &&
    value.isWellFormed() &&
    Buffer.byteLength(value) <= MAX_NAME_BYTES + NAME_START_BYTES
  );
}
