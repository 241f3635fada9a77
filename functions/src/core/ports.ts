import type { BlobStore } from './event/large-event.ts';
import type { OutgoingMessage } from './event/platform-event.ts';
import type { Store } from './ledger/store.ts';
import type { Logger } from './telemetry/logger.ts';
import type { Tracer } from './telemetry/tracer.ts';

/** What core needs of the world. `gcp/` and `local/` each implement all of it. */
export interface Ports {
  readonly publisher: Publisher;
  readonly secrets: SecretStore;
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly log: Logger;
  readonly clock: Clock;
  /** Left out where tracing is off. */
  readonly tracer?: Tracer;
}

/** What the way in needs: an event is recorded only when it is handled. */
export type DoorPorts = Omit<Ports, 'store'>;

export interface Publisher {
  /**
   * Publishes messages to a topic and resolves with their ids once all of them are stored durably.
   * @param deadlineMs How long it may take in all. It rejects when that is over.
   */
  publish(topic: string, messages: readonly OutgoingMessage[], deadlineMs: number): Promise<readonly string[]>;
  /** Loads what publishing needs, beside other work. Never rejects. */
  warm?(): void;
}

export interface SecretStore {
  /**
   * The newest two enabled versions of a secret, newest first; one where versions may not be listed.
   * @param name Short name or full resource name.
   * @throws {SecretAccessError}
   */
  versions(name: string): Promise<readonly SecretVersion[]>;
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
