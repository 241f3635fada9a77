import type { BlobStore } from './event/large-event.ts';
import type { OutgoingMessage } from './event/platform-event.ts';
import type { Store } from './ledger/store.ts';
import type { Logger } from './telemetry/logger.ts';
import type { Tracer } from './telemetry/tracer.ts';

/** The external services that core uses. `gcp/` and `local/` each implement all of them. */
export interface Ports {
  readonly publisher: Publisher;
  readonly secrets: SecretStore;
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly log: Logger;
  readonly clock: Clock;
  /** Left out if tracing is off. */
  readonly tracer?: Tracer;
  /** The time of durable sagas for a time of the store. Only the local host and tests move it. */
  readonly sagaTime?: (time: Date) => Date;
  /** Only the local host has it. */
  readonly localApis?: LocalApis;
}

/** Stand-ins for the APIs of providers. */
export interface LocalApis {
  /** The address of the one that stands in for a provider's API. */
  addressOf(provider: string): Promise<URL>;
}

/** The ports of a webhook function, which has no store: an event is recorded only when it is handled. */
export type DoorPorts = Omit<Ports, 'store'>;

export interface Publisher {
  /**
   * Publishes messages to a topic. It must not resolve before all of them are stored durably; then it resolves with their
   * ids, in order. If it rejects, some may have been published: the sender repeats the request, and consumers deduplicate.
   * @param deadlineMs The maximum total time, in milliseconds. It must reject by then.
   */
  publish(topic: string, messages: readonly OutgoingMessage[], deadlineMs: number): Promise<readonly string[]>;
  /** Loads what publishing needs, in the background. Runs for every request, so it must be cheap to repeat, and must not throw. */
  warm?(): void;
}

export interface SecretStore {
  /**
   * The newest two enabled versions of a secret, newest first; one if versions cannot be listed. Core caches them.
   * @param name Short name or full resource name.
   * @param how.unlisted Do not list the versions: read the newest one and the one before it, if both are enabled. Whoever
   *   reads many secrets would use up the quota for lists.
   * @throws {SecretAccessError} whose message must not contain a secret.
   */
  versions(name: string, how?: { readonly unlisted?: boolean }): Promise<readonly SecretVersion[]>;
}

export interface SecretVersion {
  readonly value: string;
  readonly version: string;
}

const DENIED = Symbol.for('integration-service/secret-access');

/** Why a secret could not be read: wrongly configured (not found, no permission), or out of reach for now. */
export class SecretAccessError extends Error {
  override readonly name = 'SecretAccessError';
  readonly [DENIED] = true;
  readonly reason: 'not-found' | 'denied' | 'unreachable';

  constructor(reason: 'not-found' | 'denied' | 'unreachable', message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.reason = reason;
  }

  static is(value: unknown): value is SecretAccessError {
    return value instanceof Error && DENIED in value;
  }
}

export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** The time of durable sagas. */
export function sagaTimeOf({ sagaTime }: Pick<Ports, 'sagaTime'>): (time: Date) => Date {
  return sagaTime ?? ((time) => time);
}
