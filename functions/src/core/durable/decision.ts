import { PermanentError } from '../event/errors.ts';
import { isJsonObject } from '../event/json.ts';
import { RETENTION } from '../ledger/retention.ts';
import type { Command, CommandType } from '../logic/command.ts';
import type { DurableSagaDefinition } from './durable-saga.ts';
import type { Decided, InstanceState, Outgoing, StoredFact } from './instance-state.ts';
import { replay, type Emission } from './replayed-life.ts';
import { storedJson } from './stored-json.ts';

const MAX_FACT_BYTES = 4_000;
const MAX_COMMAND_BYTES = 8_000;
const MAX_STATE_BYTES = 16_000;
/** A document of 1 MiB holds about 6,000 small ones. */
const MAX_FACTS = 2_000;
const MAX_OUTBOX = 500;

/** A fact before it has its moment. */
export interface NewFact {
  readonly name: string;
  readonly data: unknown;
  /** The event that it was taken from, by its source and id. */
  readonly from: string;
}

/** An instance before its first fact. */
export function newInstance(saga: string, key: string, version: number): InstanceState {
  return {
    saga,
    key,
    life: 1,
    status: 'open',
    facts: [],
    known: [],
    decidedTo: 0,
    outbox: [],
    version,
  };
}

/**
 * Adds a fact at the end of history and decides what follows. History grows only there, whatever the clocks of two
 * processes say.
 * @param now Milliseconds since 1970.
 * @returns the same state for a fact that is known.
 * @throws {PermanentError} for a fact that cannot be kept.
 */
export function withFact(
  before: InstanceState,
  definition: DurableSagaDefinition,
  { name, data, from }: NewFact,
  now: number,
): Decided {
  if (knows(before, name, from)) return { state: before };
  const kept = storedJson(`The fact ${name}`, data, MAX_FACT_BYTES);
  const at = Math.max(now, before.decidedTo + 1, (before.facts.at(-1)?.at ?? 0) + 1);
  const fact: StoredFact = { name, data: kept, at, from };
  const current = { ...before, known: before.known.filter(([, since]) => at - since < RETENTION.ledgerEntry.ms) };
  if (current.status === 'complete' && !definition.again) {
    return { state: { ...current, known: [...current.known, [nameIn(fact), at]] } };
  }
  if (current.status === 'complete') return decide(nextLife(current, [fact]), definition, before.decidedTo, at);
  if (current.facts.length >= MAX_FACTS) return { state: hold(current), fault: tooManyFacts(current) };
  const state = { ...current, facts: [...current.facts, fact] };
  return current.status === 'held' ? { state } : decide(state, definition, before.decidedTo, at);
}

/** Lets time pass: decides up to and at a moment. */
export function withTime(state: InstanceState, definition: DurableSagaDefinition, to: number): Decided {
  if (state.status !== 'open' || to <= state.decidedTo) return { state };
  return decide(state, definition, state.decidedTo, to);
}

/** Decides over all facts that came while the instance was held. */
export function released(state: InstanceState, definition: DurableSagaDefinition, now: number): Decided {
  if (state.status !== 'held') return { state };
  const to = Math.max(now, state.decidedTo, state.facts.at(-1)?.at ?? 0);
  return decide({ ...state, status: 'open' }, definition, state.decidedTo, to);
}

/** Takes a command out that is done, or was given up on. */
export function withoutCommand(state: InstanceState, id: string): InstanceState {
  const { retryAt: _retryAt, ...rest } = state;
  return { ...rest, outbox: state.outbox.filter((command) => command.id !== id) };
}

/** The command of an outbox, as an object of its class. */
export function commandIn<C extends Command>(type: CommandType<C>, { data }: Outgoing): C {
  return Object.assign(Object.create(type.prototype), data);
}

/** The instance with nothing decided until a redrive. Its commands go on. */
export function hold(state: InstanceState): InstanceState {
  const { wakeAt: _wakeAt, ...rest } = state;
  return { ...rest, status: 'held' };
}

/** @param since What was emitted at or before this moment was decided before. */
function decide(state: InstanceState, definition: DurableSagaDefinition, since: number, to: number): Decided {
  try {
    return decided(state, definition, since, to);
  } catch (error) {
    // What the pipeline emitted cannot be kept.
    if (!PermanentError.is(error)) throw error;
    return { state: hold(state), fault: error };
  }
}

function decided(state: InstanceState, definition: DurableSagaDefinition, since: number, to: number): Decided {
  const run = replay(definition, state, to);
  if (run.end === 'threw') return { state: hold(state), fault: run.fault };
  const { wakeAt: _wakeAt, ...rest } = state;
  const outbox = [...state.outbox, ...outgoing(state, run.emissions, since)];
  if (outbox.length > MAX_OUTBOX) return { state: hold(state), fault: tooManyCommands(state) };
  const next: InstanceState = {
    ...rest,
    outbox,
    decidedTo: Math.max(to, state.decidedTo),
    version: definition.version,
  };
  if (run.end === 'none') return { state: run.wakeAt === undefined ? next : { ...next, wakeAt: run.wakeAt } };
  const [taken, behind] = [state.facts.slice(0, run.taken), state.facts.slice(run.taken)];
  const ended = { ...next, facts: taken };
  if (run.end === 'continued') {
    const carried = { at: run.at, state: storedJson('The state of continueWith', run.state, MAX_STATE_BYTES) };
    return decide({ ...nextLife(ended, behind), carried }, definition, since, to);
  }
  const fresh = behind.filter(({ at }) => at > since);
  if (definition.again && fresh.length > 0) return decide(nextLife(ended, fresh), definition, since, to);
  const late = fresh.map((fact) => [nameIn(fact), fact.at] as const);
  return { state: { ...ended, status: 'complete', known: [...ended.known, ...late] } };
}

function nextLife(state: InstanceState, facts: readonly StoredFact[]): InstanceState {
  const { wakeAt: _wakeAt, carried: _carried, ...rest } = state;
  const known = [...state.known, ...state.facts.map((fact) => [nameIn(fact), fact.at] as const)];
  return { ...rest, life: state.life + 1, status: 'open', facts, known };
}

/** A position in a list would be another one after the pipeline has changed: the moment of the emission is not. */
function outgoing(state: InstanceState, emissions: readonly Emission[], since: number): readonly Outgoing[] {
  const equals = new Map<string, number>();
  const all = emissions.map(({ command, at }) => {
    const type = typeOf(command);
    const place = [state.saga, state.key, state.life, type, command.key ?? null, at];
    const alike = JSON.stringify(place);
    const ordinal = equals.get(alike) ?? 0;
    equals.set(alike, ordinal + 1);
    const data = storedJson(`The command ${type}`, Object.fromEntries(Object.entries(command)), MAX_COMMAND_BYTES);
    const key = command.key !== undefined && { key: command.key };
    const one: Outgoing = {
      id: JSON.stringify([...place, ordinal]),
      type,
      ...key,
      data: isJsonObject(data) ? data : {},
    };
    return { one, at };
  });
  const waiting = new Set(state.outbox.map(({ id }) => id));
  return all.filter(({ one, at }) => at > since && !waiting.has(one.id)).map(({ one }) => one);
}

/** The literal that the ledger keeps: a minifier changes the names of classes. */
function typeOf(command: Command): string {
  const type: unknown = Reflect.get(command.constructor, 'type');
  if (typeof type === 'string' && type !== '') return type;
  throw new PermanentError(
    `The pipeline emitted a ${command.constructor.name} without a name: give the command a literal "static readonly type".`,
  );
}

function knows({ known, facts }: InstanceState, name: string, from: string): boolean {
  const wanted = nameIn({ name, from });
  return known.some(([one]) => one === wanted) || facts.some((fact) => nameIn(fact) === wanted);
}

/** One event may be several facts. */
function nameIn({ name, from }: Pick<StoredFact, 'name' | 'from'>): string {
  return `${name} ${from}`;
}

function tooManyFacts({ saga, key }: InstanceState): PermanentError {
  return new PermanentError(
    `The instance ${key} of ${saga} has ${MAX_FACTS} facts and takes no more. Forget old ones with continueWith, or take fewer events; then redrive the dead letter.`,
  );
}

function tooManyCommands({ saga, key }: InstanceState): PermanentError {
  return new PermanentError(
    `The instance ${key} of ${saga} has more than ${MAX_OUTBOX} commands waiting. Emit fewer that do more, then redrive the dead letter.`,
  );
}
