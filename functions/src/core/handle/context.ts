import { createHash } from 'node:crypto';
import type { IntegrationEvent } from '../event/integration-event.ts';
import type { Logger } from '../logger.ts';
import type { Service } from './service.ts';
import {
  ledgerId,
  RESERVED_COLLECTIONS,
  type LedgerKey,
  type Mutation,
  type Mutator,
  type StoredRecord,
} from './store.ts';

/** What a command handler or a task works with. */
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
  /** Aborts shortly before the function's time is up. */
  readonly signal: AbortSignal;
  /** Counts from 1. */
  readonly attempt: number;
  /** An SDK client or another shared service. */
  use<T>(service: Service<T>): Promise<T>;
}

/** The documents that handlers keep. */
export interface Records {
  /**
   * Stages a change that is applied in one transaction with the note that the command is done.
   * @param change Pure: the current data in, the next data out; undefined leaves the record as it is.
   */
  update(collection: string, id: string, change: Mutator): void;
  /** Reads a record as it is now, outside of the transaction. */
  get(collection: string, id: string): Promise<StoredRecord | undefined>;
}

/** Collects the staged changes of one command. */
export class StagedRecords implements Records {
  readonly mutations: Mutation[] = [];
  readonly get: Records['get'];

  constructor(get: Records['get']) {
    this.get = get;
  }

  update(collection: string, id: string, change: Mutator): void {
    if (!NAME.test(collection) || id === '' || id.includes('/') || Buffer.byteLength(id) > 1_400) {
      throw new TypeError(
        `"${collection}/${id}" is no place for a record: the collection is a camelCase name, the id is not empty and holds no slash.`,
      );
    }
    if (RESERVED.includes(collection))
      throw new TypeError(`"${collection}" is a collection of this service; take another name.`);
    this.mutations.push({ collection, id, mutate: change });
  }
}

const RESERVED: readonly string[] = Object.values(RESERVED_COLLECTIONS);
const NAME = /^[a-z][a-zA-Z0-9]*$/;

/** @see Context.idempotencyKey */
export function idempotencyKeyOf(key: LedgerKey, command: string): string {
  return createHash('sha256')
    .update(`${ledgerId(key)} ${command}`)
    .digest('base64url');
}
