import type { OutgoingMessage } from '../../functions/src/core/event/platform-event.ts';
import { buildEvent, encodeEvent } from '../../functions/src/core/event/platform-event.ts';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { systemClock } from '../../functions/src/core/ports.ts';
import { openDatabase, stateFileIn } from '../database.ts';
import type { HeldDelivery } from '../queue/delivery-rows.ts';
import { LocalPublisher } from '../queue/publisher.ts';
import { LocalQueue } from '../queue/queue.ts';
import type { Subscriber } from '../queue/subscriber.ts';
import { SqliteStore } from '../sqlite-store.ts';

export const TOPIC = 'integration-acme-events';
export const CONSUMER = 'acme-onAcmeEvent';
/** As long as it takes: what is under way ends by itself in these tests. */
export const GRACE_MS = 60_000;

/** Queue, publisher and store over one state folder, as the local host has them; backoffs are a few milliseconds. */
export function openQueue(stateDir: string) {
  const database = openDatabase(stateFileIn(stateDir), 'crash');
  const durable = openDatabase(stateFileIn(stateDir), 'powerCut');
  const log = createLogger(() => {}, 'error');
  const queue = new LocalQueue(database, {
    clock: systemClock,
    log,
    project: 'demo',
    backoffScale: 0.0001,
  });
  const publisher = new LocalPublisher(durable, systemClock, queue.published);
  const close = async () => {
    await queue.stop(0);
    database.close();
    durable.close();
  };
  return { database, queue, publisher, store: new SqliteStore(database, queue.hosts.id), close };
}

/** A subscriber with the default policy. */
export function subscriberOf(
  deliver: (delivery: HeldDelivery) => Promise<void>,
  more: Partial<Subscriber> = {},
): Subscriber {
  const policy = { minBackoffSeconds: 10, maxBackoffSeconds: 600 };
  return { consumer: CONSUMER, topic: TOPIC, policy, timeoutSeconds: 60, concurrency: 4, deliver, ...more };
}

/** A message of an event of the provider acme. */
export function messageOf(id: string, attributes: Readonly<Record<string, string>> = {}): OutgoingMessage {
  const now = new Date();
  const about = { id, type: 'thing.made', time: now, source: '//acme.test' };
  const message = encodeEvent(buildEvent('acme', about, { receivedAt: now }), Buffer.from(JSON.stringify({ id })));
  return { ...message, attributes: { ...message.attributes, ...attributes } };
}
