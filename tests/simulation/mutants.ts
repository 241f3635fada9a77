import { DURABLE_MUTANTS } from './mutants/durable.ts';
import { LEDGER_MUTANTS } from './mutants/ledger.ts';
import { LETTER_MUTANTS } from './mutants/letters.ts';
import type { Mutant } from './mutants/mutant.ts';
import { ONE_COMMIT_MUTANTS } from './mutants/one-commit.ts';
import { PUTTING_OFF_MUTANTS } from './mutants/putting-off.ts';

/** Each of these would lose an event, or do something twice. The simulation has to tell each from the original. */
export const MUTANTS: readonly Mutant[] = [
  ...LEDGER_MUTANTS,
  ...LETTER_MUTANTS,
  ...ONE_COMMIT_MUTANTS,
  ...PUTTING_OFF_MUTANTS,
  ...DURABLE_MUTANTS,
];
