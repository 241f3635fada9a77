import { onTerminalLine } from '../../local/terminal-text.ts';

/**
 * Rows under each other, each column as wide as its widest cell; the last one ends the line. Cells are plain text: style
 * what comes out.
 */
export function table(texts: readonly (readonly string[])[]): string {
  const rows = texts.map((row) => row.map(onTerminalLine));
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A text on one line of at most this many characters. */
export function cut(text: string, most: number): string {
  const line = onTerminalLine(text).replace(/\s+/g, ' ');
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

/** The first of many, and how many are left: `a, b and 3 more`. */
export function firstOf(all: readonly string[], most: number): string {
  const left = all.length - most;
  return `${all.slice(0, most).join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

/** A time for people: `2026-11-29 16:44:05`. @param time RFC 3339, in UTC. */
export function moment(time: string): string {
  return time.slice(0, 19).replace('T', ' ');
}

/** A count for people: `2,500`. */
export function count(value: number): string {
  return value.toLocaleString('en-GB');
}

/** The id of an event, with the account that it is of. */
export function onAccount(id: string, account: string | undefined): string {
  return account === undefined ? id : `${id} (${account})`;
}
