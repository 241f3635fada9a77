import Stripe from 'stripe';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLogger, type LogLine } from '../../functions/src/core/telemetry/logger.ts';
import { stripeSamples } from '../../functions/src/integrations/stripe/samples.ts';
import { StripeEventList, type ListedEvent } from '../../functions/src/testing/stripe-event-list.ts';
import { startLocalHost, type LocalHost } from '../../local/local-host.ts';
import { makeStateDir } from '../../local/testing/state-dir.ts';
import { runCommand } from '../../ops/testing/terminal.ts';

const SECRET = 'whsec_missed_events';
const COUNT = 2_500;
const MISSED = 40;
const CONNECTIONS = 8;
const NOW = Math.floor(Date.now() / 1000);

/** An event as Stripe lists it, about a customer. */
interface CustomerEvent extends ListedEvent {
  readonly data: { readonly object: { readonly id: string } };
}

/** What Stripe has to tell of, the newest first; some of it never reached the endpoint, here and there. */
const EVENTS: readonly CustomerEvent[] = Array.from({ length: COUNT }, (_unused, index) => {
  const sample = JSON.parse(stripeSamples.sample('customer.updated', { id: String(index), now: new Date(NOW * 1000) }));
  const pending_webhooks = index % (COUNT / MISSED) < 1 ? 1 : 0;
  const object = { ...sample.data.object, id: `cus_${index}` };
  return { ...sample, id: `evt_${index}`, created: NOW - index, pending_webhooks, data: { object } };
});
const missed = EVENTS.filter(({ pending_webhooks }) => pending_webhooks > 0);
const received = EVENTS.filter(({ pending_webhooks }) => pending_webhooks === 0);

const state = makeStateDir();
const lines: LogLine[] = [];
let host: LocalHost;

beforeAll(async () => {
  process.env['STRIPE_WEBHOOK_SECRET'] = SECRET;
  process.env['STRIPE_API_KEY'] = 'sk_test_1';
  process.env['LOCAL_STATE_DIR'] = state.path;
  const settings = { project: 'demo-missed', stateDir: state.path, port: 0, consolePort: 0, backoffScale: 0.001 };
  host = await startLocalHost(
    settings,
    createLogger((line) => lines.push(line), 'info'),
  );
}, 180_000);

afterAll(async () => {
  await host.close();
  state.remove();
});

it('of 2,500 events that the API lists exactly the 40 missed ones are handled, over a 429 and a dropped connection', async () => {
  await sendAll(received);
  await expect.poll(() => handled().length, { timeout: 60_000, interval: 200 }).toBe(received.length);

  await using api = await StripeEventList.start(EVENTS);
  api.faults = new Map([
    [3, 'rate limit'],
    [7, 'drop'],
  ]);
  lines.length = 0;
  const { code, printed } = await runCommand(['reconcile', 'stripe', '--since', '1d', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(printed)).toMatchObject({ provider: 'stripe', listed: COUNT, published: COUNT });
  expect(api.requests).toBe(COUNT / 100 + 2);

  await expect.poll(() => handled().length + repeated().length, { timeout: 60_000, interval: 200 }).toBe(COUNT);
  expect(new Set(handled())).toEqual(new Set(missed.map(({ id }) => id)));
  expect(new Set(repeated())).toEqual(new Set(received.map(({ id }) => id)));
  const records = await Promise.all(EVENTS.map(({ data }) => host.store.get('customers', data.object.id)));
  expect(records.map((record) => record?.version)).toEqual(EVENTS.map(() => 1));
}, 180_000);

it('and where Stripe is asked for the undelivered ones alone, it lists no others', async () => {
  await using _api = await StripeEventList.start(EVENTS);
  const { printed } = await runCommand(['reconcile', 'stripe', '--since', '1d', '--undelivered', '--dry-run']);
  expect(printed).toBe('40 events of Stripe listed, 40 would be published.');
});

function handled(): readonly unknown[] {
  return lines.filter(({ message }) => message === 'Stripe Event Handled').map(({ eventId }) => eventId);
}

function repeated(): readonly unknown[] {
  return lines.filter(({ message }) => message === 'Stripe Event Already Handled').map(({ eventId }) => eventId);
}

/** Posts events as Stripe would. */
async function sendAll(events: readonly object[]): Promise<void> {
  const url = host.endpoints.get('stripe-webhook') ?? '';
  const waiting = events.values();
  const work = async () => {
    for (const event of waiting) {
      const body = JSON.stringify(event);
      const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: SECRET });
      const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
      const reply = await fetch(url, { method: 'POST', headers, body });
      expect(reply.status).toBe(200);
      await reply.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
}
