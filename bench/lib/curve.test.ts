import { expect, it } from 'vitest';
import { costOfOneMore, growthOf, sectionOf } from './curve.ts';

const SIZES = [1, 10, 100, 1_000];

it.each([
  ['flat', [5, 5.2, 4.9, 5.3]],
  ['flat', [5, 6, 7, 8]],
  ['flat', [1, 30, 57, 58]],
  ['linear', [5, 14, 104, 1_004]],
  ['linear', [5, 5, 5, 20]],
  ['worse', [1, 10, 100, 3_000]],
  ['worse', [5, 5, 6, 400]],
] as const)('a cost is %s if it grows like %j', (growth, costs) => {
  expect(growthOf(SIZES, costs)).toBe(growth);
});

it('the cost of one more is told of a line that is not flat', () => {
  expect(costOfOneMore(SIZES, [5, 14, 104, 1_004])).toBe(1);
  const lines = [
    { name: 'build', unit: 'ms', costs: [5, 14, 104, 1_004] },
    { name: 'start', unit: 'ms', costs: [5, 5, 5, 5] },
  ];
  expect(sectionOf({ name: 'x', title: 'X', of: 'things', sizes: SIZES, lines }).rows).toEqual([
    ['build', 5, 14, 104, 1_004, 'ms', 'linear', '1 ms'],
    ['start', 5, 5, 5, 5, 'ms', 'flat', ''],
  ]);
});
