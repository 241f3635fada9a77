import type { PermanentError } from '../event/errors.ts';
import type { Decided, InstanceState, StoredFact } from './instance-state.ts';

/** Those before are forgotten. Their events have dead letters all the same. */
const MAX_REFUSED = 100;

type FactName = Pick<StoredFact, 'name' | 'from'>;

/** One event may be several facts. */
export function nameIn({ name, from }: FactName): string {
  return `${name} ${from}`;
}

/** The instance with nothing decided until a redrive. Its commands go on. */
export function hold(state: InstanceState): InstanceState {
  const { wakeAt: _wakeAt, ...rest } = state;
  return { ...rest, status: 'held' };
}

/** Holds an instance that cannot take a fact. It must not act without the fact, which a redrive brings again. */
export function refusing(state: InstanceState, facts: readonly FactName[], fault: PermanentError): Decided {
  const names = facts.map(nameIn);
  const refused = [...(state.refused ?? []).filter((one) => !names.includes(one)), ...names].slice(-MAX_REFUSED);
  // While facts are collected nothing is decided, and the first decision waits for the redrive.
  const held = state.status === 'collecting' ? state : hold(state);
  return { state: { ...held, refused }, fault };
}

/** Whether a fact could not be taken before. Only a redrive brings it again. */
export function isRefused({ refused = [] }: InstanceState, fact: FactName): boolean {
  return refused.includes(nameIn(fact));
}

/** The instance without the note that it could not take a fact. */
export function readmitting({ refused = [], ...state }: InstanceState, fact: FactName): InstanceState {
  const left = refused.filter((one) => one !== nameIn(fact));
  return left.length === 0 ? state : { ...state, refused: left };
}
