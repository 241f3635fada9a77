import type { SignedTime } from '../../functions/src/core/scheme/scheme.ts';
import type { Random } from '../simulation/random.ts';
import { shuffled, times, type Choices } from './choices.ts';
import { NAMES, TIMES, type GeneratedPlaces } from './places.ts';
import { anyJson, keyJson, nameJson, space, writtenTime } from './values.ts';

/** A field in every object, so that a log line that quotes a body is found. */
export const CANARY = 'canary-4f1c';

/** The moments that the written times of a request tell, by what is written. */
export type Moments = Map<unknown, Date>;

/** An object while it is generated: by key, a JSON text or an object. A list with one element has the key `0`. */
type Fields = Map<string, string | Fields>;

/** Generates the text of a body that places can read. */
export function bodyOf(
  choices: Choices,
  { list }: GeneratedPlaces,
  moments: Moments,
  signed: { readonly time: SignedTime | undefined; readonly at: Date },
): string {
  const random = choices.of('values');
  if (list === undefined) return printed(choices, eventFields(choices, moments, signed));
  const count = choices.has('batch') ? choices.of('batch').between(0, 4) : 1;
  const elements = times(count, () =>
    choices.has('batch', 0.1) ? anyJson(random) : printed(choices, eventFields(choices, moments)),
  );
  const text = `[${spaced(choices, elements)}]`;
  if (list === '')
    return signed.time?.at === undefined && !choices.has('batch', 0.1)
      ? text
      : printed(choices, eventFields(choices, moments, signed));
  const around = eventFields(choices, moments, signed);
  write(around, list, text);
  return printed(choices, around);
}

function eventFields(
  choices: Choices,
  moments: Moments,
  signed?: { readonly time: SignedTime | undefined; readonly at: Date },
): Fields {
  const random = choices.of('values');
  const fields: Fields = new Map();
  if (random.chance(0.03) && signed?.time === undefined) return fields;
  for (const pointer of NAMES) if (random.chance(0.75)) write(fields, pointer, nameJson(random));
  for (const pointer of TIMES) {
    const { value, moment } = writtenTime(random);
    if (moment !== undefined) moments.set(value, moment);
    if (random.chance(0.75)) write(fields, pointer, JSON.stringify(value));
  }
  if (random.chance(0.7)) write(fields, '/day', '"2026-11-23"');
  if (random.chance(0.7)) write(fields, '/clock', '"11:59:58"');
  moments.set('2026-11-23T11:59:58Z', new Date('2026-11-23T11:59:58Z'));
  if (random.chance(0.7))
    write(fields, '/url', random.pick(['"https://shop.example:8443/a"', '"https://münchen.example"', '"no URL"', '7']));
  write(fields, '/canary', JSON.stringify(CANARY));
  if (signed?.time?.at !== undefined) write(fields, signed.time.at, timeJson(signed.time, signed.at));
  return fields;
}

function timeJson({ unit }: SignedTime, at: Date): string {
  if (unit === 'seconds') return String(Math.floor(at.getTime() / 1000));
  return unit === 'milliseconds' ? String(at.getTime()) : JSON.stringify(at.toISOString());
}

function write(fields: Fields, pointer: string, json: string): void {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  let inner = fields;
  for (const key of keys.slice(0, -1)) {
    const next = inner.get(key);
    const nested: Fields = next === undefined || typeof next === 'string' ? new Map() : next;
    inner.set(key, nested);
    inner = nested;
  }
  inner.set(keys.at(-1) ?? '', json);
}

function printed(choices: Choices, fields: Fields): string {
  if (fields.has('0')) return `[${[...fields.values()].map((one) => json(choices, one)).join(',')}]`;
  const own = [...fields].map(([key, value]) => `${keyOf(choices, key)}:${json(choices, value)}`);
  const odd = choices.has('fields', 0.5) ? times(2, () => oddField(choices.of('fields'))) : [];
  const first = [...fields.keys()]
    .filter(() => choices.has('fields', 0.05))
    .map((key) => `${JSON.stringify(key)}:"an earlier value"`);
  // Odd fields may have the names of others, of which the last one counts.
  return `{${spaced(choices, [...shuffled(choices.of('fields'), [...odd, ...first]), ...shuffled(choices.of('values'), own)])}}`;
}

function json(choices: Choices, value: string | Fields): string {
  return typeof value === 'string' ? value : printed(choices, value);
}

function oddField(random: Random): string {
  return `${keyJson(random)}:${anyJson(random)}`;
}

function keyOf(choices: Choices, key: string): string {
  if (!choices.has('spelling', 0.1)) return JSON.stringify(key);
  return `"${key.replaceAll(/./g, (character) => String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0'))}"`;
}

function spaced(choices: Choices, items: readonly string[]): string {
  const random = choices.of('spelling');
  const around = choices.has('spelling', 0.3);
  return items.map((item) => (around ? space(random) + item + space(random) : item)).join(',');
}
