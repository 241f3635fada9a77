import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { stateFileIn } from '../local/database.ts';
import { messageOf, openQueue, subscriberOf, TOPIC } from '../local/testing/queue.ts';
import { burst, RequestPool } from './lib/load.ts';
import type { Section } from './lib/report.ts';
import { SECRET, stripeRequest } from './lib/requests.ts';
import { temporaryFolder } from './lib/state-folder.ts';
import { medianOf } from './lib/statistics.ts';

/** How long the burst may take to be handled. */
const DRAIN_DEADLINE_MS = 120_000;

/** The local queue with a backlog, against an empty one. */
export async function backlog(pending: number, events: number): Promise<Section> {
  const rates = { empty: [] as Rate[], full: [] as Rate[] };
  for (let round = 0; round < 3; round++) {
    rates.empty.push(await queueRate(0, events));
    rates.full.push(await queueRate(pending, events));
  }
  const [empty, full] = [medianRate(rates.empty), medianRate(rates.full)];
  return {
    title: 'The local queue: messages delivered and acked per second',
    columns: ['', 'published/s', 'delivered/s'],
    rows: [
      ['empty', Math.round(empty.published), Math.round(empty.delivered)],
      [`${pending.toLocaleString('en')} pending`, Math.round(full.published), Math.round(full.delivered)],
    ],
    goals: [
      { text: 'delivered, with a backlog over empty', reached: full.delivered / empty.delivered, atLeast: 0.8 },
      { text: 'published, with a backlog over empty', reached: full.published / empty.published, atLeast: 0.8 },
    ],
  };
}

/** Messages per second. */
interface Rate {
  readonly published: number;
  readonly delivered: number;
}

function medianRate(rates: readonly Rate[]): Rate {
  return {
    published: medianOf(rates.map(({ published }) => published)),
    delivered: medianOf(rates.map(({ delivered }) => delivered)),
  };
}

async function queueRate(pending: number, events: number): Promise<Rate> {
  using folder = temporaryFolder();
  const { queue, publisher, close } = openQueue(folder.path);
  let handled = 0;
  const done = Promise.withResolvers<number>();
  const deliver = () => {
    handled += 1;
    if (handled === events) done.resolve(performance.now());
    return Promise.resolve();
  };
  // The backlog: started once, so that the consumer is known, and published to in large batches.
  queue.start([subscriberOf(deliver, { concurrency: pending > 0 ? 0 : 16 })]);
  for (let made = 0; made < pending; made += 5_000)
    await publisher.publish(
      TOPIC,
      Array.from({ length: 5_000 }, (_, index) => messageOf(`old_${made + index}`)),
    );
  await close();

  const again = openQueue(folder.path);
  const publishedAt = performance.now();
  for (let made = 0; made < events; made += 20)
    await again.publisher.publish(
      TOPIC,
      Array.from({ length: 20 }, (_, index) => messageOf(`new_${made + index}`)),
    );
  const published = (events * 1000) / (performance.now() - publishedAt);
  const start = performance.now();
  again.queue.start([subscriberOf(deliver, { concurrency: 16 })]);
  const delivered = (events * 1000) / ((await done.promise) - start);
  await again.close();
  return { published, delivered };
}

/** Many signed requests at once to the local host, until the last is handled. */
export async function localBurst(total: number): Promise<Section> {
  using folder = temporaryFolder();
  const environment = { ...process.env, STRIPE_WEBHOOK_SECRET: SECRET, LOG_LEVEL: 'error' };
  const host = fork(path.join(import.meta.dirname, 'lib', 'local-host.ts'), [folder.path], { env: environment });
  try {
    const [url] = await once(host, 'message');
    const { port, pathname } = new URL(String(url));
    const requests = new RequestPool(total, () => stripeRequest(undefined, SECRET, pathname));
    const start = performance.now();
    const { perSecond } = await burst({ port: Number(port), requests, connections: 32, total });
    const rows = new DatabaseSync(stateFileIn(folder.path), { readOnly: true });
    const count = (table: string, where: string) =>
      Number(rows.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${where}`).get()?.['n']);
    while (count('deliveries', 'state < 2') > 0) {
      if (performance.now() - start > DRAIN_DEADLINE_MS) throw new Error('The burst did not drain.');
      await delay(100);
    }
    const handled = (total * 1000) / (performance.now() - start);
    const kept = count('events', "provider = 'stripe'");
    const acked = count('deliveries', 'state = 2');
    rows.close();
    return {
      title: `A burst of ${total.toLocaleString('en')} signed requests on the local host`,
      columns: ['', 'requests/s', 'handled/s', 'events kept', 'deliveries acked'],
      rows: [['', Math.round(perSecond), Math.round(handled), kept, acked]],
      goals: [{ text: 'events handled of those sent', reached: Math.min(kept, acked) / total, atLeast: 1 }],
    };
  } finally {
    host.kill('SIGKILL');
  }
}
