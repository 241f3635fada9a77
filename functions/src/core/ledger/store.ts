/**
 * The ledger and the records: one store, since a command's writes and the note that it is done are one
 * transaction. The protocol is walked through in docs/delivery.md; its steps are `ledger.ts`, the application of
 * mutations `mutations.ts`, and `testing/store-conformance.ts` is what every store has to pass.
 */
export interface Store extends Ledger {
  /** One record, or undefined. @throws {PermanentError} for a place where no record can be. */
  get(collection: string, id: string): Promise<StoredRecord | undefined>;
  /**
   * Records in the order of their ids.
   * @param options.after The id to go on behind, whether it is there or not.
   * @throws {PermanentError} for a collection or an id that no record can have.
   */
  list(collection: string, options: { limit: number; after?: string }): Promise<readonly StoredRecord[]>;
  /**
   * Records of a collection of this service by one field of their data, in the order of its values, equal ones in that of
   * their ids. A record without the field is not found. The index that Firestore makes of each field by itself is enough.
   */
  find(collection: string, query: RecordQuery): Promise<readonly FoundRecord[]>;
  /**
   * Applies mutations in one transaction, outside of any event. No ledger notes that it was done: where an answer gets
   * lost it may be done twice, so mutations have to come to the same then.
   * @throws {PermanentError} for what no store can keep.
   */
  write(mutations: readonly Mutation[]): Promise<void>;
  /** Gets what the first call needs, beside other work. Never rejects. */
  warm?(): void;
}

/** JSON that handlers keep. */
export type RecordData = { readonly [key: string]: unknown };

/** Which records {@link Store.find} finds. */
export interface RecordQuery {
  readonly where:
    | { readonly field: string; readonly atMost: number }
    | { readonly field: string; readonly equals: string };
  readonly limit: number;
  /** The record to go on behind, whether it is still there or not. */
  readonly after?: FoundRecord;
  /** The fields of the data that are read, beside the one that is asked for. */
  readonly fields: readonly string[];
}

export interface FoundRecord {
  readonly id: string;
  /** The fields that were asked for. */
  readonly data: RecordData;
}

export interface StoredRecord<Data extends object = RecordData> {
  readonly id: string;
  /** Counts the writes to this record, from 1; from 1 again if it was deleted in between. */
  readonly version: number;
  readonly data: Data;
}

/**
 * A pure change of one record: the current data in, the next data out. The same object (or undefined)
 * back means no write. It may run more than once: transactions are tried again.
 */
export interface Change<Data extends object> {
  (current: Data | undefined): Data | undefined;
  /** Present if all that the change does is to add to numbers and to set other fields, whatever the record holds. */
  readonly increments?: Increment;
}

/** A {@link Change} of a record whose shape is not declared. */
export type Mutator = Change<RecordData>;

/** The fields that a change adds to. The numbers to add are those that it makes of no record. */
export interface Increment {
  readonly fields: readonly string[];
}

/** A {@link Mutator} that may look at the time. */
interface DatedMutator {
  /** @param readAt When the store read the record, by the store's own clock. */
  (current: RecordData | undefined, readAt: Date): RecordData | undefined;
  readonly increments?: Increment;
}

export interface Mutation {
  readonly collection: string;
  readonly id: string;
  readonly mutate: DatedMutator;
  /** When the record may be deleted; only for collections of this service, whose TTL policy we set. */
  readonly expireAt?: Date;
  /** Whether the record is deleted instead of written, once `mutate` has made its data; only for collections of this service. */
  readonly removes?: (data: RecordData) => boolean;
}

/** What an entry is about: one event, as one consumer handles it. */
export interface LedgerKey {
  readonly consumer: string;
  readonly source: string;
  readonly id: string;
  /** Set for a deliberate second handling; its effects are separate effects. */
  readonly replay?: string;
}

/** What the store keeps beside the key, to be read by people. */
interface EventSummary {
  readonly provider: string;
  readonly eventType: string;
  readonly time: string;
  readonly receivedTime: string;
  readonly messageId: string;
  /** The objects that the event concerns, see event/subject.ts. Version 0.2.0 kept none. */
  readonly subjects?: readonly string[];
}

export interface ClaimRequest {
  readonly key: LedgerKey;
  readonly event: EventSummary;
  /** How long the claim holds without an answer; function timeout plus a margin. */
  readonly leaseMs: number;
  /** Id of the redrive that sent this delivery, if one did. */
  readonly redrive?: string;
  /** How often the event had been put aside when this delivery was sent for it. */
  readonly parking?: number;
  /** Whether something else than the ledger knows when the event is due: the instance of a durable saga. */
  readonly isTimedElsewhere?: boolean;
  readonly now: Date;
}

export type Claim =
  | {
      readonly status: 'claimed';
      readonly token: string;
      readonly attempts: number;
      readonly settled: SettledCommands;
      /** The last redrive that reached the entry, whichever message this delivery brings. A letter about it says so. */
      readonly redrive?: string;
      /** Set if the event was put aside before. */
      readonly parked?: Parked;
    }
  /** A handler asked to get it later, and it will be sent again: ack. */
  | { readonly status: 'waiting'; readonly until: Date }
  /** All of it was done before: ack. */
  | { readonly status: 'done' }
  /** It was given up on: ack. */
  | { readonly status: 'dead' }
  /** Another delivery is at work on it: try later. */
  | { readonly status: 'busy'; readonly until: Date };

/** How often an event was put aside because its handlers asked for it. */
export interface Parked {
  readonly times: number;
  /** RFC 3339, the first time. */
  readonly since: string;
}

/** A command that needs no further attempt, with the reason where it failed for good. */
export interface SettledCommand {
  readonly name: string;
  readonly status: 'done' | 'failed';
  readonly error?: string;
  /** The records that it changed, or left as they were because they hold something newer: `orders/o1`. */
  readonly records?: readonly string[];
  /** See {@link CommandFailure}. */
  readonly kind?: string;
  /** See {@link CommandFailure}; of the first few that failed. */
  readonly stack?: string;
  /** Of a fact, the record of the instance of a durable saga that it was brought to. Its id holds no key, but a digest. */
  readonly instance?: string;
}

/** What earlier attempts have settled, by name. */
type SettledCommands = ReadonlyMap<string, SettledCommand>;

export interface CommandFailure {
  /** `<saga>/<Command.type>[/<command.key>]`, or the saga's name where the saga itself failed. */
  readonly command: string;
  readonly message: string;
  readonly permanent: boolean;
  /** The name, code and status of the error, if they say something. */
  readonly kind?: string;
  /** Where it was thrown: frames without messages, of bounded length. */
  readonly stack?: string;
  /** RFC 3339, by the time of durable sagas: the handler asked to be tried again then. Such a failure counts no attempt. */
  readonly retryAt?: string;
  /** Of a fact, see {@link SettledCommand}. */
  readonly instance?: string;
}

/** The holder of a claim: writes under a token that is no longer the entry's do nothing and say so. */
export interface Fence {
  readonly key: LedgerKey;
  readonly token: string;
  readonly now: Date;
}

/** A command that changes records, with its changes. */
export interface StagedCommand {
  readonly name: string;
  readonly mutations: readonly Mutation[];
}

/** An event that is new to its consumer, with all that is to be done for it. */
export interface NewWork {
  /** The claim that the event would get otherwise. */
  readonly request: ClaimRequest;
  readonly commands: readonly StagedCommand[];
}

interface Ledger {
  /** Takes an event for one attempt, in one transaction. */
  claim(request: ClaimRequest): Promise<Claim>;
  /**
   * Applies the changes of all commands of events that are new to the consumer, and enters them as done, in one
   * transaction and without a claim. Only events whose commands change nothing but records can be handled like this.
   * Rejects as `commit` does.
   * @param work One event, or several whose changes build on each other, in this order.
   * @returns false if nothing was written, because one of the events has an entry or is there twice, or others changed the
   * records at the same time: claim it, or try each by itself.
   */
  commitNew(work: readonly NewWork[]): Promise<boolean>;
  /**
   * Applies a command's mutations and marks it done, in one transaction. Rejects with what a mutator throws,
   * and with a `PermanentError` where the store can never keep what was written.
   * @param last Whether that finishes the event.
   * @returns false when the claim was lost: nothing was written.
   */
  commit(fence: Fence, command: string, mutations: readonly Mutation[], last: boolean): Promise<boolean>;
  /** Marks the event done without a command. @returns false when the claim was lost. */
  complete(fence: Fence): Promise<boolean>;
  /**
   * Gives the claim back after a transient failure. The attempt is not counted if nothing failed, or if every failure asks to
   * be tried again later.
   * @param mutations Applied in the same transaction.
   * @returns false when the claim was lost.
   */
  release(fence: Fence, failures: readonly CommandFailure[], mutations?: readonly Mutation[]): Promise<boolean>;
  /** Marks the event dead. @param mutations Applied in the same transaction. @returns false when the claim was lost. */
  bury(fence: Fence, failures: readonly CommandFailure[], mutations?: readonly Mutation[]): Promise<boolean>;
  /** Closes an entry that an earlier attempt left open, where the event no longer yields a command. One read. */
  close(key: LedgerKey, now: Date): Promise<void>;
  /** How entries stand, each in the place of its key; undefined if there is none. */
  states(keys: readonly LedgerKey[]): Promise<readonly (LedgerEntry['status'] | undefined)[]>;
}

/** An entry as it is shown to people. */
export interface LedgerEntry extends LedgerKey, EventSummary {
  readonly status: 'open' | 'done' | 'dead';
  readonly attempts: number;
  readonly commands: readonly SettledCommand[];
  readonly error?: string;
  /** The issue that the error belongs to, if attempts have failed. */
  readonly issue?: string;
  /** The frames at which the error was thrown, if they are known. */
  readonly stack?: string;
  readonly updatedAt: string;
  /** RFC 3339, by the time of durable sagas: the event is put aside until then. */
  readonly waitsUntil?: string;
  /** What was tried before a redrive reopened the entry, the oldest first. */
  readonly earlier?: readonly EarlierAttempts[];
}

/** Attempts that ended with the event given up on. */
export interface EarlierAttempts {
  readonly attempts: number;
  readonly error?: string;
  /** RFC 3339, when it was given up on. */
  readonly until: string;
}

/** Collections of the service itself, beside those of the handlers' records. */
export const RESERVED_COLLECTIONS = {
  ledger: 'ledger',
  letters: 'deadLetters',
  reconciliations: 'reconciliations',
  sagaInstances: 'sagaInstances',
  parkedMessages: 'parkedMessages',
  accounts: 'providerAccounts',
} as const;

/** One text for one key. Parts cannot run into each other: each is printed as JSON. */
export function ledgerId(key: LedgerKey): string {
  return JSON.stringify([key.consumer, key.source, key.id, key.replay ?? '']);
}
