import type { IncomingMessage, ServerResponse } from 'node:http';
import { onSchedule, type ScheduleFunction, type ScheduleOptions } from 'firebase-functions/v2/scheduler';

/** A run ends itself after this part of the function's time limit: a page takes its time, and so does the log. */
const TIME_SHARE = 0.8;

/** When a run that begins now should end itself, by `performance.now()`. */
export function endOfRun({ timeoutSeconds }: { readonly timeoutSeconds: number }): number {
  return performance.now() + timeoutSeconds * 1000 * TIME_SHARE;
}

/**
 * A scheduled function that answers Cloud Scheduler itself. The answer of firebase-functions to an error comes with a
 * stack trace in the log, which Error Reporting takes for a crash; our own line says what failed.
 * @param run Rejects if it failed, with a line in the log by then.
 */
export function scheduledFunction(options: ScheduleOptions, run: () => Promise<void>): ScheduleFunction {
  const answer = async (_request: IncomingMessage, response: ServerResponse) => {
    const status = await run().then(
      () => 200,
      () => 500,
    );
    response.writeHead(status).end();
  };
  return Object.assign(answer, onSchedule(options, run));
}
