import type { Node } from './pattern.ts';

/** Characters that texts of strangers are long runs of, whatever the pattern. */
const COMMON = charactersIn('<>"\'\\/ \t\n\r.,;:=-_+&%#@{}[]()$^aZz09\u00e9\u2028\u2603\u0000');

/** What a match may break off with at the end. */
const ENDS = ['', '\u0000'];

/** A text of a given length. */
export type Attack = (length: number) => string;

/**
 * Long texts for a pattern: for each of its beginnings, runs of what it may go on with, alone and in pairs, and the same
 * beginning over and over again, each to the end or with an end that does not fit.
 */
export function attacksOn(pattern: Node): readonly Attack[] {
  const own = [...new Set(charactersOf(pattern))].slice(0, 12);
  const pairs = own.slice(0, 6).flatMap((one) => own.slice(0, 6).map((other) => one + other));
  const beginnings = [...new Set(beginningsOf(pattern))];
  return beginnings.flatMap((beginning) => {
    const pumps = new Set([...own, ...pairs, ...(beginning === '' ? COMMON : [])]);
    return [...pumps].flatMap((pump) =>
      ENDS.flatMap((end): Attack[] => [
        (length) => beginning + runOf(pump, length) + end,
        ...(beginning === '' ? [] : [(length: number) => runOf(beginning + pump.repeat(8), length) + end]),
      ]),
    );
  });
}

function charactersIn(text: string): readonly string[] {
  return Array.from(text);
}

function runOf(text: string, length: number): string {
  return text.repeat(Math.ceil(length / text.length)).slice(0, length);
}

/** Two characters of each set that a pattern names. */
function charactersOf(node: Node): readonly string[] {
  switch (node.kind) {
    case 'character':
      return [...COMMON, ...charactersIn(node.source)].filter((character) => node.accepts(character)).slice(0, 2);
    case 'sequence':
      return node.items.flatMap(charactersOf);
    case 'choice':
      return node.options.flatMap(charactersOf);
    case 'repeat':
    case 'group':
    case 'look':
      return charactersOf(node.item);
    case 'back':
    case 'place':
      return [];
  }
}

/** The shortest text that a pattern matches, and every beginning of it that ends between two of its parts. */
function beginningsOf(node: Node): readonly string[] {
  if (node.kind === 'choice') return node.options.flatMap(beginningsOf);
  if (node.kind !== 'sequence') return ['', exampleOf(node)];
  let text = '';
  return ['', ...node.items.map((item) => (text += exampleOf(item)))];
}

function exampleOf(node: Node): string {
  switch (node.kind) {
    case 'character':
      return charactersOf(node)[0] ?? '';
    case 'sequence':
      return node.items.map(exampleOf).join('');
    case 'choice':
      return exampleOf(node.options[0] ?? { kind: 'sequence', items: [] });
    case 'repeat':
      return exampleOf(node.item).repeat(node.least);
    case 'group':
      return exampleOf(node.item);
    case 'back':
    case 'look':
    case 'place':
      return '';
  }
}
