import { at, digest, elementOf, isObject, name, parsed } from './json-reading.ts';
import { timeOf, type Case } from './requests.ts';
import { isSigned } from './schemes.ts';

/** A second, slow way to read what a request says, written from the documents: nothing here asks the project. */

/** What an envelope has to say. */
export interface Expected {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly source: string;
  readonly subject: string | undefined;
  readonly unsigned: readonly string[];
  readonly unknown: readonly string[];
  /** The JSON of the event, byte for byte. */
  readonly json: string;
  /** Whether the id follows from the bytes of the body. */
  readonly isIdOfBody: boolean;
}

type Headers = Case['request']['headers'];

/** What each event of a request has to say; undefined if the request carries none. */
export function expectedOf(one: Case, headers: Headers = one.request.headers): readonly Expected[] | undefined {
  const { places, body: bytes } = one;
  const body = parsed(bytes.toString());
  const list = places.list === undefined ? undefined : at(body, places.list);
  const isList = Array.isArray(list) && (places.list === '' || list.some(isObject));
  const events = isList
    ? list.map((value: unknown, index) => ({
        value,
        json: places.list === '' ? elementOf(bytes.toString(), index) : JSON.stringify(value),
      }))
    : [{ value: body, json: bytes.toString() }];
  if (!events.some(({ value }) => isObject(value))) return undefined;
  const known = events.filter(({ value }) => isKnown(one, value));
  const others = events.filter(({ value }) => !isKnown(one, value));
  const reader = { one, headers, body };
  return [
    ...known.map((event) => readEvent(reader, event)),
    ...others.map(({ json }) => unknownEvent(one, json, others.length)),
  ];
}

interface Reader {
  readonly one: Case;
  readonly headers: Headers;
  readonly body: unknown;
}

interface Event {
  readonly value: unknown;
  readonly json: string;
}

/** What was found, and whether an unsigned header or an unsigned body was looked at on the way. */
interface Found<Value> {
  readonly value: Value | undefined;
  readonly isUnsigned: boolean;
  readonly isByHeader: boolean;
}

function readEvent({ one, headers, body }: Reader, { value: event, json }: Event): Expected {
  const { places, coversBody, coveredHeaders, moments } = one;
  const printed = JSON.stringify(event);

  const look = <Value>(
    all: readonly string[],
    read: (value: unknown, place: string) => Value | undefined,
  ): Found<Value> => {
    const seen: string[] = [];
    const valueOf = (place: string): unknown => {
      seen.push(place);
      if (place.startsWith('header:')) return headerIn(headers, place.slice('header:'.length));
      return place.startsWith('body:') ? at(body, place.slice('body:'.length)) : at(event, place);
    };
    let value: Value | undefined;
    for (const place of all) {
      const gaps = place.match(/\{[^}]*\}/g)?.map((gap) => gap.slice(1, -1));
      if (gaps === undefined) value = read(place.startsWith('//') ? place : valueOf(place), place);
      else {
        const filled = gaps.map((gap) =>
          gap.endsWith('|host') ? hostOf(valueOf(gap.slice(0, -'|host'.length))) : escapedIn(place, name(valueOf(gap))),
        );
        const rest = place.split(/\{[^}]*\}/);
        if (filled.every((text) => text !== undefined))
          value = read(rest.map((text, index) => text + (filled[index] ?? '')).join(''), place);
      }
      if (value !== undefined) break;
    }
    const isByHeader = seen.some(
      (place) => place.startsWith('header:') && !coveredHeaders.includes(place.slice('header:'.length)),
    );
    return {
      value,
      isByHeader,
      isUnsigned: isByHeader || (!coversBody && seen.some((place) => !place.startsWith('header:'))),
    };
  };

  const readId = (): {
    readonly value: string | undefined;
    readonly isUnsigned: boolean;
    readonly isOfBody?: boolean;
  } => {
    if (places.id === undefined)
      return { value: digest(places.list === undefined ? json : printed), isUnsigned: !coversBody, isOfBody: true };
    if (places.id.first === 'signed') return { value: signedIdOf(one), isUnsigned: false };
    const { value, isUnsigned, isByHeader } = look(places.id.first, name);
    const bound = places.list === undefined ? json : printed;
    if (value !== undefined)
      return isByHeader ? { value: `${value}:${digest(bound)}`, isUnsigned, isOfBody: true } : { value, isUnsigned };
    if (!places.id.digest) return { value, isUnsigned };
    return { value: digest(bound), isUnsigned: isUnsigned || !coversBody, isOfBody: true };
  };

  const readTime = (): { readonly value: Date | undefined; readonly isUnsigned: boolean } => {
    let isUnsigned = false;
    for (const place of places.time ?? ['signed', 'arrival']) {
      if (place === 'arrival') return { value: one.receivedAt, isUnsigned: true };
      const found =
        place === 'signed'
          ? { value: signedTimeOf(one), isUnsigned: false }
          : look([place], (value) => moments.get(value));
      isUnsigned ||= found.isUnsigned;
      if (found.value !== undefined) return { value: found.value, isUnsigned };
    }
    return { value: undefined, isUnsigned: isUnsigned || signedTimeOf(one) === undefined };
  };

  const id = readId();
  const time = readTime();
  const type = places.type === undefined ? { value: 'untyped', isUnsigned: !coversBody } : look(places.type, name);
  const source =
    places.source === undefined
      ? { value: '//acme', isUnsigned: false }
      : look(places.source, (text) => (typeof text === 'string' ? text : undefined));
  const subject = look(places.subject ?? [], name);
  const host = /^\/\/[^/{]+/.exec(places.source?.[0] ?? '')?.[0] ?? '//acme';
  const marks = { id, type, time, source, ...(subject.value !== undefined && { subject }) };
  const missing = { id, type, time };
  return {
    id: id.value ?? digest(printed),
    type: type.value ?? 'unknown',
    time: (time.value ?? signedTimeOf(one) ?? one.receivedAt).toISOString(),
    source: source.value ?? host,
    subject: subject.value,
    unsigned: Object.entries(marks).flatMap(([key, { isUnsigned }]) => (isUnsigned ? [key] : [])),
    unknown: [
      ...Object.entries(missing).flatMap(([key, { value }]) => (value === undefined ? [key] : [])),
      ...(printed === '{}' ? ['data'] : []),
    ],
    json,
    isIdOfBody: id.isOfBody ?? id.value === undefined,
  };
}

function unknownEvent(one: Case, json: string, count: number): Expected {
  const signed = signedTimeOf(one);
  const id = count === 1 ? signedIdOf(one) : undefined;
  const unsigned = one.coversBody ? [] : ['id', 'type', 'time', 'source'];
  return {
    id: id ?? digest(json),
    type: 'unknown',
    time: (signed ?? one.receivedAt).toISOString(),
    source: '//acme',
    subject: undefined,
    unsigned: signed === undefined && one.coversBody ? ['time'] : unsigned,
    unknown: [...(id === undefined ? ['id'] : []), 'type', 'time'],
    json,
    isIdOfBody: id === undefined,
  };
}

function isKnown({ places }: Case, value: unknown): boolean {
  return (
    isObject(value) &&
    Object.entries(places.needs ?? {}).every(([pointer, kind]) => {
      const found = at(value, pointer);
      return kind === 'id' ? name(found) !== undefined : typeof found === 'string' && found !== '';
    })
  );
}

function escapedIn(place: string, text: string | undefined): string | undefined {
  return place.startsWith('//') && text !== undefined ? encodeURIComponent(text.toWellFormed()) : text;
}

function hostOf(url: unknown): string | undefined {
  return typeof url === 'string' && url.startsWith('https://') ? new URL(url).host : undefined;
}

function headerIn(headers: Headers, key: string): string | undefined {
  const value = headers[key];
  return (Array.isArray(value) ? value.join(', ') : value) || undefined;
}

function signedTimeOf({ chosen, signedAt }: Case): Date | undefined {
  const inSeconds = new Date(Math.floor(signedAt.getTime() / 1000) * 1000);
  // A token says when it was issued. Without a window it may be of any age.
  if (chosen.kind === 'jwt') return chosen.window === undefined ? undefined : inSeconds;
  const time = timeOf(chosen);
  if (time === undefined) return undefined;
  return time.unit === 'seconds' ? inSeconds : signedAt;
}

function signedIdOf({ chosen, id }: Case): string | undefined {
  return isSigned(chosen) && chosen.signs.includes('{id}') ? `msg_${id}` : undefined;
}
