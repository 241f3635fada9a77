import { describe, expect, it } from 'vitest';
import { linesOf } from './json-lines.ts';
import { parseLossless, printLossless } from './lossless-json.ts';

const text = '{"a":[1,{"b":"x"}],"c":{},"d":[],"e":12345678901234567890}';
const node = parseLossless(text) ?? { kind: 'literal', raw: 'null' };

describe('the lines of a JSON document', () => {
  it('are the printed document, when all is unfolded', () => {
    const shown = linesOf(node, () => true).map(
      ({ depth, rawName, text, comma }) =>
        `${'  '.repeat(depth)}${rawName === undefined ? '' : `${rawName}: `}${text}${comma ? ',' : ''}`,
    );
    expect(shown.join('\n')).toBe(printLossless(node));
  });

  it('leave out what is folded, and say how much that is', () => {
    const lines = linesOf(node, (path) => path === '');
    expect(lines.map(({ kind }) => kind)).toEqual(['open', 'folded', 'empty', 'empty', 'number', 'close']);
    expect(lines[1]).toMatchObject({ rawName: '"a"', text: '[…]', count: 2, comma: true });
  });

  it('are told apart by their paths, even where a name is written twice', () => {
    const twice = parseLossless('{"a":{"x":1},"a":{"x":1}}') ?? node;
    const paths = linesOf(twice, () => true).map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
  });
});
