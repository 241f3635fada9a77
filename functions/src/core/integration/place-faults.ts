import { partsOf, placesIn } from './place.ts';
import { faultsOf } from '../scheme/faults.ts';
import type { Scheme } from '../scheme/scheme.ts';
import type { EventPlaces } from './places.ts';

const POINTER = /^(?:\/(?:[^~/]|~[01])*)+$/;
const HEADER_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;

/** What is wrong with a scheme and its places that the compiler cannot see, as sentences. None: they can work. */
export function faultsOfFacts<Native>({ scheme, places }: SchemeAndPlaces<Native>): readonly string[] {
  return [...faultsOf(scheme), ...faultsOfPlaces(places)];
}

interface SchemeAndPlaces<Native> {
  readonly scheme: Scheme;
  readonly places: EventPlaces<Native>;
}

/** What is wrong with places that the compiler cannot see, as sentences. */
export function faultsOfPlaces<Native>(places: EventPlaces<Native>): readonly string[] {
  const { id, type, time, subject, related = [], occurrence, source, needs, needsByType, list } = places;
  const named = { id, type, time, subject, occurrence, source };
  const lists = list === undefined || list === '' ? [] : [list];
  const needed = [needs, ...Object.values(needsByType ?? {})].flatMap((one) => Object.keys(one ?? {}));
  return [
    ...Object.entries(named).flatMap(([name, written]) =>
      placesIn<unknown>(written)
        .flatMap((place) => placesIn(place))
        .flatMap((place) => faultsOfPlace(name, place)),
    ),
    ...(list !== undefined && placesIn<unknown>(id).includes('signed')
      ? [
          'id: "signed" is the id of the request, which all events of a list would share; name a place in the event, or leave id out.',
        ]
      : []),
    ...[...lists, ...needed, ...related]
      .filter((pointer) => !POINTER.test(pointer))
      .map((pointer) => notAPointer(pointer)),
  ];
}

function faultsOfPlace(name: string, place: unknown): readonly string[] {
  if (typeof place === 'function') return [];
  if (typeof place !== 'string' || place === '')
    return [`${name} has to be a place, like "/data/id" or "header:x-id".`];
  if (place === 'signed' && (name === 'time' || name === 'id')) return [];
  if (place === 'delivery' && name === 'id') return [];
  if (place === 'arrival' && name === 'time') return [];
  if (place === 'digest' && name === 'id') return [];
  const parts = partsOf(place);
  const gaps = parts.flatMap((part) => (typeof part === 'string' ? [] : [part]));
  const texts = parts.filter((part) => typeof part === 'string');
  return [
    ...(texts.some((text) => /[{}]/.test(text)) ? [`${name}: "${place}" has a brace that encloses no place.`] : []),
    ...(name === 'source' || gaps.length > 0
      ? []
      : [`${name}: "${place}" names no place; write a JSON pointer like "/data/id" or a header like "header:x-id".`]),
    ...(name === 'source' && !place.startsWith('//') ? [`source: "${place}" has to begin with "//".`] : []),
    ...gaps.flatMap(({ place: gap, filter }) => [
      ...(filter === undefined || filter === 'host'
        ? []
        : [`${name}: there is no filter {…|${filter}}; there is host.`]),
      ...faultsOfGap(name, gap),
    ]),
  ];
}

function faultsOfGap(name: string, gap: string): readonly string[] {
  if (gap.startsWith('header:')) {
    const header = gap.slice('header:'.length);
    return HEADER_NAME.test(header)
      ? []
      : [`${name}: "${header}" is not the name of a header in lower case, like "x-acme-delivery".`];
  }
  if (gap.startsWith('query:')) {
    return gap === 'query:' ? [`${name}: "${gap}" names no parameter; write one like "query:data.id".`] : [];
  }
  const pointer = gap.startsWith('body:') ? gap.slice('body:'.length) : gap;
  return POINTER.test(pointer) ? [] : [`${name}: ${notAPointer(pointer)}`];
}

function notAPointer(text: string): string {
  return `"${text}" is not a JSON pointer, like "/data/id".`;
}
