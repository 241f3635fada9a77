import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { describeAll } from '../../core/integration/recognition.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isMercadopagoEventOfType, MercadopagoEvent, type MercadopagoEventType } from './event.ts';
import { mercadopago } from './index.ts';
import { mercadopagoSamples } from './samples.ts';

integrationConformance(mercadopago, mercadopagoSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const SECRET = 'the secret signature of a shop';

const event = (type: MercadopagoEventType) => sampleEvent(mercadopago, mercadopagoSamples, type, { id: '7', now: NOW });

interface Given {
  readonly query?: string;
  readonly id?: string;
  readonly requestId?: string | undefined;
  readonly time?: string;
  readonly body?: object;
}

/** Signed with nothing but node:crypto. */
function requestOf({
  query = 'data.id=82041',
  id = '82041',
  requestId = 'r-1',
  time = '1795435200',
  ...given
}: Given = {}): RawWebhook {
  const body = given.body ?? { id: 119, type: 'payment', action: 'payment.updated', data: { id: '82041' } };
  const manifest = `${id && `id:${id};`}${requestId && `request-id:${requestId};`}ts:${time};`;
  const signature = createHmac('sha256', SECRET).update(manifest).digest('hex');
  return {
    method: 'POST',
    url: `/hook?${query}`,
    publicUrls: [],
    headers: {
      'content-type': 'application/json',
      'x-signature': `ts=${time},v1=${signature}`,
      ...(requestId !== '' && { 'x-request-id': requestId }),
    },
    rawBody: Buffer.from(JSON.stringify(body)),
    receivedAt: NOW,
  };
}

const LIMITS = { toleranceSeconds: mercadopago.toleranceSeconds ?? 0 };
const verify = async (request: RawWebhook) => mercadopago.verify(request, [SECRET], NOW, LIMITS);

async function described(request: RawWebhook) {
  return describeAll(mercadopago, await verify(request), request)[0]?.about;
}

it('only the object that a notification is about is signed', async () => {
  expect(await event('payment.updated')).toMatchObject({
    id: '1195:82045',
    eventtype: 'payment.updated',
    time: '2026-11-23T12:00:00.000Z',
    source: '//mercadopago.com/users/724484980',
    subject: '82045',
    unsigned: 'id,type,time,source',
  });
});

it('a type without its action is put together', async () => {
  expect(await event('subscription_preapproval.updated')).toMatchObject({ subject: '2c93808490a7' });
});

it.each([
  ['without the id of the request', { requestId: '' }],
  ['without an id in the query', { query: 'type=payment', id: '' }],
  ['with neither', { query: '', id: '', requestId: '' }],
  [
    'with an id whose letters were signed in lower case',
    { query: 'data.id=ORD01K', id: 'ord01k', body: { id: 1, type: 'order', data: { id: 'ORD01K' } } },
  ],
  ['in milliseconds', { time: '1795435200000' }],
  ['of an hour ago', { time: '1795431600' }],
])('a notification %s is accepted', async (_what, given) => {
  expect((await verify(requestOf(given))).events).toHaveLength(1);
});

it.each([
  ['that was sent with another id', { query: 'data.id=99' }],
  ['with two ids', { query: 'data.id=82041&data.id=99' }],
  [
    'whose id shifts into the next part',
    { query: `data.id=${encodeURIComponent('82041;request-id:x')}`, id: '82041;request-id:x' },
  ],
  ['whose request id ends a part', { requestId: 'a;ts:1' }],
  ['of two weeks ago', { time: '1794225600' }],
  ['of the next hour', { time: '1795438800' }],
])('a notification %s is refused', async (_what, given) => {
  await expect(verify(requestOf(given))).rejects.toMatchObject({ code: 'mercadopago/bad-signature' });
});

it('a body about another object than the signed one is refused', async () => {
  const body = { id: 119, type: 'payment', action: 'payment.updated', data: { id: '99' } };
  await expect(verify(requestOf({ body }))).rejects.toMatchObject({ code: 'mercadopago/bad-webhook-request' });
  // The query names the payment, the body its order.
  const order = { ...body, type: 'order', action: 'order.processed', data: { id: 'ord99' } };
  expect(await described(requestOf({ body: order, query: 'data.id=82041&type=payment' }))).toMatchObject({
    type: 'order.processed',
    subject: '82041',
  });
});

it.each(['APP_USR-4400000000000001-112311-abcdef', 'TEST-4400000000000001-112311-abcdef', 'short'])(
  '%s is not accepted as the secret',
  (secret) => expect(mercadopago.checkSecret?.(secret)).toContain('not an access token'),
);

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['order.processed', 'payment.created'] as const).map((type) => event(type)));
  const events = all.map((envelope) => MercadopagoEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isMercadopagoEventOfType('order.processed'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const one of passed) expectTypeOf(one.event.data.total_amount).toEqualTypeOf<string | undefined>();
  // @ts-expect-error Mercado Pago calls it payment.updated.
  isMercadopagoEventOfType('payment.paid');
});
