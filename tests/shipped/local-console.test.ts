import { get, request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startConsole, TOKEN, type ServedConsole } from '../../console/testing/served-console.ts';
import { PermanentError } from '../../functions/src/core/event/errors.ts';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { syncOrder } from '../../functions/src/sagas/stripe/order-refunds.ts';
import { startLocalHost, type LocalHost } from '../../local/local-host.ts';
import { makeStateDir } from '../../local/testing/state-dir.ts';
import { localConsolePorts } from '../../ops/console/local-console.ts';

const CONSUMER = 'stripe-onStripeEvent';
const state = makeStateDir();
let host: LocalHost;
let served: ServedConsole;

beforeAll(async () => {
  const settings = { project: 'demo-console', stateDir: state.path, port: 0, consolePort: 0, backoffScale: 0 };
  host = await startLocalHost(
    settings,
    createLogger(() => {}, 'error'),
  );
  served = await startConsole(await localConsolePorts(host, settings));
}, 180_000);

afterAll(async () => {
  await served.close();
  await host.close();
  state.remove();
});

describe('an event that was sent from the console', () => {
  it('is listed as handled, with every step of its way and the request as it came', async () => {
    const { eventId, requestId } = await send('stripe', 'customer.subscription.deleted');
    await settled(eventId, 'handled');
    const { timeline, requests, secretVersion } = await read(`/api/events/${eventId}`);
    expect(timeline.map(({ name, status }: Step) => `${name} ${status}`)).toEqual([
      'webhook ok',
      'verify ok',
      'publish ok',
      'handle ok',
      // The record, and the facts of two sagas over time: the end of a trial, and entitlements.
      'command ok',
      'command ok',
      'command ok',
    ]);
    expect(timeline.map(({ durationMs }: Step) => durationMs)).toEqual(timeline.map(() => expect.any(Number)));
    expect(timeline.at(-1).attributes).toMatchObject({ consumer: CONSUMER, attempt: 1 });
    expect({ requests, secretVersion }).toEqual({ requests: [requestId], secretVersion: 'value' });

    const request = await read(`/api/requests/${requestId}`);
    expect(request).toMatchObject({ provider: 'stripe', method: 'POST', status: 200, eventIds: [eventId] });
    expect(JSON.parse(request.body)).toMatchObject({ id: eventId });
    expect(JSON.parse(request.reply)).toEqual({ received: true, id: eventId });
    expect(new Map(request.headers).get('stripe-signature')).toMatch(/^t=\d+,v1=/);
  });

  it('brings along what its saga fetches from the provider, so that it is handled without a key', async () => {
    const { eventId } = await send('stripe', 'v1.invoice.paid');
    await settled(eventId, 'handled');
    const { records } = await read('/api/records/invoices');
    expect(records).toContainEqual(expect.objectContaining({ data: expect.objectContaining({ status: 'paid' }) }));
  });

  it('may be edited before: what is sent is what is signed', async () => {
    const sample = await read('/api/samples/stripe/invoice.paid');
    expect(sample.contentType).toMatch(/^application\/json/);
    const body = sample.body.replace('{', '{ "edited": "ünïcode",');
    const { eventId, status } = await send('stripe', 'invoice.paid', { body });
    expect(status).toBe(200);
    await settled(eventId, 'handled');
    expect((await served.call(`/api/events/${eventId}`)).body).toContain(`"data":${body}`);
  });

  it.each([
    ['tampered', 'stripe/bad-signature'],
    ['expired', 'stripe/bad-signature'],
    ['future', 'stripe/bad-signature'],
    ['unsigned', 'stripe/bad-webhook-request'],
  ])('%s is refused, and kept with the reason', async (variant, code) => {
    const { status, requestId, eventId } = await send('stripe', 'invoice.paid', { variant });
    expect({ status, eventId }).toEqual({ status: 400, eventId: undefined });
    expect(await read(`/api/requests/${requestId}`)).toMatchObject({ status: 400, code, eventIds: [] });
    const { requests } = await read('/api/requests?outcome=refused&provider=stripe&limit=1');
    expect(requests).toMatchObject([{ id: requestId, code }]);
  });

  it('cannot be expired where the provider signs no time', async () => {
    const reply = await served.act('/api/send', { provider: 'github', type: 'push', variant: 'expired' });
    expect({ status: reply.status, ...JSON.parse(reply.body).error }).toMatchObject({ status: 400, code: 'no-window' });
  });

  it('of a type without a sample is refused with a list of those that have one', async () => {
    const reply = await served.act('/api/send', { provider: 'stripe', type: 'no.such' });
    expect(JSON.parse(reply.body).error.message).toContain('invoice.paid');
  });
});

describe('resending', () => {
  it.each(Object.keys(catalog))('an event of %s is the same event again', async (provider) => {
    const { samples } = Object.values(catalog).find((entry) => entry.provider === provider) ?? {};
    const [type = ''] = (await samples?.())?.types ?? [];
    const first = await send(provider, type);
    expect(Math.floor(first.status / 100)).toBe(2);
    const again = JSON.parse(
      (await served.act(`/api/events/${encodeURIComponent(first.eventId)}/resend?provider=${provider}`, {})).body,
    );
    expect(again).toMatchObject({ status: first.status, eventId: first.eventId });
    expect(again.requestId).not.toBe(first.requestId);
    const { requests } = await read(`/api/events/${encodeURIComponent(first.eventId)}?provider=${provider}`);
    expect(requests).toEqual([first.requestId, again.requestId]);
  });
});

describe('an event whose handler fails', () => {
  it('is retried and given up on, each attempt is in its timeline, and a redrive handles it once it is fixed', async () => {
    const handler = vi.spyOn(syncOrder, 'handle').mockImplementation(() => {
      throw handler.mock.calls.length < 3 ? new Error('not now') : new PermanentError('it cannot work');
    });
    onTestFinished(() => handler.mockRestore());
    const { eventId } = await send('stripe', 'charge.refunded');
    await settled(eventId, 'dead');
    const dead = await read(`/api/events/${eventId}`);
    const handled = dead.timeline.filter(({ name }: Step) => name === 'handle');
    expect(handled.map(({ status, attributes }: Step) => [attributes['attempt'], status])).toEqual([
      [1, 'error'],
      [2, 'error'],
      [3, 'ok'],
    ]);
    expect(dead.timeline.filter(({ name }: Step) => name === 'command').map(({ error }: Step) => error)).toEqual(
      expect.arrayContaining(['not now', 'not now', 'it cannot work']),
    );
    await expect.poll(async () => (await read('/api/letters?status=open')).letters.length).toBe(1);
    const { letters } = await read(`/api/events/${eventId}`);
    expect(letters).toMatchObject([{ consumer: CONSUMER, reason: expect.stringContaining('it cannot work') }]);
    expect((await read(`/api/letters/${letters[0].id}`)).text).toContain(eventId);

    handler.mockRestore();
    const { body } = await served.act('/api/letters/redrive', { ids: [letters[0].id] });
    expect(JSON.parse(body)).toEqual({ redriven: 1, withoutBytes: 0 });
    await settled(eventId, 'handled');
    expect((await read('/api/letters?status=open')).letters).toEqual([]);
    expect((await read(`/api/events?status=dead`)).events).toEqual([]);
    const after = await read(`/api/events/${eventId}`);
    const attempts = after.timeline.filter(({ name }: Step) => name === 'handle');
    expect(attempts.map(({ attributes }: Step) => attributes['attempt'])).toEqual([1, 2, 3, 1]);
    expect(after.consumers).toMatchObject([
      { status: 'handled', attempts: 1, earlier: [{ attempts: 3, error: expect.stringContaining('it cannot work') }] },
    ]);
  });
});

describe('a replay', () => {
  it('has one consumer handle the event again, as a separate attempt', async () => {
    const { eventId } = await send('stripe', 'payment_intent.succeeded');
    await settled(eventId, 'handled');
    const before = await read('/api/records/dailyRevenue');
    await served.act(`/api/events/${eventId}/replay`, { consumer: CONSUMER, again: true });
    await expect
      .poll(
        async () =>
          (await read(`/api/events/${eventId}`)).timeline.filter(({ name }: Step) => name === 'handle').length,
      )
      .toBe(2);
    const [day] = (await read('/api/records/dailyRevenue')).records;
    expect(day.data.payments).toBe(before.records[0].data.payments + 1);
  });
});

describe('what changes', () => {
  it('is told as it happens, without being asked again', async () => {
    const changes = await listen();
    const { eventId } = await send('stripe', 'customer.subscription.updated');
    await settled(eventId, 'handled');
    await expect
      .poll(() => ({
        event: changes().some(({ events }) => events.includes(eventId)),
        request: changes().some(({ requests }) => requests),
        record: changes().some(({ records }) => records.includes('subscriptions')),
      }))
      .toEqual({ event: true, request: true, record: true });
  });

  it('is told to nobody from another site', async () => {
    const reply = await served.call('/api/stream', { headers: { origin: 'https://evil.example' } });
    expect(reply.status).toBe(403);
  });
});

describe('many events', () => {
  it('are paged through without one missing or twice, found by a text in them, and counted', async () => {
    const ids = Array.from({ length: 25 }, (_, index) => `evt_many_${index}`);
    for (const id of ids) {
      const body = JSON.stringify({
        id,
        object: 'event',
        type: 'many.sent',
        created: 1_700_000_000,
        data: { object: { id: 'x', note: `Needle%${id}` } },
      });
      await send('stripe', 'invoice.paid', { body });
    }
    const seen: string[] = [];
    for (let before: string | undefined = ''; before !== undefined;) {
      const page: { events: { id: string }[]; next?: string } = await read(
        `/api/events?type=many.*&limit=10&before=${before}`,
      );
      seen.push(...page.events.map(({ id }) => id));
      before = page.next;
    }
    expect(seen).toEqual(ids.toReversed());
    const found = async (q: string) =>
      (await read(`/api/events?limit=100&q=${encodeURIComponent(q)}`)).events.map(({ id }: { id: string }) => id);
    expect(await found('needle%evt_many_2')).toEqual([
      'evt_many_24',
      'evt_many_23',
      'evt_many_22',
      'evt_many_21',
      'evt_many_20',
      'evt_many_2',
    ]);
    expect(await found('needle_evt')).toEqual([]);
    expect(await found('receivedtime')).toEqual([]);

    const { providers } = await read('/api/map');
    const stripe = providers.find(({ provider }: { provider: string }) => provider === 'stripe');
    expect(stripe.topic.published).toBe((await read('/api/events?provider=stripe&limit=1000')).events.length);
    expect(stripe.webhook.refused).toBeGreaterThanOrEqual(4);
    const { buckets } = await read('/api/stats?minutes=10');
    const sum = (name: string) =>
      buckets.reduce((total: number, bucket: Record<string, number>) => total + (bucket[name] ?? 0), 0);
    expect(sum('received')).toBeGreaterThan(sum('refused') + 25);
    expect(sum('handled')).toBeGreaterThan(25);
  });
});

describe('a request with a credential', () => {
  it('is kept without it, whatever the answer was', async () => {
    const url = new URL(host.endpoints.get('okta-webhook') ?? '');
    const headers = { authorization: 'Bearer s3cret-one', cookie: 's3cret-two', 'x-api-key': 's3cret-three' };
    await new Promise((resolve) =>
      httpRequest(`${url.href}?token=s3cret-four`, { method: 'POST', headers }, (response) =>
        response.resume().on('end', resolve),
      ).end('{}'),
    );
    const { requests } = await read('/api/requests?provider=okta&limit=1');
    const { body } = await served.call(`/api/requests/${requests[0].id}`);
    expect(body).not.toContain('s3cret');
    expect(JSON.parse(body).headers).toEqual(expect.arrayContaining([['authorization', 'Bearer [masked]']]));
  });
});

interface Step {
  readonly name: string;
  readonly status: string;
  readonly durationMs: number;
  readonly error?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

async function read(path: string) {
  return JSON.parse((await served.call(path)).body);
}

async function send(provider: string, type: string, more: object = {}) {
  return JSON.parse((await served.act('/api/send', { provider, type, ...more })).body);
}

async function settled(id: string, status: string): Promise<void> {
  await expect.poll(async () => (await read(`/api/events/${id}`)).status).toBe(status);
}

/** Follows the stream until the test has ended. @returns what has been told so far. */
function listen(): Promise<() => readonly { events: string[]; requests: boolean; records: string[] }[]> {
  return new Promise((resolve) => {
    const request = get(
      `${served.origin}/api/stream`,
      { headers: { authorization: `Bearer ${TOKEN}` } },
      (response) => {
        let text = '';
        response.on('error', () => undefined);
        response.on('data', (chunk: Buffer) => (text += String(chunk)));
        response.once('data', () =>
          resolve(() => [...text.matchAll(/^event: change\ndata: (.*)$/gm)].map(([, data = '']) => JSON.parse(data))),
        );
      },
    );
    request.on('error', () => undefined);
    onTestFinished(() => void request.destroy());
  });
}
