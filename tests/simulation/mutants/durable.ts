import { DECISION_MUTANTS } from './durable-decisions.ts';
import { DELIVERY_MUTANTS } from './durable-delivery.ts';
import type { Mutant } from './mutant.ts';

/** Defects of durable sagas. Schedules of durable sagas have to find each of them. */
export const DURABLE_MUTANTS: readonly Mutant[] = [...DECISION_MUTANTS, ...DELIVERY_MUTANTS].map((mutant) => ({
  ...mutant,
  about: 'sagas',
}));
