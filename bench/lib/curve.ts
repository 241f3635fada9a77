import type { Cell, Section } from './report.ts';
import { medianOf } from './statistics.ts';

/** How a cost grows with the size of something, as far as the points tell. */
export type Growth = 'flat' | 'linear' | 'worse';

/** One cost at growing sizes. */
export interface Line {
  readonly name: string;
  /** `µs` */
  readonly unit: string;
  /** One for each size of the curves that the line belongs to. */
  readonly costs: readonly number[];
}

/** Costs over the same sizes. */
export interface Curves {
  /** Name of the picture's file. */
  readonly name: string;
  readonly title: string;
  /** What is counted: `sagas of one consumer`. */
  readonly of: string;
  /** Ascending. */
  readonly sizes: readonly number[];
  readonly lines: readonly Line[];
  readonly goals?: Section['goals'];
  readonly note?: string;
}

/** Ten times as many may cost 40 % more and still count as flat: the depth of an index, a colder cache. */
const FLAT_EXPONENT = 0.15;
/** A cost that grows in proportion has an exponent of 1; measurements scatter. */
const LINEAR_EXPONENT = 1.2;

/**
 * The verdict on a line. It is flat if ten times as many cost at most 40 % more, over all points or between the last two,
 * where the cost has levelled off. It is worse than linear if the cost grows faster than the size between the last two, by
 * more than measurements scatter. Else it is linear.
 */
export function growthOf(sizes: readonly number[], costs: readonly number[]): Growth {
  const last = sizes.length - 1;
  const atLast = exponent(sizes, costs, last - 1, last);
  if (Math.min(exponent(sizes, costs, 0, last), atLast) <= FLAT_EXPONENT) return 'flat';
  return atLast > LINEAR_EXPONENT ? 'worse' : 'linear';
}

/** The power of the size with which the cost grows between two points. */
function exponent(sizes: readonly number[], costs: readonly number[], from: number, to: number): number {
  const at = (values: readonly number[], index: number) => Math.log(values[index] ?? Number.NaN);
  return (at(costs, to) - at(costs, from)) / (at(sizes, to) - at(sizes, from));
}

/** What one more costs, between the first and the last point. */
export function costOfOneMore(sizes: readonly number[], costs: readonly number[]): number {
  const span = (values: readonly number[]) => (values.at(-1) ?? Number.NaN) - (values[0] ?? Number.NaN);
  return span(costs) / span(sizes);
}

const TWO_DIGITS = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });

/** The curves as a table: a row for each line with its verdict. */
export function sectionOf({ title, of, sizes, lines, goals, note }: Curves): Section {
  const columns = [of, ...sizes.map((size) => size.toLocaleString('en')), 'unit', 'growth', 'each more'];
  const rows = lines.map(({ name, unit, costs }): readonly Cell[] => {
    const growth = growthOf(sizes, costs);
    const more = growth === 'flat' ? '' : `${TWO_DIGITS.format(costOfOneMore(sizes, costs))} ${unit}`;
    return [name, ...costs, unit, growth, more];
  });
  return { title, columns, rows, ...(goals !== undefined && { goals }), ...(note !== undefined && { note }) };
}

/** Measures one size: the costs of all lines at it. */
export type Measure = (size: number) => Promise<readonly number[]>;

/**
 * Measures all sizes once a round, so that whatever else the machine does meets all of them alike.
 * @returns for each line its medians over the rounds, one for each size.
 */
export async function measureRounds(
  sizes: readonly number[],
  rounds: number,
  measure: Measure,
): Promise<readonly (readonly number[])[]> {
  const measured = new Map(sizes.map((size): [number, (readonly number[])[]] => [size, []]));
  for (let round = 0; round < rounds; round++) for (const [size, costs] of measured) costs.push(await measure(size));
  const medians = [...measured.values()].map((costs) =>
    (costs[0] ?? []).map((_cost, line) => medianOf(costs.map((round) => round[line] ?? Number.NaN))),
  );
  return (medians[0] ?? []).map((_cost, line) => medians.map((costs) => costs[line] ?? Number.NaN));
}
