import { describe, expect, it } from 'vitest';
import { hunt, MOST_SEEDS, seedsToTry } from './hunt.ts';
import { MUTANTS } from './mutants.ts';

describe.concurrent(`the simulation finds a defect within ${MOST_SEEDS} schedules`, () => {
  it.each(MUTANTS)('$defect', async (mutant) => {
    expect(await hunt(mutant, seedsToTry(mutant.defect))).toMatchObject({ foundAt: expect.any(Number) });
  });
});
