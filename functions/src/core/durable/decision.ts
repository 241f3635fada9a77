import { PermanentError } from '../event/errors.ts';
import { RETENTION } from '../ledger/retention.ts';
import type { DurableSagaDefinition } from './definition.ts';
import type { Decided, InstanceState, Outgoing, StoredFact } from './instance-state.ts';
import { NewerVersion } from './fact-step.ts';
import { hold, isRefused, nameIn, readmitting, refusing } from './held.ts';
import { outgoing } from './outgoing.ts';
import { replay } from './replayed-life.ts';
import { storedJson } from './stored-json.ts';

const MAX_FACT_BYTES = 4_000;
/** A fact about a dead command may keep the whole command. */
const MAX_DEATH_BYTES = 16_000;
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
  /** When the event was received, in milliseconds since 1970: its moment if the saga is collecting. */
  readonly receivedAt: number;
  /** Whether it is about a command that was given up on. Nothing brings it again, so a full instance takes it as well. */
  readonly isDeath?: boolean;
}

/** An instance before its first fact. */
export function newInstance(saga: string, key: string, { collecting }: DurableSagaDefinition): InstanceState {
  return {
    saga,
    key,
    life: 1,
    status: collecting === undefined ? 'open' : 'collecting',
    ...(collecting === 'acting' && { acts: true }),
    facts: [],
    known: [],
    decidedTo: 0,
    outbox: [],
    version: 0,
    changedAt: 0,
  };
}

/**
 * Adds a fact at the end of history and decides what follows. History grows only there, whatever the clocks of two
 * processes say.
 * @param now Milliseconds since 1970.
 * @returns the same state for a fact that is known, unless that comes again to release the instance, which it holds.
 * A fact that cannot be kept holds the instance.
 * @throws {NewerVersion}
 */
export function withFact(
  before: InstanceState,
  definition: DurableSagaDefinition,
  fact: NewFact,
  now: number,
): Decided {
  requireVersion(before, definition);
  // Its event was given up on when the instance was held. Only a redrive brings it again.
  if (knows(before, fact)) return released(before, definition, now);
  const isAgain = isRefused(before, fact);
  const { state: open, fault } = ready(isAgain ? readmitting(before, fact) : before, definition, now, isAgain);
  const isFull = open.facts.length >= MAX_FACTS && fact.isDeath !== true;
  if (fault !== undefined && isFull) return refusing(open, [fact], fault);
  const at = momentOf(fact, open, now);
  const current = {
    ...open,
    changedAt: now,
    known: open.known.filter(([, since]) => now - since < RETENTION.ledgerEntry.ms),
  };
  if (current.status === 'complete' && definition.again !== true) {
    return { state: { ...current, known: [...current.known, [nameIn(fact), at]] } };
  }
  const stored = storedFact(fact, at, definition);
  if (PermanentError.is(stored)) return refusing(current, [fact], stored);
  if (current.status === 'complete') return decide(nextLife(current, [stored]), definition, open.decidedTo, at);
  if (isFull) return refusing(current, [fact], tooManyFacts(current));
  const state = { ...current, facts: [...current.facts, stored] };
  if (current.status === 'open') return decide(state, definition, open.decidedTo, at);
  return { state, ...(fault !== undefined && { fault }) };
}

/** @returns why it cannot be kept, if it cannot. */
function storedFact(
  { name, data, from, isDeath = false }: NewFact,
  at: number,
  { version }: DurableSagaDefinition,
): StoredFact | PermanentError {
  try {
    const kept = storedJson(`The fact ${name}`, data, isDeath ? MAX_DEATH_BYTES : MAX_FACT_BYTES);
    return { name, data: kept, at, from, version };
  } catch (error) {
    if (PermanentError.is(error)) return error;
    throw error;
  }
}

/** What has to be decided before a fact is added: the past of an instance that was collecting, or of one that could not take it. */
function ready(state: InstanceState, definition: DurableSagaDefinition, now: number, isAgain: boolean): Decided {
  if (state.status === 'collecting' && definition.collecting === undefined) return built(state, definition, now);
  return isAgain ? released(state, definition, now) : { state };
}

/** History grows at its end. While it is collected nothing is decided, and it takes the order in which it was received. */
function momentOf({ receivedAt }: NewFact, { status, decidedTo, facts }: InstanceState, now: number): number {
  return status === 'collecting' ? receivedAt : Math.max(now, decidedTo + 1, (facts.at(-1)?.at ?? 0) + 1);
}

/**
 * Lets time pass: decides up to and at a moment.
 * @throws {NewerVersion}
 */
export function withTime(state: InstanceState, definition: DurableSagaDefinition, to: number): Decided {
  requireVersion(state, definition);
  if (state.status === 'collecting' && definition.collecting === undefined) return built(state, definition, to);
  const isBehind = to > state.decidedTo || state.version < definition.version;
  if (state.status !== 'open' || !isBehind) return { state };
  return decide(state, definition, state.decidedTo, Math.max(to, state.decidedTo));
}

/**
 * Decides over all facts that came while the instance was held.
 * @throws {NewerVersion}
 */
export function released(state: InstanceState, definition: DurableSagaDefinition, now: number): Decided {
  requireVersion(state, definition);
  if (state.status !== 'held') return { state };
  // It could not take its first fact: there is nothing to decide about.
  if (state.facts.length === 0 && state.carried === undefined) return { state: { ...state, status: 'open' } };
  const to = Math.max(now, state.decidedTo, state.facts.at(-1)?.at ?? 0);
  const actFrom = Math.max(state.decidedTo, state.silentTo ?? 0);
  return decide({ ...state, status: 'open', changedAt: now }, definition, state.decidedTo, to, actFrom);
}

/** Puts what was collected in the order in which it was received, and decides it once. */
function built(state: InstanceState, definition: DurableSagaDefinition, now: number): Decided {
  let last = 0;
  const facts = state.facts
    .toSorted((one, other) => one.at - other.at)
    .map((fact) => {
      last = Math.max(fact.at, last + 1);
      return { ...fact, at: last };
    });
  const { acts = false, ...rest } = state;
  const to = Math.max(now, last);
  const first = replay(definition, { ...rest, facts }, to);
  const isDeaf = first.end === 'none' && first.emissions.length === 0 && first.wakeAt === undefined;
  const about = { ...(isDeaf && { deaf: true }), ...(!acts && { silentTo: to }) };
  const begun = { ...rest, ...about, status: 'open', facts } as const;
  if (rest.refused !== undefined) return { state: hold(begun) };
  return decide(begun, definition, 0, to, acts ? 0 : to);
}

/** Takes a command out that is done, or was given up on. */
export function withoutCommand(state: InstanceState, id: string, now: number): InstanceState {
  if (state.outbox.every((command) => command.id !== id)) return state;
  return { ...state, changedAt: now, outbox: state.outbox.filter((command) => command.id !== id) };
}

/** Notes when a command is tried again. */
export function withRetry(state: InstanceState, id: string, retryAt: number): InstanceState {
  return { ...state, outbox: state.outbox.map((command) => (command.id === id ? { ...command, retryAt } : command)) };
}

/**
 * Takes a command out that was given up on, and tells the pipeline if one of its facts is about that.
 * @throws {NewerVersion}
 */
export function withDeadCommand(
  state: InstanceState,
  definition: DurableSagaDefinition,
  { id, reason }: { readonly id: string; readonly reason: string },
  now: number,
): InstanceState {
  const command = state.outbox.find((one) => one.id === id);
  if (command === undefined) return state;
  const { type, data } = command;
  const told = Object.entries(definition.sources).flatMap(([name, { died }]) => {
    const fact = died?.({ type, data, reason });
    return fact === undefined ? [] : [{ name, data: fact.fact, from: `command ${id}`, receivedAt: now, isDeath: true }];
  });
  return told.reduce<InstanceState>(
    (before, fact) => {
      const { state: next, fault } = withFact(before, definition, fact, now);
      // Its letter is that of the command. The instance gets its own from a wake-up, which decides once more.
      return fault === undefined ? next : { ...next, status: 'open', wakeAt: next.facts.at(-1)?.at ?? now };
    },
    withoutCommand(state, id, now),
  );
}

/** Whether the pipeline is told of it if a command of this type is given up on. */
export function hearsOfDeath({ sources }: DurableSagaDefinition, command: Outgoing): boolean {
  return Object.values(sources).some(({ died }) => died?.({ ...command, reason: '' }) !== undefined);
}

function requireVersion({ version }: InstanceState, definition: DurableSagaDefinition): void {
  if (version > definition.version) {
    throw new NewerVersion(
      `Version ${version} of the saga has decided this instance; this is version ${definition.version}.`,
    );
  }
}

/**
 * @param since Up to here everything was decided before.
 * @param actFrom What was emitted up to here is not done.
 */
function decide(
  state: InstanceState,
  definition: DurableSagaDefinition,
  since: number,
  to: number,
  actFrom = since,
): Decided {
  try {
    const next = decided(state, definition, since, to, actFrom);
    // All or nothing: what the lives before came to is decided once more, with the one that threw.
    return next.fault === undefined ? next : { state: hold(state), fault: next.fault };
  } catch (error) {
    // What the pipeline emitted cannot be kept.
    if (!PermanentError.is(error)) throw error;
    return { state: hold(state), fault: error };
  }
}

function decided(
  state: InstanceState,
  definition: DurableSagaDefinition,
  since: number,
  to: number,
  actFrom: number,
): Decided {
  const run = replay(definition, state, to);
  if (run.end === 'threw') return { state, fault: run.fault };
  const { wakeAt: _wakeAt, silentTo: _silentTo, ...rest } = state;
  const outbox = [...state.outbox, ...outgoing(state, run.emissions, actFrom)];
  if (outbox.length > MAX_OUTBOX) return { state, fault: tooManyCommands(state) };
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
    return decided({ ...nextLife(ended, behind), carried }, definition, since, to, actFrom);
  }
  const fresh = behind.filter(({ at }) => at > since);
  if (definition.again === true && fresh.length > 0) {
    return decided(nextLife(ended, fresh), definition, since, to, actFrom);
  }
  const late = fresh.map((fact) => [nameIn(fact), fact.at] as const);
  return { state: { ...ended, status: 'complete', known: [...ended.known, ...late] } };
}

function nextLife(state: InstanceState, facts: readonly StoredFact[]): InstanceState {
  const { wakeAt: _wakeAt, carried: _carried, ...rest } = state;
  const known = [...state.known, ...state.facts.map((fact) => [nameIn(fact), fact.at] as const)];
  return { ...rest, life: state.life + 1, status: 'open', facts, known };
}

function knows({ known, facts }: InstanceState, { name, from }: NewFact): boolean {
  const wanted = nameIn({ name, from });
  return known.some(([one]) => one === wanted) || facts.some((fact) => nameIn(fact) === wanted);
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
