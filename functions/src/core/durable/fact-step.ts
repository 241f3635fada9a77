import type { OutgoingMessage } from '../event/platform-event.ts';
import type { CommandFailure, Mutation } from '../ledger/store.ts';
import type { Context } from '../logic/context.ts';

/** The sagas' time at which a record was read. It is the store's own time, except on a local host whose clock was moved. */
export type SagaTime = (readAt: Date) => Date;

/** One decision about one instance of a durable saga, as mutations of its record. */
export interface InstanceDecision {
  /** The saga and the key of the instance. */
  readonly instance: { readonly saga: string; readonly key: string };
  /** Makes the change; it throws what the pipeline threw, and nothing is written then. */
  mutation(time: SagaTime): Mutation;
  /** Makes the change, and holds the instance if the pipeline throws. */
  holding(time: SagaTime): Mutation;
  /** The commands that are due once the change was committed. */
  messages(now: Date): readonly OutgoingMessage[];
  /** Those of them that were not to run before the change. The others were published with an earlier one. */
  newMessages(now: Date): readonly OutgoingMessage[];
}

/** A fact that an event brings to an instance. */
export interface FactStep {
  readonly kind: 'fact';
  /** `<saga>/<fact>`: what the ledger keeps. */
  readonly name: string;
  readonly change: InstanceDecision;
}

/** A fact that an event may bring: what it is about has to be fetched before anything is known of the instance. */
export interface LackingFactStep {
  readonly kind: 'lacking fact';
  /** `<saga>/<fact>`: what the ledger keeps. */
  readonly name: string;
  /** What it changes, once that is known. */
  readonly change: InstanceDecision | undefined;
  /** @returns the fact; undefined if the event brings none. */
  complete(context: Context): Promise<FactStep | undefined>;
}

/** What an event brings to one durable saga. */
export interface Facts {
  readonly steps: readonly (FactStep | LackingFactStep)[];
  readonly failures: readonly CommandFailure[];
  /** Facts that the event would be if it had a key, as `<saga>/<fact>`. */
  readonly keyless: readonly string[];
}

/** Thrown to leave an instance to a newer version of its saga, which has decided it before. */
export class NewerVersion extends Error {
  override readonly name = 'NewerVersion';
}
