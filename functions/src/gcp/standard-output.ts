import { writeSync } from 'node:fs';
import type { LineSink } from './line-writer.ts';

const STDOUT = 1;
const PAUSE_MS = 1;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * The standard output by its file descriptor, past whatever was put in the place of `process.stdout.write`.
 *
 * The Firebase CLI sets `LOG_EXECUTION_ID=true` on every function it deploys. The functions framework then replaces
 * `process.stdout.write` by one that takes each *write* for one entry: several lines in one write become one text
 * without severity, message or ids, which no metric and no alert counts. Besides, Node writes to a full pipe later,
 * and a process that exits before loses the rest.
 */
export const standardOutput: LineSink = {
  write: (bytes) => {
    try {
      return writeSync(STDOUT, bytes);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0;
      throw error;
    }
  },
  isBusy: () => process.stdout.writableLength > 0,
  pause: () => void Atomics.wait(sleeper, 0, 0, PAUSE_MS),
};
