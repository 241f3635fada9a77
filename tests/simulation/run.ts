/** `npm run simulate -- --seeds 1..1000000`: see docs/architecture.md#simulation. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { filesMissingIn, SOURCES } from './build.ts';
import { huntAll } from './hunt.ts';
import { simulate, type Progress } from './simulate.ts';

const SUBJECTS = ['events', 'sagas'] as const;

const USAGE = `npm run simulate -- [options]
  --seeds 1..10000   runs these schedules
  --seed 7           runs this one; with --trace prints it step by step
  --about sagas      only schedules of durable sagas, or only those of events; by default each seed makes one of both
  --workers 2        on this many threads; by default one for each processor
  --beside <folder>  the functions/src of another version: instances run either
  --mutants          applies known defects to copies of the sources, looks for each, and keeps the seeds that showed them,
                     which the tests try first`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1..10000' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    workers: { type: 'string', default: String(availableParallelism()) },
    about: { type: 'string' },
    beside: { type: 'string' },
    mutants: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const [, first = Number.NaN, last = Number.NaN] = (/^(\d+)\.\.(\d+)$/.exec(rangeAsked()) ?? []).map(Number);
const workers = Number(values.workers);
const subjects = SUBJECTS.filter((subject) => subject === (values.about ?? subject));
if (values.help || !(first <= last) || !(workers >= 1) || subjects.length === 0) {
  console.log(USAGE);
  process.exitCode = values.help ? 0 : 1;
} else {
  process.exitCode = (await (values.mutants ? runMutants() : runAll())) ? 0 : 1;
}

function rangeAsked(): string {
  return values.seed === undefined ? values.seeds : `${values.seed}..${values.seed}`;
}

/** @returns whether all went well. */
async function runAll(): Promise<boolean> {
  let isWell = true;
  for (const about of subjects) isWell = (await runSeeds(about)) && isWell;
  return isWell;
}

/** @returns whether all went well. */
async function runSeeds(about: (typeof SUBJECTS)[number]): Promise<boolean> {
  // An earlier version has no durable sagas.
  if (about === 'sagas' && values.beside !== undefined) return true;
  const sources = values.beside === undefined ? [SOURCES] : [SOURCES, resolve(values.beside)];
  const [missing] = sources.flatMap((folder) => filesMissingIn(folder).map((file) => `${folder} has no ${file}`));
  if (missing !== undefined) {
    console.error(`${missing}. Name the functions/src of a version that has recordHandler and increment.`);
    return false;
  }
  const start = performance.now();
  let printed = start;
  const summary = ({ seeds, steps, schedules }: Progress) => {
    const seconds = (performance.now() - start) / 1000;
    const failed = schedules.filter(({ violations }) => violations.length > 0).length;
    console.log(
      `${about}: ${seeds} seeds, ${steps} steps, ${failed} with violations, ${Math.round(seeds / seconds)} seeds per second`,
    );
  };
  const outcome = await simulate({
    about,
    seeds: { first, last },
    workers: Math.min(workers, Math.ceil((last - first + 1) / 50)),
    sources,
    isTraced: values.trace,
    onProgress: (progress) => {
      if (performance.now() - printed < 5_000) return;
      printed = performance.now();
      summary(progress);
    },
  });
  for (const { seed, violations, trace } of outcome.schedules) {
    for (const line of trace) console.log(line);
    for (const violation of violations) console.log(`${about}, seed ${seed}: ${violation}`);
    if (violations.length > 0 && !values.trace)
      console.log(`  npm run simulate -- --about ${about} --seed ${seed} --trace`);
  }
  summary(outcome);
  return outcome.schedules.every(({ violations }) => violations.length === 0);
}

/** @returns whether each was found. */
async function runMutants(): Promise<boolean> {
  let survivors = 0;
  await huntAll(workers, ({ defect, foundAt, violation }) => {
    if (foundAt === undefined) survivors++;
    console.log(
      foundAt === undefined ? `SURVIVES  ${defect}` : `seed ${String(foundAt).padStart(4)}  ${defect}: ${violation}`,
    );
  });
  console.log(`${survivors} mutants survive.`);
  return survivors === 0;
}
