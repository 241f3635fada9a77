import { requirePublishable } from '../core/event/attributes.ts';
import type { OutgoingMessage } from '../core/event/platform-event.ts';
import { createLogger, type LogLine } from '../core/telemetry/logger.ts';
import {
  SecretAccessError,
  type Clock,
  type Ports,
  type Publisher,
  type SecretStore,
  type SecretVersion,
} from '../core/ports.ts';
import { MemoryBlobs } from './memory-blobs.ts';
import { MemoryStore } from './memory-store.ts';

/** Every port in memory, for tests, with what a test looks at and turns. */
export interface MemoryPorts extends Ports {
  readonly publisher: MemoryPublisher;
  readonly secrets: MemorySecrets;
  readonly store: MemoryStore;
  readonly blobs: MemoryBlobs;
  readonly clock: MemoryClock;
  /** What was logged, all levels; a test may empty it. */
  readonly lines: LogLine[];
}

/** Fresh ports. @param now Where the clock stands until a test moves it. */
export function memoryPorts(now = new Date('2026-11-23T12:00:00.000Z')): MemoryPorts {
  const lines: LogLine[] = [];
  const clock = new MemoryClock(now);
  return {
    publisher: new MemoryPublisher(),
    secrets: new MemorySecrets(),
    store: new MemoryStore(clock),
    clock,
    blobs: new MemoryBlobs(),
    log: createLogger((line) => lines.push(line), 'debug'),
    lines,
  };
}

class MemoryPublisher implements Publisher {
  readonly published: { readonly topic: string; readonly message: OutgoingMessage }[] = [];
  /** Set it to have publishing fail. */
  failure: Error | undefined;

  async publish(topic: string, messages: readonly OutgoingMessage[]): Promise<readonly string[]> {
    if (this.failure !== undefined) throw this.failure;
    requirePublishable(topic, messages);
    return messages.map((message) => String(this.published.push({ topic, message })));
  }

  /** The messages of one topic. */
  to(topic: string): readonly OutgoingMessage[] {
    return this.published.filter((entry) => entry.topic === topic).map(({ message }) => message);
  }
}

export class MemorySecrets implements SecretStore {
  readonly #versions = new Map<string, readonly SecretVersion[]>();

  /** Sets a secret's versions, newest first; they are numbered downwards. */
  set(name: string, ...values: readonly string[]): void {
    this.#versions.set(
      name,
      values.map((value, index) => ({ value, version: String(values.length - index) })),
    );
  }

  async versions(name: string): Promise<readonly SecretVersion[]> {
    const versions = this.#versions.get(name);
    if (versions === undefined) throw new SecretAccessError('not-found', `There is no secret ${name}.`);
    return versions;
  }
}

class MemoryClock implements Clock {
  #now: Date;

  constructor(now: Date) {
    this.#now = now;
  }

  now(): Date {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now = new Date(this.#now.getTime() + ms);
  }
}
