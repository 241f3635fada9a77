import type { Endpoints, GoogleRest } from '../delivery/google/rest.ts';
import type { Step } from '../delivery/step-report.ts';

/** One thing that was looked at. Nothing is removed. */
export interface Installed extends Step {
  readonly done: Exclude<Step['done'], 'removed'>;
}

export interface Target {
  readonly rest: GoogleRest;
  readonly endpoints: Endpoints;
  readonly projectId: string;
  /** Full names of the notification channels that the alerts go to; if there is none, those that are set stay. */
  readonly channels: readonly string[];
  /** Changes nothing. */
  readonly check: boolean;
}

/** Who watches an installation, and how it waits. */
export interface Watch {
  /** Is told of each thing once it is done. */
  readonly done: (item: Installed) => void;
  /** Is told that alerts wait for Google to know their metrics. @param waitedMs How long they have waited so far. */
  readonly waiting: (alerts: number, waitedMs: number) => void;
  readonly now: () => Date;
  readonly pause: (ms: number) => Promise<unknown>;
}
