import type { PermanentError } from '../event/errors.ts';
import { RETENTION } from '../ledger/retention.ts';
import type { DurableSagaDefinition } from './definition.ts';

/** A fact as it is stored. */
export interface StoredFact {
  readonly name: string;
  /** JSON. */
  readonly data: unknown;
  /** When the saga learned of it, in milliseconds since 1970; strictly increasing within an instance. */
  readonly at: number;
  /** The event that it was taken from, by its source and id. */
  readonly from: string;
  /** The version of the saga that stored it. */
  readonly version: number;
}

/** A command that was decided and is not done yet, with all that is needed to carry it out. */
export interface Outgoing {
  /** The same for every replay of the same facts. */
  readonly id: string;
  readonly type: string;
  readonly key?: string;
  /** JSON: the fields of the command. */
  readonly data: Readonly<Record<string, unknown>>;
  /** When the pipeline emitted it. */
  readonly at: number;
  /** When it is tried again, if it has failed. */
  readonly retryAt?: number;
}

/** One instance of a durable saga. Moments are milliseconds since 1970. */
export interface InstanceState {
  readonly saga: string;
  readonly key: string;
  /** Counts from 1. The next one begins when the pipeline continues, or is begun again. */
  readonly life: number;
  /** `held`: the pipeline threw, and nothing is decided until a redrive. `collecting`: see the option of that name. */
  readonly status: 'open' | 'complete' | 'held' | 'collecting';
  /** Of this life. */
  readonly facts: readonly StoredFact[];
  /** Events of earlier lives, and those that came after the end, with when they did. */
  readonly known: readonly (readonly [from: string, at: number])[];
  /** What the life before has left, and when. */
  readonly carried?: { readonly at: number; readonly state: unknown };
  /** Up to and at this moment everything is decided. */
  readonly decidedTo: number;
  /** In order: unless the saga is `parallel`, only the first is carried out. */
  readonly outbox: readonly Outgoing[];
  /** When the pipeline wants to go on. */
  readonly wakeAt?: number;
  /** Whether the first decision does what the pipeline would have done while facts were collected. */
  readonly acts?: boolean;
  /** Up to here nothing is done, if the first decision over what was collected threw. */
  readonly silentTo?: number;
  /** Facts that it could not take, by name and event. It does not act before a redrive brings one of them again. */
  readonly refused?: readonly string[];
  /** Nothing followed from any of the facts that were collected: its beginning is probably older than they are. */
  readonly deaf?: boolean;
  /** The version of the saga that decided last; 0 if none did. */
  readonly version: number;
  /** When a fact came or a command left last. */
  readonly changedAt: number;
}

/** The state that follows from a decision, and what the pipeline threw if it is held now. */
export interface Decided {
  readonly state: InstanceState;
  readonly fault?: PermanentError;
}

type Order = Pick<DurableSagaDefinition, 'parallel'>;

/** The commands that may run: the first, or all of a saga that is `parallel`. */
export function openCommands({ outbox }: InstanceState, { parallel = false }: Order): readonly Outgoing[] {
  return parallel ? outbox : outbox.slice(0, 1);
}

/** Those of the open commands that are not waiting for another try. */
export function dueCommands(state: InstanceState, order: Order, now: number): readonly Outgoing[] {
  return openCommands(state, order).filter(({ retryAt = 0 }) => retryAt <= now);
}

/**
 * When someone has to look at an instance: because its pipeline wants to go on, because a command is due, or because it has
 * been quiet for so long that it is removed. Undefined for one that is held or collecting and has no command.
 */
export function dueAt(state: InstanceState, order: Order): number | undefined {
  const { status, wakeAt, changedAt } = state;
  const moments = openCommands(state, order).map(({ at, retryAt = at }) => retryAt);
  if (status === 'open' && wakeAt !== undefined) moments.push(wakeAt);
  if (moments.length > 0) return Math.min(...moments);
  return status === 'open' || status === 'complete' ? changedAt + RETENTION.quietInstance.ms : undefined;
}

/** Whether nothing has happened for so long, and nothing is to happen, that the instance can be forgotten. */
export function isQuiet(state: InstanceState, order: Order, now: number): boolean {
  const waits = state.outbox.length > 0 || (state.status === 'open' && state.wakeAt !== undefined);
  return !waits && (dueAt(state, order) ?? Infinity) <= now;
}
