import type { Happening } from './saga-story.ts';

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/** A time since the beginning: `3 d 12 h`. */
export function timeText(after: number): string {
  let rest = after;
  const parts = UNITS.flatMap(([unit, ms]) => {
    const count = Math.floor(rest / ms);
    rest -= count * ms;
    return count === 0 ? [] : [`${count} ${unit}`];
  });
  return parts.length === 0 ? 'the beginning' : parts.join(' ');
}

/** A command with its fields: `Remind {"invoice":"in_1"}`. */
export function commandText({ name, data }: { readonly name: string; readonly data?: unknown }): string {
  const fields = data === undefined ? '' : JSON.stringify(data);
  return fields === '' || fields === '{}' ? name : `${name} ${fields}`;
}

/** Everything that happened, a line each, and how it goes on. */
export function storyText(happenings: readonly Happening[], wakesAfter: number | undefined): string {
  const all = happenings.toSorted((one, other) => one.after - other.after);
  const lines = all
    .slice(-MOST_SHOWN)
    .map((one) => `${timeText(one.after).padEnd(14)} ${MARKS[one.what]} ${commandText(one)}`);
  if (all.length > MOST_SHOWN) lines.unshift(`${''.padEnd(14)} … ${all.length - MOST_SHOWN} more`);
  if (happenings.at(-1)?.what === 'end') return indented(lines);
  const next = wakesAfter === undefined ? 'waits for facts only' : `goes on at ${timeText(wakesAfter)}`;
  return indented([...lines, `${''.padEnd(14)} … the saga ${next}`]);
}

/** Lines of a list. */
export function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}

const MOST_SHOWN = 20;
const MARKS = { fact: '→', command: '←', end: '■' } as const;
