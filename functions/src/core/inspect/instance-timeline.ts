import { digestOf } from '../event/digest.ts';
import { isText, parseJson } from '../event/json.ts';
import type { DurableSagaDefinition } from '../durable/definition.ts';
import { days } from '../durable/durations.ts';
import type { InstanceState, Outgoing, StoredFact } from '../durable/instance-state.ts';
import { outgoing } from '../durable/outgoing.ts';
import { replay } from '../durable/replayed-life.ts';
import type { LedgerEntry, LedgerKey, Store } from '../ledger/store.ts';

/** What happened at an instance, and what is to happen there. */
export type InstanceMoment =
  | {
      readonly kind: 'fact';
      readonly at: number;
      readonly name: string;
      readonly data: unknown;
      /** The event that brought it; undefined for a command that was given up on. */
      readonly event?: { readonly source: string; readonly id: string };
    }
  | {
      readonly kind: 'command';
      readonly at: number;
      /** The id of its message, by which the ledger and dead letters know it. */
      readonly id: string;
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

/** How far a timeline reaches into the future; less far if the pipeline has too many timers for that. */
const HORIZONS_MS = [days(366), days(31), days(1)];
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
  const emitted = emittedBy(state, definition, now, 0) ?? [];
  const known = new Set(emitted.map(({ id }) => id));
  // The present code may no longer emit what waits.
  const past = [...emitted, ...state.outbox.filter(({ id }) => !known.has(id))];
  const keys = past.map(({ id }): LedgerKey => ({ consumer, source: `/sagas/${state.saga}`, id: digestOf(id) }));
  const statuses = await store.states(keys);
  return [
    ...state.facts.map(factMoment),
    ...past.map((command, index) => momentOf(command, state, statuses[index])),
    ...expectedOf(state, definition).map((command): InstanceMoment => ({ ...shown(command), status: 'expected' })),
  ].toSorted((one, other) => one.at - other.at);
}

/** Why the pipeline throws at an instance's facts; undefined if this code does not. */
export function faultOf(state: InstanceState, definition: DurableSagaDefinition): string | undefined {
  const run = replay(definition, state, Math.max(state.decidedTo, state.facts.at(-1)?.at ?? 0));
  return run.end === 'threw' ? run.fault.message : undefined;
}

function expectedOf(state: InstanceState, definition: DurableSagaDefinition): readonly Outgoing[] {
  if (state.status !== 'open') return [];
  for (const horizon of HORIZONS_MS) {
    const expected = emittedBy(state, definition, state.decidedTo + horizon, state.decidedTo);
    if (expected !== undefined) return expected.slice(0, MAX_EXPECTED);
  }
  return [];
}

/** What the pipeline emits after one moment and up to another; undefined if it throws. */
function emittedBy(
  state: InstanceState,
  definition: DurableSagaDefinition,
  to: number,
  since: number,
): readonly Outgoing[] | undefined {
  const run = replay(definition, state, to);
  return run.end === 'threw' ? undefined : outgoing({ ...state, outbox: [] }, run.emissions, since);
}

function factMoment({ at, name, data, from }: StoredFact): InstanceMoment {
  const event = eventIn(from);
  return { kind: 'fact', at, name, data, ...(event !== undefined && { event }) };
}

function eventIn(from: string): { readonly source: string; readonly id: string } | undefined {
  const parsed = parseJson(from);
  const [source, id]: readonly unknown[] = Array.isArray(parsed) ? parsed : [];
  return isText(source) && isText(id) ? { source, id } : undefined;
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

function shown({ at, id, type, key, data }: Outgoing) {
  return { kind: 'command', at, id: digestOf(id), type, data, ...(key !== undefined && { key }) } as const;
}
