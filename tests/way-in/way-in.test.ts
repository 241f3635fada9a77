import { expect, it } from 'vitest';
import { times } from './choices.ts';
import { failureOf } from './failure.ts';

/** Requests of a block, so that a request that hangs is found in a block of these. */
const BLOCK = 200;
const BLOCKS = 10;

const alone = process.env['WAY_IN_SEED'];
const blocks =
  alone === undefined
    ? times(BLOCKS, (block) => times(BLOCK, (index) => block * BLOCK + index + 1))
    : [[Number(alone)]];

it.each(blocks.map((seeds) => ({ from: seeds[0], to: seeds.at(-1), seeds })))(
  'what the provider sends gets in, and nothing else: seeds $from to $to',
  async ({ seeds }) => {
    for (const seed of seeds) expect(await failureOf(seed)).toBeUndefined();
  },
);
