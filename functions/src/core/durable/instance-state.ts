import type { PermanentError } from '../event/errors.ts';

/** A fact as it is stored. */
export interface StoredFact {
  readonly name: string;
  /** JSON. */
  readonly data: unknown;
  /** When the saga learned of it, in milliseconds since 1970; strictly increasing within an instance. */
  readonly at: number;
  /** The event that it was taken from, by its source and id. */
  readonly from: string;
}

/** A command that was decided and is not done yet, with all that is needed to carry it out. */
export interface Outgoing {
  /** The same for every replay of the same facts. */
  readonly id: string;
  readonly type: string;
  readonly key?: string;
  /** JSON: the fields of the command. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** One instance of a durable saga. Moments are milliseconds since 1970. */
export interface InstanceState {
  readonly saga: string;
  readonly key: string;
  /** Counts from 1. The next one begins when the pipeline continues, or is begun again. */
  readonly life: number;
  /** `held`: the pipeline threw, and nothing is decided until a redrive. */
  readonly status: 'open' | 'complete' | 'held';
  /** Of this life. */
  readonly facts: readonly StoredFact[];
  /** Events of earlier lives, and those that came after the end, with when they did. */
  readonly known: readonly (readonly [from: string, at: number])[];
  /** What the life before has left, and when. */
  readonly carried?: { readonly at: number; readonly state: unknown };
  /** Up to and at this moment everything is decided. */
  readonly decidedTo: number;
  /** In order: only the first is carried out. */
  readonly outbox: readonly Outgoing[];
  /** When the pipeline wants to go on. */
  readonly wakeAt?: number;
  /** When the first command is tried again. */
  readonly retryAt?: number;
  /** The version of the saga that decided last. */
  readonly version: number;
}

/** The state that follows from a decision, and what the pipeline threw if it is held now. */
export interface Decided {
  readonly state: InstanceState;
  readonly fault?: PermanentError;
}

/** When someone has to look at an instance; undefined for one that only waits for facts. */
export function dueAt({ status, wakeAt, outbox, retryAt, decidedTo }: InstanceState): number | undefined {
  const moments = [status === 'open' ? wakeAt : undefined, outbox.length > 0 ? (retryAt ?? decidedTo) : undefined];
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
