import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { isOfType } from '../../core/logic/saga.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isLemonsqueezyEventOfType, LemonsqueezyEvent, type Subscription } from './event.ts';
import { lemonsqueezy } from './index.ts';
import { lemonsqueezySamples } from './samples.ts';

integrationConformance(lemonsqueezy, lemonsqueezySamples);

const SECRET = 'a signing secret of the store';
const NOW = new Date('2026-11-23T12:00:00Z');
const LIMITS = { toleranceSeconds: 0 };

/** Signs with nothing but node:crypto. */
function requestWith(event: object): RawWebhook {
  const body = JSON.stringify(event);
  return {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers: {
      'content-type': 'application/json',
      'x-event-name': 'order_refunded',
      'x-signature': createHmac('sha256', SECRET).update(body).digest('hex'),
    },
    rawBody: Buffer.from(body),
    receivedAt: NOW,
  };
}

async function described(event: object) {
  const request = requestWith(event);
  const { events } = await lemonsqueezy.verify(request, [SECRET], NOW, LIMITS);
  return events.map(({ native }) => lemonsqueezy.describe(native, request));
}

it('an event is described by what is signed, whatever the header x-event-name says', async () => {
  const attributes = { store_id: 4711, updated_at: '2026-11-23T11:59:00.000000Z' };
  const event = { meta: { event_name: 'order_created' }, data: { type: 'orders', id: '881', attributes } };
  expect(await described(event)).toEqual([
    {
      id: expect.stringMatching(/^\S{20,}$/),
      type: 'order_created',
      time: new Date('2026-11-23T11:59:00Z'),
      source: '//lemonsqueezy.com/stores/4711',
      subject: '881',
    },
  ]);
});

it('the same bytes have the same id, and others another', async () => {
  const event = { meta: { event_name: 'order_created' }, data: { id: '881' } };
  const ids = async (one: object) => (await described(one)).map(({ id }) => id);
  expect(await ids(event)).toEqual(await ids(event));
  expect(await ids({ ...event, data: { id: '882' } })).not.toEqual(await ids(event));
});

it('an event without a time has the time of its arrival, and says that this is not signed', async () => {
  expect(await described({ meta: { event_name: 'order_created' }, data: { id: '881' } })).toEqual([
    expect.objectContaining({ time: NOW, source: '//lemonsqueezy.com', unsigned: ['time'] }),
  ]);
});

it.each([
  ['an API key', `eyJ0eXAiOiJKV1QifQ.${'a'.repeat(20)}`],
  ['something longer than the settings take', 'x'.repeat(41)],
  ['something shorter', 'short'],
])('%s is not taken for a signing secret', (_what, secret) => {
  expect(lemonsqueezy.checkSecret?.(secret)).toMatch(/is not a signing secret/);
});

it('lets through the wanted types and narrows the attributes with them', async () => {
  const sample = async (type: string) =>
    LemonsqueezyEvent.revive(await sampleEvent(lemonsqueezy, lemonsqueezySamples, type));
  const events = await Promise.all(['subscription_expired', 'order_created'].map(sample));
  const passed = await firstValueFrom(
    of(...events).pipe(isOfType(LemonsqueezyEvent), isLemonsqueezyEventOfType('subscription_expired'), toArray()),
  );
  expect(passed.map(({ event }) => event.data.attributes.status)).toEqual(['expired']);
  for (const { event } of passed) expectTypeOf(event.data.attributes).toEqualTypeOf<Subscription>();
  // @ts-expect-error Lemon Squeezy has no such event.
  isLemonsqueezyEventOfType('order_exploded');
});
