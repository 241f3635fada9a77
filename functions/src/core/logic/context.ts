import { digestOf } from '../event/digest.ts';
import { PermanentError } from '../event/errors.ts';
import type { IntegrationEvent } from '../event/integration-event.ts';
import type { Logger } from '../telemetry/logger.ts';
import { isReserved, requirePlace, type RecordPlace } from '../ledger/record-place.ts';
import type { Token } from './token.ts';
import { ledgerId, type LedgerKey, type Mutation, type Mutator, type StoredRecord } from '../ledger/store.ts';

/** What a command handler or a task works with. Its functions can be taken out of it: `({ event }, { records, use })`. */
export interface Context {
  /** The event that led here. */
  readonly event: IntegrationEvent;
  readonly records: Records;
  readonly log: Logger;
  /**
   * The same for every attempt at this command of this event, and for no other: hand it to whatever is
   * called outside, such as `{ idempotencyKey }` of the Stripe SDK. 43 characters, URL-safe.
   */
  readonly idempotencyKey: string;
  /** Aborts shortly before the function times out. Pass it to long calls. */
  readonly signal: AbortSignal;
  /** The number of this attempt at the event, from 1. */
  readonly attempt: number;
  /**
   * An SDK client or another shared service, a setting or a secret. If it is unavailable, it rejects; the next call tries
   * again.
   */
  readonly use: <T>(token: Token<T>) => Promise<T>;
}

/**
 * The documents that handlers keep. A collection is a camelCase name, an id any text without a slash; both methods
 * refuse another place with a `PermanentError`, since trying again cannot help.
 */
export interface Records extends RecordChanges {
  /** Reads the current record, without staged changes and outside the transaction. @throws {PermanentError} as for `update`. */
  readonly get: (collection: string, id: string) => Promise<StoredRecord | undefined>;
}

/** The changes that a handler of records makes. */
export interface RecordChanges {
  /**
   * Stages a change. It is committed after the handler returns, in one transaction with the note that the command is done.
   * @param change The current data in, the next data out; undefined leaves the record unchanged. It must be pure: it runs
   *   inside the transaction, and again if that is retried. An error fails the command.
   * @throws {PermanentError} for a place where no record of a handler can be.
   */
  readonly update: (collection: string, id: string, change: Mutator) => void;
}

/** Collects the staged changes of one command. */
export class StagedChanges implements RecordChanges {
  readonly mutations: Mutation[] = [];

  // A function and not a method, so that handlers can destructure it.
  readonly update: RecordChanges['update'] = (collection, id, change) => {
    requireOwnPlace({ collection, id });
    this.mutations.push({ collection, id, mutate: change });
  };
}

/** Collects the staged changes of one command that also reads. */
export class StagedRecords extends StagedChanges implements Records {
  readonly #read: Records['get'];

  /** @param read Reads a record from the store. */
  constructor(read: Records['get']) {
    super();
    this.#read = read;
  }

  readonly get: Records['get'] = async (collection, id) => {
    requireOwnPlace({ collection, id });
    return this.#read(collection, id);
  };
}

/** @throws {PermanentError} for a place where no handler's record can be. */
function requireOwnPlace(place: RecordPlace): void {
  requirePlace(place);
  if (!isReserved(place.collection)) return;
  throw new PermanentError(`"${place.collection}" is a collection of this service. Choose another name.`);
}

/** @see Context.idempotencyKey */
export function idempotencyKeyOf(key: LedgerKey, command: string): string {
  return digestOf(`${ledgerId(key)} ${command}`);
}
