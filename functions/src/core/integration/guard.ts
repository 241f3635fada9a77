import { valueAt } from '../event/json-pointer.ts';
import { idIn, isJsonObject, isText } from '../event/json.ts';
import { partsOf, placesIn } from './place.ts';
import type { EventPlaces, Kind } from './places.ts';

type Needs = Readonly<Record<string, Kind | undefined>>;

/**
 * Tells the events of a provider from other JSON: they have a type, if the type is in the body, and what the places need.
 * The places are read here, once.
 */
export function guardOf<Native>(places: EventPlaces<Native>): (value: unknown) => value is Native {
  const common = Object.entries(commonNeeds(places));
  const special = Object.entries(places.needsByType ?? {}).map(([pattern, needs]) => ({
    pattern,
    needs: Object.entries<Kind | undefined>(needs),
  }));
  const [typePlace] = placesIn<unknown>(places.type);
  const typePointers = pointersIn(typePlace);
  const typeOf = (value: unknown) => typePointers.map((pointer) => idIn(valueAt(value, pointer)) ?? '').join('.');

  return (value): value is Native => {
    if (!isJsonObject(value) || !hasAll(value, common)) return false;
    if (special.length === 0) return true;
    const type = typeOf(value);
    return special.every(({ pattern, needs }) => !matches(pattern, type) || hasAll(value, needs));
  };
}

/** What an event has, as half a sentence: `/id, /description and /result`. */
export function sentenceOfNeeds<Native>(places: EventPlaces<Native>): string {
  const common = listed(Object.keys(commonNeeds(places)));
  const special = Object.entries(places.needsByType ?? {}).map(
    ([pattern, needs]) => `${listed(Object.keys(needs))} if it is ${pattern || 'of no type'}`,
  );
  return [common || 'to be an object', ...special].join('; ');
}

function commonNeeds<Native>({ type, needs }: EventPlaces<Native>): Needs {
  const pointers = placesIn<unknown>(type).slice(0, 1).flatMap(pointersIn);
  return { ...Object.fromEntries(pointers.map((pointer) => [pointer, 'text' as const])), ...needs };
}

/** The pointers into the event that a place consists of. */
function pointersIn(place: unknown): readonly string[] {
  if (typeof place !== 'string') return [];
  return partsOf(place).flatMap((part) => (typeof part === 'object' && part.place.startsWith('/') ? [part.place] : []));
}

/** @param pattern A type, `*.merge` for all that end so, or `order.*` for all that begin so. */
function matches(pattern: string, type: string): boolean {
  if (pattern.startsWith('*')) return type.endsWith(pattern.slice(1));
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

function hasAll(value: unknown, needs: readonly (readonly [pointer: string, kind: Kind | undefined])[]): boolean {
  return needs.every(([pointer, kind]) => kind === undefined || isOf(kind, valueAt(value, pointer)));
}

function isOf(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'text':
      return isText(value);
    case 'id':
      return idIn(value) !== undefined;
    case 'whole number':
      return Number.isSafeInteger(value);
    case 'object':
      return isJsonObject(value);
    case 'list':
      return Array.isArray(value);
    case 'list of ids':
      return Array.isArray(value) && value.every((element) => idIn(element) !== undefined);
    case 'list, if any':
      return value === undefined || value === null || Array.isArray(value);
    case 'text, if any':
      return value === undefined || typeof value === 'string';
    default:
      return kind.startsWith('is ') ? value === kind.slice('is '.length) : value !== kind.slice('not '.length);
  }
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
