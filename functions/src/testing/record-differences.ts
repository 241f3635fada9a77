import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../core/event/json.ts';

const MOST_SHOWN = 10;

/** If two values differ, a line for each place: `orders/1 /status: "paid" or "open"`. */
export function differencesOf(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): readonly string[] {
  const places = [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();
  const all = places.flatMap((place) => {
    const inside = within('', one[place], other[place]);
    return inside.map(({ path, values }) => `${place}${path && ` ${path}`}: ${values.map(shown).join(' or ')}`);
  });
  const left = all.length - MOST_SHOWN;
  return left > 0 ? [...all.slice(0, MOST_SHOWN), `and ${left} more`] : all;
}

interface Difference {
  readonly path: string;
  readonly values: readonly [unknown, unknown];
}

function within(path: string, one: unknown, other: unknown): readonly Difference[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (!isJsonObject(one) || !isJsonObject(other)) return [{ path, values: [one, other] }];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return keys.flatMap((key) => within(`${path}/${key}`, one[key], other[key]));
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
