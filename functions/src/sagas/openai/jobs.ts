import { mergeMap } from 'rxjs';
import { type AsOf, asOfEvent, Command, idIn, isOfType, newest, recordHandler, saga } from 'integration-service';
import { isOpenaiEventOfType, OpenaiEvent } from 'integration-service/openai';
import { recordIdOf } from '../shared/record-id.ts';

/** How work in the background ended. */
type JobStatus = 'completed' | 'failed' | 'canceled' | 'expired' | 'incomplete';

interface Job {
  readonly id: string;
  /** `response`, `batch`, `fine_tuning.job`, `eval.run`, `video`. */
  readonly kind: string;
  readonly status: JobStatus;
}

/** Work in the background, in `jobs/openai:{its id}`. */
export type OpenaiJobRecord = Job & {
  readonly provider: 'openai';
  /** RFC 3339. */
  readonly endedAt: string;
};

const STATUSES: ReadonlyMap<string, JobStatus> = new Map<string, JobStatus>([
  ['completed', 'completed'],
  ['succeeded', 'completed'],
  ['failed', 'failed'],
  ['cancelled', 'canceled'],
  ['canceled', 'canceled'],
  ['expired', 'expired'],
  ['incomplete', 'incomplete'],
]);

/** Keeps in `jobs` which work in the background has ended, and how. */
export const jobs = saga((events$) =>
  events$.pipe(
    isOfType(OpenaiEvent),
    isOpenaiEventOfType(
      'response.completed',
      'response.cancelled',
      'response.failed',
      'response.incomplete',
      'batch.completed',
      'batch.cancelled',
      'batch.expired',
      'batch.failed',
      'fine_tuning.job.succeeded',
      'fine_tuning.job.cancelled',
      'fine_tuning.job.failed',
      'eval.run.succeeded',
      'eval.run.canceled',
      'eval.run.failed',
      'video.completed',
      'video.failed',
    ),
    mergeMap((event) => {
      const { type, data } = event.event;
      const at = type.lastIndexOf('.');
      const [id, status] = [idIn(data.id), STATUSES.get(type.slice(at + 1))];
      if (id === undefined || status === undefined) return [];
      return [new EndJob({ id, kind: type.slice(0, at), status }, asOfEvent(event))];
    }),
  ),
);

export class EndJob extends Command {
  static readonly type = 'EndJob';
  readonly job: Job;
  readonly asOf: AsOf;

  constructor(job: Job, asOf: AsOf) {
    super();
    this.job = job;
    this.asOf = asOf;
  }
}

export const endJob = recordHandler(EndJob, ({ job, asOf }, records) => {
  const change = newest(asOf, () => ({ ...job, provider: 'openai', endedAt: asOf.time }) satisfies OpenaiJobRecord);
  records.update('jobs', recordIdOf('openai', job.id), change);
});
