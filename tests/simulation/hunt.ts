import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SOURCES } from './build.ts';
import { MUTANTS } from './mutants.ts';
import type { Change, Mutant } from './mutants/mutant.ts';
import { simulate } from './simulate.ts';

/** What the simulation made of a defect. */
export interface Hunted {
  readonly defect: string;
  /** The seed that showed it; undefined if none did. */
  readonly foundAt: number | undefined;
  readonly violation: string | undefined;
}

/** By then a defect has to be found. */
export const MOST_SEEDS = 2_000;

/** Looks for every defect of the list, several at once. */
export async function huntAll(atOnce: number, onHunted: (hunted: Hunted) => void): Promise<void> {
  const waiting = MUTANTS.values();
  const hunter = async () => {
    for (const mutant of waiting) onHunted(await hunt(mutant));
  };
  await Promise.all(Array.from({ length: atOnce }, hunter));
}

/** Applies a defect to a copy of the sources, and runs schedules until one shows it. */
export async function hunt(mutant: Mutant, mostSeeds = MOST_SEEDS): Promise<Hunted> {
  const folder = mkdtempSync(join(tmpdir(), 'simulation-mutant-'));
  try {
    const sources = copyWith(mutant, folder);
    const seeds = { first: 1, last: mostSeeds };
    const { about = 'events' } = mutant;
    const { schedules } = await simulate({ about, seeds, sources: [sources], untilViolation: true });
    return { defect: mutant.defect, foundAt: schedules[0]?.seed, violation: schedules[0]?.violations[0] };
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
