/** Runs schedules on a dedicated thread, whose clock, timers, chance and network are simulated. */
import { parentPort, workerData } from 'node:worker_threads';
import { setImmediate as turn } from 'node:timers/promises';
import { loadBuild } from './build.ts';
import { takeOver } from './environment.ts';
import { loadSagaBuild } from './sagas/saga-build.ts';
import { runSagaSchedule } from './sagas/saga-schedule.ts';
import { runSchedule, type ScheduleReport } from './schedule.ts';

/** What a worker is made with. */
export interface WorkerSetup {
  /** What schedules are about: events, or durable sagas, which need one folder of sources. */
  readonly about: 'events' | 'sagas';
  /** Folders like `functions/src`, one for each version that runs beside the others. */
  readonly sources: readonly string[];
  /** Whether to keep the steps of each schedule. */
  readonly isTraced: boolean;
  /** Whether a violation ends a run of seeds. */
  readonly untilViolation: boolean;
}

/** Seeds to run, the last one included. */
export interface Seeds {
  readonly first: number;
  readonly last: number;
}

/** What became of some seeds. */
export interface SeedsReport extends Seeds {
  readonly steps: number;
  /** The schedules with violations; all of them if they are traced. */
  readonly schedules: readonly ScheduleReport[];
}

const { about, sources, isTraced, untilViolation }: WorkerSetup = workerData;
const stray: string[] = [];
process.on('unhandledRejection', (error) => stray.push(`Nobody handles ${String(error)}.`));
takeOver();
const runSeed = await scheduleRunner();
parentPort?.on('message', (seeds: Seeds) => {
  run(seeds).then(
    (report) => parentPort?.postMessage(report, []),
    (error: unknown) => {
      setImmediate(() => {
        throw error;
      });
    },
  );
});

async function scheduleRunner(): Promise<(seed: number) => Promise<ScheduleReport>> {
  if (about === 'events') {
    const builds = await Promise.all(sources.map(loadBuild));
    return (seed) => runSchedule(builds, seed, isTraced);
  }
  const [folder = ''] = sources;
  const build = await loadSagaBuild(folder);
  return (seed) => runSagaSchedule(build, seed, isTraced);
}

async function run({ first, last }: Seeds): Promise<SeedsReport> {
  const schedules: ScheduleReport[] = [];
  let steps = 0;
  for (let seed = first; seed <= last; seed++) {
    const report = await runSeed(seed);
    // Node looks for rejections that nobody handles at the end of a turn.
    await turn();
    const violations = [...report.violations, ...stray.splice(0)];
    steps += report.steps;
    if (isTraced || violations.length > 0) schedules.push({ ...report, violations });
    if (untilViolation && violations.length > 0) return { first, last: seed, steps, schedules };
  }
  return { first, last, steps, schedules };
}
