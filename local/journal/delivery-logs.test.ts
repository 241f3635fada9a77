import { Console } from 'node:console';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createLogger, type LogLine } from '../../functions/src/core/telemetry/logger.ts';
import { CONSUMER, messageOf, openQueue, subscriberOf, TOPIC } from '../testing/queue.ts';
import { temporaryStateDir } from '../testing/state-dir.ts';
import type { HeldDelivery } from '../queue/delivery-rows.ts';
import { MAX_LINES } from './delivery-logs.ts';
import { Journal } from './journal.ts';
import { DEFAULT_LIMITS, type JournalLimits } from './journal-rows.ts';
import { JournalReader } from './journal-reader.ts';
import { LocalChanges } from './local-changes.ts';
import { MAX_LOGS_OF_ONE } from './log-rows.ts';

it('what is logged while a message is handled is kept for its consumer, attempt by attempt, and still written', async () => {
  const { log, written, handle, logsOf } = opened();
  log.info('Started');
  await handle('evt_1', async ({ attempt }) => {
    const own = log.with({ eventId: 'evt_1', consumer: CONSUMER, 'logging.googleapis.com/trace': 't' });
    await turn();
    own.info('Charging', { amount: 5, eventId: 'evt_other' });
    if (attempt === 1) {
      own.warn('Failed', { error: new Error('no luck') });
      throw new Error('again');
    }
  });
  await expect
    .poll(() => logsOf('evt_1'))
    .toMatchObject([
      {
        consumer: CONSUMER,
        delivery: 1,
        omitted: 0,
        lines: [
          { severity: 'INFO', message: 'Charging', fields: { amount: 5, eventId: 'evt_other' } },
          { severity: 'WARNING', message: 'Failed', fields: { error: { name: 'Error', message: 'no luck' } } },
        ],
      },
      { delivery: 2, lines: [{ message: 'Charging' }] },
    ]);
  const [first] = await logsOf('evt_1');
  expect(first?.lines.map(({ fields }) => Object.keys(fields))).toEqual([['eventId', 'amount'], ['error']]);
  expect(Date.parse(first?.lines[0]?.time ?? '')).toBeGreaterThan(Date.now() - 60_000);
  expect(written.map(({ message }) => message)).toEqual(['Started', 'Charging', 'Failed', 'Charging']);
  expect(written[1]).toMatchObject({ consumer: CONSUMER, 'logging.googleapis.com/trace': 't' });
});

it('messages that are handled at the same time are told apart, and what a handler leaves running is not kept', async () => {
  const { log, handle, logsOf } = opened();
  const left: Promise<void>[] = [];
  const ended = Promise.withResolvers<void>();
  const handler = async ({ attributes }: HeldDelivery) => {
    for (let step = 1; step <= 3; step++) {
      log.info(`${attributes['id']} ${step}`);
      await turn();
    }
    left.push(ended.promise.then(() => log.info('too late')));
  };
  await handle(['evt_1', 'evt_2'], handler);
  const messages = async (id: string) => (await logsOf(id)).flatMap(({ lines }) => lines.map(({ message }) => message));
  for (const id of ['evt_1', 'evt_2']) await expect.poll(() => messages(id)).toHaveLength(3);
  ended.resolve();
  await Promise.all(left);
  expect(await messages('evt_1')).toEqual(['evt_1 1', 'evt_1 2', 'evt_1 3']);
  expect(await messages('evt_2')).toEqual(['evt_2 1', 'evt_2 2', 'evt_2 3']);
});

it('what a handler prints with console is kept, too, and what others print is not', async () => {
  const { journal, handle, logsOf } = opened();
  onTestFinished(journal.logs.keepConsole());
  const error = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const log = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  onTestFinished(() => {
    error.mockRestore();
    log.mockRestore();
  });
  const own = new Console(process.stdout, process.stderr);
  own.log('before');
  await handle('evt_1', async () => {
    own.log('Order %d', 7, { paid: true });
    own.error('no luck');
  });
  await expect
    .poll(() => logsOf('evt_1'))
    .toMatchObject([
      {
        lines: [
          { severity: 'INFO', message: 'Order 7 { paid: true }', fields: {} },
          { severity: 'ERROR', message: 'no luck' },
        ],
      },
    ]);
  expect(log.mock.calls.map(([text]) => text)).toContain('before\n');
});

it('lines below the level of the log are not kept, nor is a delivery that logs nothing', async () => {
  const { log, handle, logsOf, rows } = opened();
  await handle('evt_1', async () => log.debug('Event Payload', { payload: 'personal' }));
  expect(await logsOf('evt_1')).toEqual([]);
  expect(rows()).toBe(0);
});

it('of a delivery the last lines are kept, and of a long line the beginning', async () => {
  const { log, handle, logsOf } = opened();
  await handle('evt_1', async () => {
    for (let line = 1; line <= MAX_LINES + 7; line++) log.info(`line ${line}`);
  });
  await handle('evt_2', async () => {
    log.info('long', { text: 'x'.repeat(100_000) });
    for (let line = 1; line <= 20; line++) log.info(`line ${line}`, { text: 'y'.repeat(7_000) });
  });
  await expect.poll(() => logsOf('evt_1')).toMatchObject([{ omitted: 7 }]);
  const [many] = await logsOf('evt_1');
  expect([many?.lines.length, many?.lines[0]?.message]).toEqual([MAX_LINES, 'line 8']);
  await expect.poll(() => logsOf('evt_2')).toMatchObject([{ omitted: 12 }]);
  await handle('evt_3', async () => log.info('long', { text: 'x'.repeat(100_000) }));
  await expect.poll(() => logsOf('evt_3')).toMatchObject([{ lines: [{ message: 'long', fields: { cut: true } }] }]);
  expect(JSON.stringify(await logsOf('evt_3')).length).toBeLessThan(9_000);
});

it('of a message that fails on and on the last deliveries are kept', async () => {
  const { log, handle, logsOf, rows } = opened();
  await handle('evt_1', async ({ attempt }) => {
    log.info(`attempt ${attempt}`);
    if (attempt < MAX_LOGS_OF_ONE + 3) throw new Error('again');
  });
  await expect.poll(async () => (await logsOf('evt_1')).at(-1)?.delivery).toBe(MAX_LOGS_OF_ONE + 3);
  expect((await logsOf('evt_1'))[0]?.delivery).toBe(4);
  expect(rows()).toBe(MAX_LOGS_OF_ONE);
});

it.each([
  ['number', { logs: 2 }],
  ['bytes', { logBytes: 500 }],
])('of all deliveries the newest are kept, by their %s', async (_what, limits) => {
  const { log, handle, logsOf, journal } = opened(limits);
  for (const id of ['evt_1', 'evt_2', 'evt_3', 'evt_4']) {
    await handle(id, async () => log.info('line', { text: 'x'.repeat(150) }));
  }
  journal.close();
  const kept = await Promise.all(['evt_1', 'evt_2', 'evt_3', 'evt_4'].map(async (id) => (await logsOf(id)).length));
  expect(kept).toEqual([0, 0, 1, 1]);
});

/** A queue whose consumer's log lines are kept. */
function opened(limits: Partial<JournalLimits> = {}) {
  const { database, queue, publisher, close } = openQueue(temporaryStateDir());
  const written: LogLine[] = [];
  const plain = createLogger((line) => written.push(line), 'info');
  const journal = new Journal(database, {
    log: plain,
    changes: new LocalChanges(),
    limits: { ...DEFAULT_LIMITS, ...limits },
  });
  const reader = new JournalReader(database, journal);
  const handlers = new Map<string, (delivery: HeldDelivery) => Promise<void>>();
  const done = new Map<string, () => void>();
  const deliver = async (delivery: HeldDelivery) => {
    const id = delivery.attributes['id'] ?? '';
    await journal.logs.during(delivery, CONSUMER, async () => handlers.get(id)?.(delivery));
    done.get(id)?.();
  };
  queue.start([subscriberOf(deliver, { policy: { minBackoffSeconds: 1, maxBackoffSeconds: 1 } })]);
  onTestFinished(async () => {
    await queue.stop(0);
    journal.close();
    await close();
  });
  return {
    log: journal.logs.keeping(plain),
    written,
    journal,
    /** Publishes events, and has them handled until they are acked. */
    handle: async (ids: string | readonly string[], handler: (delivery: HeldDelivery) => Promise<void>) => {
      const all = [ids].flat();
      const acked = all.map((id) => new Promise<void>((resolve) => done.set(id, resolve)));
      for (const id of all) handlers.set(id, handler);
      await publisher.publish(
        TOPIC,
        all.map((id) => messageOf(id)),
      );
      await Promise.all(acked);
    },
    logsOf: (id: string) => reader.logs({ source: '//acme.test', id }),
    rows: () => Number(database.prepare('SELECT count(*) AS count FROM handling_logs').get()?.['count']),
  };
}
