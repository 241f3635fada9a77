import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isJsonObject } from '../../functions/src/core/event/json.ts';
import { SOURCES } from './build.ts';
import { MUTANTS } from './mutants.ts';
import type { Change, Mutant } from './mutants/mutant.ts';
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

/** Applies a defect to a copy of the sources, and runs schedules until one shows it. */
export async function hunt(mutant: Mutant, spans: readonly Seeds[]): Promise<Hunted> {
  const folder = mkdtempSync(join(tmpdir(), 'simulation-mutant-'));
  try {
    const sources = [copyWith(mutant, folder)];
    const { about = 'events' } = mutant;
    for (const seeds of spans) {
      const { schedules } = await simulate({ about, seeds, sources, untilViolation: true });
      const [shown] = schedules;
      if (shown !== undefined) return { defect: mutant.defect, foundAt: shown.seed, violation: shown.violations[0] };
    }
    return { defect: mutant.defect, foundAt: undefined, violation: undefined };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the copy's sources. */
function copyWith({ changes, defect }: Mutant, folder: string): string {
  symlinkSync(join(SOURCES, '..', '..', 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  for (const part of ['core', 'gcp'])
    cpSync(join(SOURCES, part), join(folder, part), { recursive: true, filter: (path) => !path.endsWith('.test.ts') });
  for (const change of changes)
    writeFileSync(join(folder, change.file), changed(readFileSync(join(folder, change.file), 'utf8'), change, defect));
  return folder;
}

/** @throws if the text that a change replaces is not in the file exactly once. */
function changed(text: string, { file, from, to }: Change, defect: string): string {
  if (text.split(from).length !== 2) throw new Error(`${defect}: "${from}" has to be in ${file} once.`);
  return text.replace(from, () => to);
}

/** Applies a defect to the text of the sources, to see whether it still can be. @throws if it cannot. */
export function requireApplicable({ changes, defect }: Mutant): void {
  for (const change of changes) changed(readFileSync(join(SOURCES, change.file), 'utf8'), change, defect);
}
