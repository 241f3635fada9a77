import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ConsoleToken } from '../../local/console-token.ts';
import { freePort } from '../emulators/harness/emulator.ts';
import { Killable } from '../faults/killable.ts';
import { makePayments, revenueOf } from '../faults/payments.ts';
import { sendAll } from '../faults/sender.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SECRET = 'whsec_fault_tests';
const EVENTS = 1_000;
const KILLS = 5;

interface EventsReply {
  readonly events: readonly { readonly id: string; readonly status: string }[];
}
interface RecordsReply {
  readonly records: readonly {
    readonly id: string;
    readonly version: number;
    readonly data: Record<string, unknown>;
  }[];
}

describe('the local host, killed again and again under load', () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'faults-'));
  let host: Killable | undefined;

  afterEach(async () => {
    await host?.kill();
    rmSync(stateDir, { recursive: true, force: true });
  });

  it(`handles each of ${EVENTS} events once, though each is sent three times and the process is killed ${KILLS} times`, async () => {
    const [port, consolePort] = [await freePort(), await freePort()];
    const api = `http://127.0.0.1:${consolePort}/api`;
    const get = async <Reply>(path: string): Promise<Reply> => {
      const authorization = `Bearer ${new ConsoleToken(stateDir).get() ?? ''}`;
      return JSON.parse(await (await fetch(`${api}${path}`, { headers: { authorization } })).text());
    };
    host = new Killable(
      ['--disable-warning=ExperimentalWarning', 'ops/start.ts'],
      {
        ...process.env,
        PORT: String(port),
        CONSOLE_PORT: String(consolePort),
        LOCAL_STATE_DIR: stateDir,
        STRIPE_WEBHOOK_SECRET: SECRET,
        GCLOUD_PROJECT: 'demo-faults',
        LOG_LEVEL: 'warn',
      },
      ROOT,
      `${api}/health`,
    );
    const running = host;
    await running.start();

    const payments = makePayments(EVENTS);
    const url = `http://127.0.0.1:${port}/demo-faults/us-central1/stripe-webhook`;
    const step = Math.floor((3 * EVENTS) / (KILLS + 1));
    let restarting = Promise.resolve();
    await sendAll(payments, SECRET, url, {
      times: 3,
      onAccepted: (accepted) => {
        if (accepted % step === 0 && accepted < 3 * EVENTS)
          restarting = restarting.then(() => running.killAndRestart());
      },
    });
    await restarting;
    expect(running.kills).toBeGreaterThanOrEqual(KILLS);

    await expect
      .poll(async () => (await get<EventsReply>(`/events?status=handled&limit=${EVENTS * 2}`)).events.length, {
        timeout: 90_000,
        interval: 500,
      })
      .toBe(EVENTS);

    const { records: kept } = await get<RecordsReply>(`/records/payments?limit=${EVENTS * 2}`);
    expect(new Map(kept.map(({ id, data }) => [id, data['amountReceived']]))).toEqual(
      new Map(payments.map(({ paymentId, amount }) => [paymentId, amount])),
    );
    const { records: days } = await get<RecordsReply>('/records/dailyRevenue');
    expect(
      new Map(days.map(({ data: { date, payments: count, received } }) => [date, { payments: count, received }])),
    ).toEqual(revenueOf(payments));
    const { events: dead } = await get<EventsReply>('/events?status=dead&limit=10');
    expect(dead).toEqual([]);
  }, 180_000);
});
