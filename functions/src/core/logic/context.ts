import { digestOf } from '../event/digest.ts';
import { PermanentError } from '../event/errors.ts';
import type { IntegrationEvent } from '../event/integration-event.ts';
import type { Logger } from '../telemetry/logger.ts';
import { isReserved, requirePlace, type RecordPlace } from '../ledger/record-place.ts';
import type { EventAccount } from './account-details.ts';
import { declared, type Collection } from './collection.ts';
import type { Token } from './token.ts';
import {
  ledgerId,
  type Change,
  type LedgerKey,
  type Mutation,
  type Mutator,
  type StoredRecord,
} from '../ledger/store.ts';

/** What a command handler or a task works with. Its functions can be taken out of it: `({ event }, { records, use })`. */
export interface Context {
  /** The event that led here. */
  readonly event: IntegrationEvent;
  /** The account that the event is of; undefined unless each account of the provider has its own secret. */
  readonly account?: EventAccount | undefined;
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
 * The documents that handlers keep. A collection is declared with `collection`, which types its data, or is a camelCase
 * name; an id is any text without a slash. Both methods refuse another place with a `PermanentError`, since trying again cannot help.
 */
export interface Records extends RecordChanges {
  /** Reads the current record, without staged changes and outside the transaction. @throws {PermanentError} as for `update`. */
  readonly get: ReadRecord;
}

/** The changes that a handler of records makes. */
export interface RecordChanges {
  /**
   * Stages a change. It is committed after the handler returns, in one transaction with the note that the command is done.
   * @param change The current data in, the next data out; undefined leaves the record unchanged. It must be pure: it runs
   *   inside the transaction, and again if that is retried. An error fails the command.
   * @throws {PermanentError} for a place where no record of a handler can be.
   */
  readonly update: UpdateRecord;
}

/**
 * Takes the name of a collection whose data is unknown, or a collection that was declared with `collection`. The second
 * signature keeps literals that a change returns: `V` tells the compiler that `'pro'` may be more than a string.
 */
interface UpdateRecord {
  (collection: string, id: string, change: Mutator): void;
  <Data extends { readonly [K in keyof Data]?: V | readonly V[] | Value }, V extends Value>(
    collection: Collection<Data>,
    id: string,
    change: Change<NoInfer<Data>>,
  ): void;
  <Data extends object>(collection: Collection<Data>, id: string, change: Change<NoInfer<Data>>): void;
}

type Value = string | number | boolean | null | undefined | object;

/** Takes a collection as {@link UpdateRecord} does. */
interface ReadRecord {
  (collection: string, id: string): Promise<StoredRecord | undefined>;
  <Data extends object>(collection: Collection<Data>, id: string): Promise<StoredRecord<Data> | undefined>;
}

/** Collects the staged changes of one command. */
export class StagedChanges implements RecordChanges {
  readonly mutations: Mutation[] = [];
  readonly #prefix: string;

  /** @param prefix In front of every id. */
  constructor(prefix = '') {
    this.#prefix = prefix;
  }

  // A function and not a method, so that handlers can destructure it.
  readonly update: UpdateRecord = <Data extends object>(
    named: string | Collection<Data>,
    own: string,
    change: Change<Data>,
  ) => {
    const collection = declared(named);
    const id = this.placed(collection.name, own);
    this.mutations.push({ collection: collection.name, id, mutate: collection.mutator(id, change) });
  };

  /** The id that a record is kept under. @throws {PermanentError} for a place where no handler's record can be. */
  protected placed(collection: string, own: string): string {
    // Neither text nor object takes a prefix: what a body lacks stays an id that is refused.
    const id = own === '' || typeof own !== 'string' ? own : this.#prefix + own;
    requireOwnPlace({ collection, id });
    return id;
  }
}

/** Collects the staged changes of one command that also reads. */
export class StagedRecords extends StagedChanges implements Records {
  readonly #read: (collection: string, id: string) => Promise<StoredRecord | undefined>;

  /** @param read Reads a record from the store. */
  constructor(read: (collection: string, id: string) => Promise<StoredRecord | undefined>, prefix?: string) {
    super(prefix);
    this.#read = read;
  }

  readonly get: ReadRecord = async <Data extends object>(named: string | Collection<Data>, own: string) => {
    const collection = declared(named);
    const record = await this.#read(collection.name, this.placed(collection.name, own));
    return record && collection.typed(record);
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
