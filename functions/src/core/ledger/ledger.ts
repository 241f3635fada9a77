import { randomUUID } from 'node:crypto';
import { SAGAS } from '../event/names.ts';
import { isDigest, subjectKey } from '../event/subject.ts';
import { boundedText } from '../event/text.ts';
import { isReserved } from './record-place.ts';
import { errorIn, errorOf, withFailures } from './entry-errors.ts';
import {
  ledgerId,
  RESERVED_COLLECTIONS,
  type Claim,
  type ClaimRequest,
  type CommandFailure,
  type EarlierAttempts,
  type Fence,
  type LedgerEntry,
  type NewWork,
  type Parked,
  type SettledCommand,
  type StagedCommand,
} from './store.ts';

/**
 * The ledger's protocol as pure steps from one state of an entry to the next. Every store runs these inside
 * its own transaction and adds only how an entry is read and written.
 */
export interface LedgerState extends LedgerEntry {
  /** Random, new with every claim; absent while nobody holds the entry. */
  readonly token?: string;
  /** RFC 3339: until when the claim holds. */
  readonly leaseUntil?: string;
  /** The last redrive that was let in. */
  readonly redrive?: string;
  /** Set once the event was put aside. */
  readonly parked?: Parked;
}

/** What a claim is answered, and the state to write where it was granted. */
export interface ClaimDecision {
  readonly claim: Claim;
  readonly next?: LedgerState;
}

/** Decides a claim. @param state The entry as it is; undefined for an event that is new to the consumer. */
export function decideClaim(state: LedgerState | undefined, request: ClaimRequest): ClaimDecision {
  const { redrive, now } = request;
  const reopens = state?.status === 'dead' && redrive !== undefined && redrive !== state.redrive;
  if (state !== undefined && state.status !== 'open' && !reopens) return { claim: { status: state.status } };
  if (state?.leaseUntil !== undefined && Date.parse(state.leaseUntil) > now.getTime()) {
    return { claim: { status: 'busy', until: new Date(state.leaseUntil) } };
  }
  const waiting = state && waitingFor(state, request);
  if (waiting !== undefined) return { claim: { status: 'waiting', until: waiting } };
  const next = reopens ? reopened(state, request) : claimed(state, request);
  const settled = new Map(next.commands.map((command) => [command.name, command]));
  const { token, attempts, redrive: latest, parked } = next;
  const more = { ...(latest !== undefined && { redrive: latest }), ...(parked !== undefined && { parked }) };
  return { claim: { status: 'claimed', token, attempts, settled, ...more }, next };
}

/** After this time, any message of the event is as good as the one that did not come. */
const OVERDUE_MS = 24 * 60 * 60_000;

/**
 * Until when an event waits to be woken; undefined if it does not, or if this delivery is sent for it. A message that was
 * delivered twice must not wake it early.
 */
function waitingFor(
  { waitsUntil, parked }: LedgerState,
  { redrive, parking, isTimedElsewhere = false, now }: ClaimRequest,
): Date | undefined {
  if (waitsUntil === undefined || isTimedElsewhere || redrive !== undefined || parking === parked?.times)
    return undefined;
  const until = new Date(waitsUntil);
  return now.getTime() < until.getTime() + OVERDUE_MS ? until : undefined;
}

interface ClaimedState extends LedgerState {
  readonly token: string;
}

/** The entry of an event that gets one more attempt. @param state Undefined for the first. */
function claimed(state: LedgerState | undefined, { key, event, redrive, leaseMs, now }: ClaimRequest): ClaimedState {
  return {
    ...withoutClaim(state ?? { ...key, ...event }),
    ...(redrive !== undefined && { redrive }),
    ...(state?.error !== undefined && errorIn(state)),
    status: 'open',
    attempts: (state?.attempts ?? 0) + 1,
    commands: state?.commands ?? [],
    token: randomUUID(),
    leaseUntil: new Date(now.getTime() + leaseMs).toISOString(),
    updatedAt: now.toISOString(),
  };
}

/** The entry of a dead event that a redrive reopens: attempts start again, and only commands that were done stay done. */
function reopened(state: LedgerState, request: ClaimRequest): ClaimedState {
  const commands = state.commands.filter(({ status }) => status === 'done');
  const { parked: _parked, ...unparked } = withoutClaim(state);
  const fresh: LedgerState = { ...unparked, attempts: 0, commands };
  return { ...claimed(fresh, request), earlier: withEarlier(state) };
}

/** Redrives that are remembered, and the bytes of each error: an entry is to stay small. */
const MAX_EARLIER = 10;
const MAX_EARLIER_ERROR_BYTES = 1_000;

function withEarlier({ earlier = [], attempts, error, updatedAt }: LedgerState): readonly EarlierAttempts[] {
  const bounded = error !== undefined && { error: boundedText(error, MAX_EARLIER_ERROR_BYTES) };
  return [...earlier, { attempts, ...bounded, until: updatedAt }].slice(-MAX_EARLIER);
}

/** Whether the claim is still the holder's. Its lease may be over: what counts is that nobody took the entry since. */
export function holds(state: LedgerState | undefined, fence: Fence): state is LedgerState {
  return state?.status === 'open' && state.token === fence.token;
}

/** One command done, and with the last one the event. */
export function withCommandDone(state: LedgerState, command: StagedCommand, last: boolean, now: Date): LedgerState {
  const instance = instanceOf(state, command);
  const records = recordsOf(command);
  const settled = {
    name: command.name,
    status: 'done',
    ...(records.length > 0 && { records }),
    ...(instance !== undefined && { instance }),
  } as const;
  const commands = settle(state.commands, settled);
  if (last) return completed({ ...state, commands }, now);
  return { ...state, commands, updatedAt: now.toISOString() };
}

/** What a fact was brought to. A command of a durable saga changes its instance too, which its event names. */
function instanceOf({ provider }: LedgerState, { mutations }: StagedCommand): string | undefined {
  if (provider === SAGAS) return undefined;
  return mutations.find(({ collection }) => collection === RESERVED_COLLECTIONS.sagaInstances)?.id;
}

/** Records that are named of one command: an entry is to stay small. */
const MAX_RECORDS = 10;

/** The records of handlers that a command is about. An id that is an address is not kept as such. */
function recordsOf({ mutations }: StagedCommand): readonly string[] {
  const own = mutations.filter(({ collection }) => !isReserved(collection));
  const names = own.map(({ collection, id }) => {
    const key = subjectKey(id);
    return `${collection}/${isDigest(key) ? key : id}`;
  });
  return [...new Set(names)].slice(0, MAX_RECORDS);
}

/** The entry of a new event whose commands are all done at once, as claiming it and doing them would leave it. */
export function doneAtOnce({ request, commands }: NewWork): LedgerState {
  const { now } = request;
  const first: LedgerState = claimed(undefined, request);
  return completed(
    commands.reduce((state, command) => withCommandDone(state, command, false, now), first),
    now,
  );
}

/** The entries of events that are handled together; undefined if one event is there twice: that takes two commits. */
export function allDoneAtOnce(work: readonly NewWork[]): readonly LedgerState[] | undefined {
  const made = work.map(doneAtOnce);
  return new Set(made.map(ledgerId)).size === made.length ? made : undefined;
}

/** The event done. */
export function completed(state: LedgerState, now: Date): LedgerState {
  return { ...withoutClaim(state), status: 'done', updatedAt: now.toISOString() };
}

/**
 * The claim given back: what failed for good is settled, what may work next time is shown as the entry's error.
 * If nothing failed, the attempt ended through no fault of the event, and is not counted.
 */
export function released(state: LedgerState, failures: readonly CommandFailure[], now: Date): LedgerState {
  if (failures.length === 0)
    return { ...withoutToken(state), attempts: state.attempts - 1, updatedAt: now.toISOString() };
  const transient = failures.filter(({ permanent }) => !permanent);
  const until = retryTimeIn(failures);
  const isCounted = until === undefined || transient.some(({ retryAt }) => retryAt === undefined);
  return {
    ...withoutClaim(state),
    attempts: isCounted ? state.attempts : state.attempts - 1,
    ...(until !== undefined && {
      waitsUntil: until.toISOString(),
      parked: { times: (state.parked?.times ?? 0) + 1, since: state.parked?.since ?? now.toISOString() },
    }),
    commands: withFailures(
      state.commands,
      failures.filter(({ permanent }) => permanent),
    ),
    ...errorOf(state, transient),
    updatedAt: now.toISOString(),
  };
}

/** The latest moment at which a handler asked to be tried again; undefined if none did. */
export function retryTimeIn(failures: readonly CommandFailure[]): Date | undefined {
  const times = failures.flatMap(({ permanent, retryAt }) => (permanent || retryAt === undefined ? [] : [retryAt]));
  return times.length === 0 ? undefined : new Date(Math.max(...times.map((time) => Date.parse(time))));
}

/** The event given up on. */
export function buried(state: LedgerState, failures: readonly CommandFailure[], now: Date): LedgerState {
  return {
    ...withoutClaim(state),
    status: 'dead',
    commands: withFailures(state.commands, failures),
    ...errorOf(state, failures),
    updatedAt: now.toISOString(),
  };
}

/**
 * An entry that an earlier attempt left open and whose event no longer yields a command, closed.
 * @returns undefined if there is nothing to close: no entry, one that is settled, or one that is being worked on.
 */
export function closed(state: LedgerState | undefined, now: Date): LedgerState | undefined {
  const held = state?.leaseUntil !== undefined && Date.parse(state.leaseUntil) > now.getTime();
  return state?.status === 'open' && !held ? completed(state, now) : undefined;
}

/** The entry as it is shown to people. */
export function entryOf(state: LedgerState): LedgerEntry {
  const { token: _token, leaseUntil: _leaseUntil, redrive: _redrive, parked: _parked, ...entry } = state;
  return entry;
}

function settle(commands: readonly SettledCommand[], settled: SettledCommand): readonly SettledCommand[] {
  return [...commands.filter(({ name }) => name !== settled.name), settled];
}

function withoutToken(state: LedgerState): LedgerState {
  const { token: _token, leaseUntil: _leaseUntil, ...rest } = state;
  return rest;
}

function withoutClaim<State extends Partial<LedgerState>>(
  state: State,
): Omit<State, 'token' | 'leaseUntil' | 'error' | 'issue' | 'stack' | 'waitsUntil'> {
  const {
    token: _token,
    leaseUntil: _leaseUntil,
    error: _error,
    issue: _issue,
    stack: _stack,
    waitsUntil: _waitsUntil,
    ...rest
  } = state;
  return rest;
}
