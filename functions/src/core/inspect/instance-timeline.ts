import { digestOf } from '../event/digest.ts';
import type { DurableSagaDefinition } from '../durable/durable-saga.ts';
import { days } from '../durable/durations.ts';
import type { InstanceState, Outgoing } from '../durable/instance-state.ts';
import { outgoing } from '../durable/outgoing.ts';
import { replay } from '../durable/replayed-life.ts';
import type { LedgerEntry, LedgerKey, Store } from '../ledger/store.ts';

/** What happened at an instance, and what is to happen there. */
export type InstanceMoment =
  | { readonly kind: 'fact'; readonly at: number; readonly name: string; readonly data: unknown }
  | {
      readonly kind: 'command';
      readonly at: number;
      readonly type: string;
      readonly key?: string;
      readonly data: Outgoing['data'];
      /**
       * `expected`: it will be emitted if no other fact comes before. `waiting`: it is in the outbox. `skipped`: another version
       * of the pipeline did not emit it in its time.
       */
      readonly status: 'done' | 'dead' | 'waiting' | 'expected' | 'skipped';
      /** When it is tried again, if it has failed. */
      readonly retryAt?: number;
    };

/** How far a timeline reaches into the future. */
const HORIZON_MS = days(366);
const MAX_EXPECTED = 50;

interface Shown {
  /** Names the ledger's entries of commands. */
  readonly consumer: string;
  readonly store: Pick<Store, 'states'>;
}

/**
 * The facts and commands of an instance's present life in the order of their times, and what its pipeline would go on to do if
 * no other fact came.
 */
export async function timelineOf(
  state: InstanceState,
  definition: DurableSagaDefinition,
  { consumer, store }: Shown,
): Promise<readonly InstanceMoment[]> {
  const now = state.decidedTo;
  const past = emitted(state, definition, now, 0);
  const future =
    state.status === 'open' ? emitted(state, definition, now + HORIZON_MS, now).slice(0, MAX_EXPECTED) : [];
  const keys = past.map(({ id }): LedgerKey => ({ consumer, source: `/sagas/${state.saga}`, id: digestOf(id) }));
  const statuses = await store.states(keys);
  return [
    ...state.facts.map(({ at, name, data }): InstanceMoment => ({ kind: 'fact', at, name, data })),
    ...past.map((command, index) => momentOf(command, state, statuses[index])),
    ...future.map((command): InstanceMoment => ({ ...shown(command), status: 'expected' })),
  ].toSorted((one, other) => one.at - other.at);
}

function emitted(
  state: InstanceState,
  definition: DurableSagaDefinition,
  to: number,
  since: number,
): readonly Outgoing[] {
  const run = replay(definition, state, to);
  return run.end === 'threw' ? state.outbox : outgoing({ ...state, outbox: [] }, run.emissions, since);
}

function momentOf(
  command: Outgoing,
  { outbox }: InstanceState,
  status: LedgerEntry['status'] | undefined,
): InstanceMoment {
  const waiting = outbox.find(({ id }) => id === command.id);
  if (waiting !== undefined) {
    return { ...shown(command), status: 'waiting', ...(waiting.retryAt !== undefined && { retryAt: waiting.retryAt }) };
  }
  return { ...shown(command), status: status === 'done' || status === 'dead' ? status : 'skipped' };
}

function shown({ at, type, key, data }: Outgoing) {
  return { kind: 'command', at, type, data, ...(key !== undefined && { key }) } as const;
}
