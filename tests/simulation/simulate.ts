import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { SOURCES } from './build.ts';
import type { ScheduleReport } from './schedule.ts';
import type { Seeds, SeedsReport, WorkerSetup } from './worker.ts';

export interface SimulationOptions extends Partial<WorkerSetup> {
  readonly seeds: Seeds;
  readonly workers?: number;
  /** What the threads run; default: `worker.ts`. */
  readonly worker?: string;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly seeds: number;
  readonly steps: number;
  /** Those with violations, or all of them if they are traced. */
  readonly schedules: readonly ScheduleReport[];
}

/** Seeds that a worker runs before it reports. */
const CHUNK = 50;

/** Runs schedules on threads. @returns what became of them, in the order of their seeds. */
export async function simulate(options: SimulationOptions): Promise<Progress> {
  const {
    seeds,
    about = 'events',
    workers = 1,
    untilViolation = false,
    onProgress,
    sources = [SOURCES],
    isTraced = false,
    worker: program = join(import.meta.dirname, 'worker.ts'),
  } = options;
  const chunks = chunksOf(seeds);
  let progress: Progress = { seeds: 0, steps: 0, schedules: [] };
  let isOver = false;
  const work = async () => {
    await using worker = await startWorker(program, { about, sources, isTraced, untilViolation });
    for (let chunk = chunks.next(); !chunk.done && !isOver; chunk = chunks.next()) {
      const report = await worker.run(chunk.value);
      progress = {
        seeds: progress.seeds + report.last - report.first + 1,
        steps: progress.steps + report.steps,
        schedules: [...progress.schedules, ...report.schedules].toSorted((one, other) => one.seed - other.seed),
      };
      isOver = untilViolation && report.schedules.length > 0;
      onProgress?.(progress);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return progress;
}

function* chunksOf({ first, last }: Seeds): Generator<Seeds, undefined> {
  for (let start = first; start <= last; start += CHUNK)
    yield { first: start, last: Math.min(start + CHUNK - 1, last) };
}

async function startWorker(program: string, workerData: WorkerSetup) {
  const worker = new Worker(program, {
    workerData,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { GCLOUD_PROJECT: 'simulated' },
  });
  return {
    run: (seeds: Seeds): Promise<SeedsReport> =>
      new Promise((resolve, reject) => {
        worker.removeAllListeners();
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.postMessage(seeds, []);
      }),
    [Symbol.asyncDispose]: async () => {
      await worker.terminate();
    },
  };
}
