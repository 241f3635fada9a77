import { boundId, digestOf } from '../event/digest.ts';
import { idIn } from '../event/json.ts';
import type { PartialDescription } from '../event/platform-event.ts';
import { timeOf } from '../event/time.ts';
import { PlaceReader, type ReadingContext } from './place-reader.ts';
import { placesIn, type Finder, type Place, type Places, type Pointer } from './place.ts';

/**
 * What has to be at a pointer. `id` is a text or a whole number; `is order` is exactly that text, `not order` is anything
 * else.
 */
export type Kind =
  | 'text'
  | 'id'
  | 'whole number'
  | 'object'
  | 'list'
  | 'list of ids'
  | 'list, if any'
  | 'text, if any'
  | `is ${string}`
  | `not ${string}`;

type Needs<Native> = { readonly [Path in Pointer<Native>]?: Kind };

/**
 * An id, or the one that the signature covers: the gap `{id}` of the scheme. `digest`, as the last of several, is a
 * digest of the event for events that need not have an id. `delivery` is a digest of the event and of the time at which it
 * was signed, for a provider that says the same again on another day.
 */
type IdPlaces<Native> = Places<Native> | 'signed' | 'delivery' | readonly (Place<Native> | 'digest')[];

/**
 * A time, or what is used in its place: `signed` is when the request was signed, `arrival` is when it arrived. If no
 * place holds a time, the envelope has one of these two, too, and says that the provider left the time out.
 */
type TimePlaces<Native> = Places<Native> | 'signed' | 'arrival' | readonly (Places<Native> | 'signed' | 'arrival')[];

/**
 * Where the events of a provider hold what the platform wants to know. The guard, the envelope and the sentence of what
 * is missing follow from it. A list of places means the first of them that holds something.
 */
export interface EventPlaces<Native> {
  /**
   * The event's own id, which stays the same if the event is sent again. An id that rests on a header which nobody signs
   * is bound to the body by a digest. `signed` is the id of the request that the signature covers. Default: a digest of
   * the event.
   */
  readonly id?: IdPlaces<Native>;
  /** Whether an id from an unsigned header already contains a digest of what is signed. It is then used unchanged. */
  readonly bindsId?: boolean;
  /**
   * Id of the occurrence, if the provider may report it by several events with different ids. Such events have one
   * effect, whichever comes first.
   */
  readonly occurrence?: Places<Native>;
  /** Its type. An event without one is published as an `UnknownEvent`. Default: every event is `untyped`. */
  readonly type?: Places<Native>;
  /** When it occurred: RFC 3339, RFC 2822, or Unix time in any unit. Default: `['signed', 'arrival']`. */
  readonly time?: TimePlaces<Native>;
  /** Id of the object concerned. */
  readonly subject?: Places<Native>;
  /**
   * Other objects that an event concerns, by which people find it: the customer of an invoice, the number of an order, an
   * e-mail address. The ledger's entry keeps them beside the subject, addresses as digests. A list stands for its elements.
   */
  readonly related?: readonly Pointer<Native>[];
  /**
   * Where it comes from: `//stripe.com/accounts/{/account}`. If the gaps of none can be filled, it is the host alone.
   * Default: `//` and the provider.
   */
  readonly source?: `//${string}` | Finder<Native> | readonly (`//${string}` | Finder<Native>)[];
  /** What every event has beside its type. Ask for little: new kinds of events come. */
  readonly needs?: Needs<Native>;
  /**
   * What events of some types have beside that: `{ '*.merge': { '/primaryObjectId': 'id' } }`. The type is what the
   * first place holds; the empty text is for events in which it holds nothing.
   */
  readonly needsByType?: Readonly<Record<string, Needs<Native>>>;
  /** Where a request carries a list of events: a JSON pointer, or the empty text if the body itself is the list. */
  readonly list?: '' | `/${string}`;
}

/** The type of every event if the places do not say where a type is. */
export const UNTYPED = 'untyped';

/** What the description of an event takes beside its places. */
export interface DescriptionContext extends ReadingContext {
  readonly provider: string;
  readonly signedAt: Date | undefined;
  readonly signedId: string | undefined;
}

/** What the envelope says of an event. What the places do not find is left to the way in, which marks it. */
export function describe<Native>(
  places: EventPlaces<Native>,
  native: Native,
  context: DescriptionContext,
): PartialDescription {
  const reader = new PlaceReader(native, context);
  const id = idOf(places, native, reader, context);
  const type = typeOf(places, reader, context);
  const time = whenOf(places, reader, context);
  const source = sourceOf(places, reader, context);
  const subject = reader.find(places.subject, idIn);
  const occurrence = reader.find(places.occurrence, idIn);
  const unsigned = Object.entries({
    id,
    type,
    time,
    source,
    ...(subject.value !== undefined && { subject }),
    ...(occurrence.value !== undefined && { occurrence }),
  }).flatMap(([name, { isUnsigned }]) => (isUnsigned ? [name] : []));
  return {
    id: id.value,
    type: type.value,
    time: time.value,
    source: source.value,
    ...(subject.value !== undefined && { subject: subject.value }),
    ...(occurrence.value !== undefined && { occurrence: occurrence.value }),
    ...(unsigned.length > 0 && { unsigned }),
  };
}

interface Told<Value> {
  readonly value: Value;
  readonly isUnsigned: boolean;
}

function idOf<Native>(
  { id: places, bindsId = false, list }: EventPlaces<Native>,
  native: Native,
  reader: PlaceReader<Native>,
  { request, coverage, signedAt, signedId }: DescriptionContext,
): Told<string | undefined> {
  // One body may hold several events: an id that rests on the body rests on the event's part of it.
  const signed = () => (list === undefined ? request.rawBody : JSON.stringify(native));
  if (places === undefined) return { value: digestOf(signed()), isUnsigned: !coverage.coversBody };
  if (places === 'signed') return { value: signedId, isUnsigned: false };
  if (places === 'delivery') {
    const value = digestOf(signed(), ` ${signedAt?.toISOString() ?? ''}`);
    return { value, isUnsigned: !coverage.coversBody };
  }
  const all = placesIn<Place<Native> | 'digest'>(places);
  const named = all.filter((place) => place !== 'digest');
  const { value, isUnsigned, isByHeader } = reader.find(named, idIn);
  if (value === undefined && named.length < all.length) {
    return { value: digestOf(signed()), isUnsigned: isUnsigned || !coverage.coversBody };
  }
  const isLoose = isByHeader && !bindsId;
  return { value: value !== undefined && isLoose ? boundId(value, signed()) : value, isUnsigned };
}

function typeOf<Native>(
  { type: places }: EventPlaces<Native>,
  reader: PlaceReader<Native>,
  { coverage }: DescriptionContext,
): Told<string | undefined> {
  return places === undefined ? { value: UNTYPED, isUnsigned: !coverage.coversBody } : reader.find(places, idIn);
}

function whenOf<Native>(
  { time: places = ['signed', 'arrival'] }: EventPlaces<Native>,
  reader: PlaceReader<Native>,
  { request, signedAt }: DescriptionContext,
): Told<Date | undefined> {
  let isUnsigned = false;
  for (const place of placesIn(places).flatMap((one) => placesIn(one))) {
    if (place === 'arrival') return { value: request.receivedAt, isUnsigned: true };
    const found = place === 'signed' ? { value: signedAt, isUnsigned: false } : reader.find(place, timeIn);
    isUnsigned ||= found.isUnsigned;
    if (found.value !== undefined) return { value: found.value, isUnsigned };
  }
  return { value: undefined, isUnsigned };
}

function sourceOf<Native>(
  { source: places }: EventPlaces<Native>,
  reader: PlaceReader<Native>,
  { provider }: DescriptionContext,
): Told<string> {
  const { value, isUnsigned } = reader.find(places, sourceIn, escaped);
  const [template] = placesIn(places).filter((place) => typeof place === 'string');
  return { value: value ?? hostOf(template) ?? `//${provider}`, isUnsigned };
}

/** A body may hold half of a surrogate pair, which a URI cannot. */
function escaped(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function sourceIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith('//') ? value : undefined;
}

function timeIn(value: unknown): Date | undefined {
  return value instanceof Date ? value : timeOf(value);
}

/** What of a template is there whatever its gaps hold: the host. */
function hostOf(template: string | undefined): string | undefined {
  return template === undefined ? undefined : /^\/\/[^/{}]+/.exec(template)?.[0];
}
