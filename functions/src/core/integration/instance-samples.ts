import { randomBytes } from 'node:crypto';
import { keysOf } from '../event/json-pointer.ts';
import { isJsonObject } from '../event/json.ts';
import type { Scheme, SignedTime } from '../scheme/scheme.ts';
import { makeSecret, signedHeaders } from '../scheme/sign.ts';
import { printTime } from '../scheme/signed-time.ts';
import type { Instance } from './instance.ts';
import { partsOf, placesIn } from './place.ts';
import { UNTYPED, type Kind } from './places.ts';
import type { SampleDelivery, Samples } from './samples.ts';

const TYPES = ['example.created', 'example.updated', 'example.deleted'];

/**
 * Sample events of an instance: every place finds in them what it is there for. The scheme signs them, so they show that
 * the description agrees with itself, not that the provider agrees with it.
 */
export function instanceSamples(provider: string, { scheme, places = {}, challenge, contentTypes }: Instance): Samples {
  const isTyped = places.type !== undefined;
  const time = signedTimeOf(scheme);

  return {
    types: isTyped ? TYPES : [UNTYPED],
    anyType: isTyped,

    makeSecret: () => ({
      ...makeSecret(scheme),
      ...(challenge !== undefined && { verifyToken: randomBytes(24).toString('base64url') }),
    }),

    sample(type, { id, now }) {
      const event: Body = { message: `A sample of ${provider}, number ${id}` };
      const needs: Readonly<Record<string, Kind | undefined>> = places.needs ?? {};
      for (const [pointer, kind] of Object.entries(needs)) write(event, pointer, exampleOf(kind, id));
      for (const [place, value] of valuesOf(places, { type, id, now })) {
        if (place.startsWith('/')) write(event, place, value);
      }
      if (time?.at !== undefined) {
        const printed = printTime(now, time.unit);
        write(event, time.at, time.unit === 'seconds' || time.unit === 'milliseconds' ? Number(printed) : printed);
      }
      if (places.list === undefined) return JSON.stringify(event);
      if (places.list === '') return JSON.stringify([event]);
      const body: Body = {};
      write(body, places.list, [event]);
      return JSON.stringify(body);
    },

    request(delivery) {
      const named = valuesOf(places, delivery).flatMap(([place, value]) =>
        place.startsWith('header:') ? [[place.slice('header:'.length), value]] : [],
      );
      const plain: Readonly<Record<string, string>> = {
        'content-type': contentTypes?.[0] ?? 'application/json',
        ...Object.fromEntries(named),
      };
      const headers = { ...plain, ...signedHeaders(scheme, { ...delivery, headers: plain }) };
      return { method: 'POST', url: delivery.url, headers, body: delivery.body };
    },
  };
}

interface Body {
  [key: string]: unknown;
}

function signedTimeOf(scheme: Scheme): SignedTime | undefined {
  return scheme.kind === 'hmac' || scheme.kind === 'publicKey' ? scheme.time : undefined;
}

/** The first place of each kind, with what is to be there. */
function valuesOf(
  { id, type, time, subject }: NonNullable<Instance['places']>,
  sample: Pick<SampleDelivery, 'id' | 'type' | 'now'>,
): readonly (readonly [place: string, value: string])[] {
  return [
    ...repeated(id, `evt:${sample.id}`),
    ...divided(type, sample.type),
    ...divided(time, sample.now.toISOString()),
    ...divided(subject, `obj_${sample.id}`),
  ];
}

/** Gives each gap the same value: whichever of them another place takes, the id is still unlike any other. */
function repeated(places: unknown, value: string): readonly (readonly [string, string])[] {
  return partsOfFirst(places).flatMap((part) => (typeof part === 'string' ? [] : [[part.place, value] as const]));
}

function partsOfFirst(places: unknown): ReturnType<typeof partsOf> {
  const [first] = placesIn<unknown>(places).flatMap((place) => placesIn(place));
  return typeof first !== 'string' || first === 'signed' || first === 'arrival' ? [] : partsOf(first);
}

/** Divides a value over the gaps of a template: each takes what is before the text that follows it, the last the rest. */
function divided(places: unknown, value: string): readonly (readonly [string, string])[] {
  const parts = partsOfFirst(places);
  let rest = value;
  return parts.flatMap((part, index): readonly (readonly [string, string])[] => {
    if (typeof part === 'string') {
      rest = rest.startsWith(part) ? rest.slice(part.length) : rest;
      return [];
    }
    const next = parts[index + 1];
    const end = typeof next === 'string' && index < parts.length - 2 ? rest.indexOf(next) : -1;
    const taken = end > 0 ? rest.slice(0, end) : rest;
    rest = rest.slice(taken.length);
    return [[part.place, part.filter === 'host' ? `https://${taken}.example/` : taken]];
  });
}

function write(body: Body, pointer: string, value: unknown): void {
  const keys = keysOf(pointer);
  const last = keys.at(-1) ?? '';
  let inner = body;
  for (const key of keys.slice(0, -1)) {
    const next: Body = isJsonObject(inner[key]) ? inner[key] : {};
    inner[key] = next;
    inner = next;
  }
  inner[last] = value;
}

function exampleOf(kind: Kind | undefined, id: string): unknown {
  switch (kind) {
    case 'whole number':
      return 1;
    case 'object':
      return {};
    case 'list':
    case 'list of ids':
    case 'list, if any':
      return [];
    case 'text':
    case 'text, if any':
    case 'id':
    case undefined:
      return `value_${id}`;
    default:
      return kind.slice('is '.length);
  }
}
