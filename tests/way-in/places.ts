import type { Instance } from '../../functions/src/core/integration/instance.ts';
import type { Random } from '../simulation/random.ts';
import { times, type Choices } from './choices.ts';

/** The places of names: an id, a type, a subject or a part of the source. */
export const NAMES = [
  '/id',
  '/data/id',
  '/items/0/id',
  '/odd~1key~0',
  '/type',
  '/action',
  '/constructor',
  '/account',
] as const;
/** The places of times. */
export const TIMES = ['/created', '/data/at'] as const;
export const NAME_HEADERS = ['x-name', 'x-delivery', 'x-topic'] as const;

type NameGap = `/${string}` | `header:${string}` | `body:/${string}`;
export type NamePlace = NameGap | `{${NameGap}}.{${NameGap}}`;
export type TimePlace = NameGap | '{/day}T{/clock}Z' | 'signed' | 'arrival';

type IdPlaces = { readonly first: 'signed' } | { readonly first: readonly NamePlace[]; readonly digest: boolean };

/** Generated places. A list with one element is written as that element. */
export interface GeneratedPlaces {
  readonly list?: '' | `/${string}`;
  readonly id?: IdPlaces;
  readonly type?: readonly NamePlace[];
  readonly time?: readonly TimePlace[];
  readonly subject?: readonly NamePlace[];
  readonly source?: readonly `//${string}`[];
  readonly needs?: Readonly<Record<`/${string}`, 'id' | 'text'>>;
}

/** Generates places. @param signed The headers that the scheme signs, so that some places rest on them. */
export function placesOf(choices: Choices, signed: readonly string[]): GeneratedPlaces {
  const list = choices.has('list', 0.4)
    ? choices.of('list').pick(['', '', '/events', '/data/events'] as const)
    : undefined;
  const gap = (random: Random): NameGap => {
    if (random.chance(0.25)) return `header:${random.pick([...NAME_HEADERS, ...signed])}`;
    const pointer = random.pick(NAMES);
    return list !== undefined && random.chance(0.2) ? `body:${pointer}` : pointer;
  };
  const name = (random: Random): NamePlace => (random.chance(0.25) ? `{${gap(random)}}.{${gap(random)}}` : gap(random));
  const names = (random: Random) => times(random.between(1, 3), () => name(random));
  return {
    ...(list !== undefined && { list }),
    ...(choices.has('id', 0.8) && { id: idOf(choices.of('id'), names, list !== undefined) }),
    ...(choices.has('type', 0.7) && { type: names(choices.of('type')) }),
    ...(choices.has('time', 0.7) && { time: timesOf(choices.of('time'), list !== undefined) }),
    ...(choices.has('subject', 0.5) && { subject: names(choices.of('subject')) }),
    ...(choices.has('source', 0.5) && { source: sourcesOf(choices.of('source'), gap) }),
    ...(choices.has('needs', 0.2) && {
      needs: { [choices.of('needs').pick(NAMES)]: choices.of('needs').pick(['id', 'text'] as const) },
    }),
  };
}

/** The places as a configuration has them. */
export function written({
  id,
  type,
  time,
  subject,
  source,
  ...others
}: GeneratedPlaces): NonNullable<Instance['places']> {
  return {
    ...others,
    ...(id !== undefined && { id: idPlaces(id) }),
    ...(type !== undefined && { type: oneOrMore(type) }),
    ...(time !== undefined && { time: oneOrMore(time) }),
    ...(subject !== undefined && { subject: oneOrMore(subject) }),
    ...(source !== undefined && { source: oneOrMore(source) }),
  };
}

function idPlaces(id: IdPlaces): NonNullable<NonNullable<Instance['places']>['id']> {
  if (id.first === 'signed') return id.first;
  return id.digest ? [...id.first, 'digest'] : oneOrMore(id.first);
}

function oneOrMore<Place>(places: readonly Place[]): Place | readonly Place[] {
  const [first] = places;
  return places.length === 1 && first !== undefined ? first : places;
}

function idOf(random: Random, names: (random: Random) => readonly NamePlace[], isListed: boolean): IdPlaces {
  if (!isListed && random.chance(0.2)) return { first: 'signed' };
  return { first: names(random), digest: random.chance(0.2) };
}

function timesOf(random: Random, isListed: boolean): readonly TimePlace[] {
  const all: readonly TimePlace[] = [...TIMES, 'header:x-time', '{/day}T{/clock}Z', 'signed', 'arrival'];
  const pick = () => random.pick<TimePlace>(isListed ? [...all, 'body:/created'] : all);
  return times(random.between(1, 3), pick);
}

function sourcesOf(random: Random, gap: (random: Random) => NameGap): readonly `//${string}`[] {
  return times(random.between(1, 2), () =>
    random.pick<`//${string}`>([
      '//acme.example',
      `//acme.example/{${gap(random)}}`,
      `//acme.example/{${gap(random)}}/{${gap(random)}}`,
      '//{/url|host}',
    ]),
  );
}
