import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject } from '../../functions/src/core/event/json.ts';
import { MUTANTS } from './mutants.ts';
import { buildMutant } from './mutants/build-mutant.ts';
import type { Mutant } from './mutants/mutant.ts';
import { simulate } from './simulate.ts';
import type { Seeds } from './worker.ts';

/** What the simulation made of a defect. */
export interface Hunted {
  readonly defect: string;
  /** The seed that showed it; undefined if none did. */
  readonly foundAt: number | undefined;
  readonly violation: string | undefined;
}

/** By then a defect has to be found. */
export const MOST_SEEDS = 2_000;
const ALL_SEEDS: readonly Seeds[] = [{ first: 1, last: MOST_SEEDS }];

/** The seed that showed each defect when all were hunted last. */
const SHOWN_BY = join(import.meta.dirname, 'mutants', 'shown-by.json');

/** Looks for every defect of the list, several at once, and keeps the seeds that showed them. */
export async function huntAll(atOnce: number, onHunted: (hunted: Hunted) => void): Promise<void> {
  const waiting = MUTANTS.values();
  const shownBy = new Map<string, number>();
  const hunter = async () => {
    for (const mutant of waiting) {
      const hunted = await hunt(mutant, ALL_SEEDS);
      if (hunted.foundAt !== undefined) shownBy.set(mutant.defect, hunted.foundAt);
      onHunted(hunted);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, hunter));
  const inOrder = MUTANTS.map(({ defect }) => [defect, shownBy.get(defect)]);
  writeFileSync(SHOWN_BY, `${JSON.stringify(Object.fromEntries(inOrder), undefined, 2)}\n`);
}

/** The seed that showed a defect before: the schedules that it makes are the same until the code or the simulation changes. */
export function seedsToTry(defect: string): readonly Seeds[] {
  const known: unknown = JSON.parse(readFileSync(SHOWN_BY, 'utf8'));
  const seed = isJsonObject(known) ? known[defect] : undefined;
  return typeof seed === 'number' ? [{ first: seed, last: seed }, ...ALL_SEEDS] : ALL_SEEDS;
}

/** Builds the code with a defect, and runs schedules until one shows it. */
export async function hunt(mutant: Mutant, spans: readonly Seeds[]): Promise<Hunted> {
  const { defect, about = 'events' } = mutant;
  await using built = await buildMutant(mutant);
  for (const seeds of spans) {
    const { schedules } = await simulate({ ...built, about, seeds, untilViolation: true });
    const [shown] = schedules;
    if (shown !== undefined) return { defect, foundAt: shown.seed, violation: shown.violations[0] };
  }
  return { defect, foundAt: undefined, violation: undefined };
}
