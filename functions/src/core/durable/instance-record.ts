import { hexDigestOf } from '../event/digest.ts';
import { PermanentError } from '../event/errors.ts';
import { isJsonObject, parseJson } from '../event/json.ts';
import type { RecordPlace } from '../ledger/record-place.ts';
import { RESERVED_COLLECTIONS, type RecordData } from '../ledger/store.ts';
import type { DurableSagaDefinition } from './definition.ts';
import { hold, nameIn, refusing } from './held.ts';
import { dueAt, type Decided, type InstanceState } from './instance-state.ts';

/** An instance as it is stored: its state as one text, which is not indexed by its parts, and beside it what is searched for. */
export type InstanceRecord = RecordData & {
  readonly saga: string;
  readonly key: string;
  readonly status: InstanceState['status'];
  readonly life: number;
  /** Milliseconds since 1970, see {@link dueAt}. */
  readonly dueAt?: number;
  /** Whose code decided last: `dunning@2`. Left out if a newer version has nothing to decide. */
  readonly build?: string;
  /** An {@link InstanceState} as JSON. */
  readonly state: string;
};

/** Bytes of the text; a document of 1 MiB also has names and an index. */
const MAX_STATE_BYTES = 950_000;
const MAX_KEY_BYTES = 500;

/** Where an instance is kept. @throws {PermanentError} for a key that is too long or not well-formed. */
export function instancePlace(saga: string, key: string): RecordPlace {
  if (!key.isWellFormed() || Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new PermanentError(
      `The saga ${saga} was given a key that it cannot keep: it must be well-formed text of at most ${MAX_KEY_BYTES} bytes; use a digest.`,
    );
  }
  return { collection: RESERVED_COLLECTIONS.sagaInstances, id: `${saga}:${hexDigestOf(key)}` };
}

/** Between these two are the ids of all instances of a saga, and no others. */
export function idsOfInstances(saga: string): readonly [before: string, behind: string] {
  return [`${saga}:`, `${saga};`];
}

/** @throws {PermanentError} for a record that is not an instance. */
export function instanceIn(data: RecordData): InstanceState {
  const { state } = data;
  const parsed = typeof state === 'string' ? parseJson(state) : undefined;
  if (isState(parsed)) return parsed;
  throw new PermanentError('The record of the saga instance cannot be read. Remove it, and replay its events.');
}

/** The record of a state. It is held, without what was new, if it has become too large. */
export function instanceRecord(
  before: InstanceState,
  decided: Decided,
  definition: DurableSagaDefinition,
): { readonly record: InstanceRecord; readonly fault?: PermanentError } {
  const text = JSON.stringify(decided.state);
  if (Buffer.byteLength(text) <= MAX_STATE_BYTES) {
    const { fault } = decided;
    return { record: recordWith(decided.state, text, definition), ...(fault !== undefined && { fault }) };
  }
  const fault = tooLarge(before);
  const earlier = new Set(before.facts.map(nameIn));
  const fresh = decided.state.facts.filter((fact) => !earlier.has(nameIn(fact)));
  const held = fresh.length === 0 ? hold(before) : refusing(before, fresh, fault).state;
  return { record: recordWith(held, JSON.stringify(held), definition), fault };
}

function recordWith(state: InstanceState, text: string, definition: DurableSagaDefinition): InstanceRecord {
  const { saga, key, status, life, version } = state;
  const due = dueAt(state, definition);
  const isNewer = status === 'open' || status === 'collecting';
  return {
    saga,
    key,
    status,
    life,
    ...(due !== undefined && { dueAt: due }),
    ...(isNewer && { build: buildOf(saga, version) }),
    state: text,
  };
}

/** How an instance names the code that decided it last. */
export function buildOf(saga: string, version: number): string {
  return `${saga}@${version}`;
}

/** The builds whose instances the present code has to look at once. */
export function earlierBuilds(saga: string, { version, collecting }: DurableSagaDefinition): readonly string[] {
  return Array.from({ length: version }, (_, earlier) => buildOf(saga, earlier)).slice(
    collecting === undefined ? 0 : 1,
  );
}

function isState(value: unknown): value is InstanceState {
  return (
    isJsonObject(value) &&
    typeof value['saga'] === 'string' &&
    Array.isArray(value['facts']) &&
    Array.isArray(value['outbox'])
  );
}

function tooLarge({ saga, key }: InstanceState): PermanentError {
  return new PermanentError(
    `The instance ${key} of ${saga} is over ${MAX_STATE_BYTES} bytes. Forget old facts with continueWith, or keep less of each event; then redrive the dead letter.`,
  );
}
