/** What one section of the bench has measured. */
export interface Section {
  readonly title: string;
  /** What is in each column; the first names the row. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly goals?: readonly Goal[];
  /** How it was measured, in a sentence. */
  readonly note?: string;
}

/** A number is printed with as many digits as it deserves. */
export type Cell = string | number;

/** A goal with what was reached. */
export interface Goal {
  readonly text: string;
  readonly reached: number;
  /** The limit, and on which side of it the goal lies. */
  readonly atMost?: number;
  readonly atLeast?: number;
}

export function isMet({ reached, atMost = Infinity, atLeast = -Infinity }: Goal): boolean {
  return reached <= atMost && reached >= atLeast;
}

/** Prints a section as a table. */
export function printSection({ title, columns, rows, goals = [], note }: Section): void {
  const cells = [columns, ...rows].map((row) => row.map(textOf));
  const isText = columns.map((_column, index) => rows.some((row) => typeof row[index] === 'string' && index > 0));
  const widths = columns.map((_column, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  console.log(`\n${title}`);
  for (const row of cells) {
    const padded = row.map((cell, index) => pad(cell, widths[index] ?? 0, index > 0 && isText[index] !== true));
    console.log(`  ${padded.join('  ').trimEnd()}`);
  }
  if (note !== undefined) console.log(`  (${note})`);
  for (const goal of goals) {
    const limit = goal.atMost === undefined ? `at least ${goal.atLeast}` : `at most ${goal.atMost}`;
    console.log(`  ${isMet(goal) ? 'met   ' : 'MISSED'}  ${goal.text}: ${textOf(goal.reached)}, ${limit}`);
  }
}

function textOf(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  if (!Number.isFinite(cell)) return '–';
  if (Number.isInteger(cell) || Math.abs(cell) >= 100) return Math.round(cell).toLocaleString('en');
  return cell.toFixed(Math.abs(cell) < 10 ? 2 : 1);
}

function pad(text: string, width: number, right: boolean): string {
  return right ? text.padStart(width) : text.padEnd(width);
}
