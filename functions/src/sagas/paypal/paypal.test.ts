import { expect, it, onTestFinished } from 'vitest';
import { PaypalEvent } from 'integration-service/paypal';
import { handleEvents, sampleEvent, type SampleOptions } from 'integration-service/testing';
import { paypalApi, paypalAt } from '../../integrations/paypal/client.ts';
import type { PaypalEventType } from '../../integrations/paypal/event.ts';
import { paypal } from '../../integrations/paypal/index.ts';
import { paypalSamples } from '../../integrations/paypal/samples.ts';
import { FakeRestServer, type RestReply } from '../../testing/fake-rest-server.ts';
import { payments, syncCapture } from './payments.ts';
import { refunds, syncRefund } from './refunds.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const CAPTURE = '42311647XV021';
const REFUND = '1JU089027811';
const PRICE = { currency_code: 'EUR', value: '49.00' };
const captured = {
  id: CAPTURE,
  status: 'COMPLETED',
  amount: PRICE,
  custom_id: 'user-1',
  invoice_id: 'order-1001',
  create_time: '2026-11-23T11:59:58Z',
  update_time: '2026-11-23T12:00:00Z',
};

/** PayPal's API, which has these objects by their paths. */
async function having(objects: Readonly<Record<string, object>>) {
  const asked: string[] = [];
  const answer = (method: string, path: string, authorization = ''): RestReply => {
    if (path === '/v1/oauth2/token') return { status: 200, body: { access_token: 'token-1', expires_in: 32_400 } };
    if (authorization !== 'Bearer token-1') return { status: 401, body: {} };
    const object = objects[path];
    return object === undefined ? { status: 404, body: { name: 'RESOURCE_NOT_FOUND' } } : { status: 200, body: object };
  };
  const server = new FakeRestServer(({ method, path, authorization }) => {
    asked.push(`${method} ${path}`);
    return answer(method, path, authorization);
  });
  const url = new URL(await server.listen());
  const replaced = paypalApi.replace(paypalAt({ url, clientId: 'id', secret: 'secret' }));
  onTestFinished(async () => {
    replaced[Symbol.dispose]();
    await server.close();
  });
  return asked;
}

async function event(type: PaypalEventType, options: SampleOptions = {}) {
  return PaypalEvent.revive(await sampleEvent(paypal, paypalSamples, type, { now: NOW, ...options }));
}

async function recordsOf(...events: readonly PaypalEvent[]) {
  const store = await handleEvents({ sagas: { payments, refunds }, handlers: [syncCapture, syncRefund] }, events);
  const [kept, returned] = [await store.list('payments', { limit: 9 }), await store.list('refunds', { limit: 9 })];
  return { payments: kept.map(({ id, data }) => ({ key: id, ...data })), refunds: returned.map(({ data }) => data) };
}

it('a capture is fetched, with one token for all, and recorded as a payment', async () => {
  const asked = await having({ [`/v2/payments/captures/${CAPTURE}`]: captured });
  const { payments: kept } = await recordsOf(
    await event('PAYMENT.CAPTURE.COMPLETED'),
    await event('PAYMENT.CAPTURE.PENDING'),
  );
  expect(kept).toEqual([
    expect.objectContaining({
      key: `paypal:${CAPTURE}`,
      provider: 'paypal',
      status: 'paid',
      providerStatus: 'COMPLETED',
      amount: 4900,
      amountRefunded: 0,
      currency: 'EUR',
      orderId: 'order-1001',
      userId: 'user-1',
      createdAt: '2026-11-23T11:59:58.000Z',
    }),
  ]);
  const captures = Array.from({ length: 2 }, () => `GET /v2/payments/captures/${CAPTURE}`);
  expect(asked).toEqual(['POST /v1/oauth2/token', ...captures]);
});

it('no money moves on what an event says: the amount and the status are those of the API', async () => {
  await having({ [`/v2/payments/captures/${CAPTURE}`]: { ...captured, status: 'PENDING', amount: PRICE } });
  const { payments: kept } = await recordsOf(
    await event('PAYMENT.CAPTURE.COMPLETED', { fields: { '/resource/amount/value': '4900.00' } }),
  );
  expect(kept).toMatchObject([{ status: 'pending', amount: 4900 }]);
});

it('an event of a capture that PayPal does not have leaves no record', async () => {
  await having({});
  expect(await recordsOf(await event('PAYMENT.CAPTURE.COMPLETED'))).toEqual({ payments: [], refunds: [] });
  await having({ [`/v2/payments/captures/${CAPTURE}`]: { ...captured, id: 'of somebody else' } });
  expect((await recordsOf(await event('PAYMENT.CAPTURE.COMPLETED'))).payments).toEqual([]);
});

it('the time of an event does not keep later states out, since it is not proved', async () => {
  const objects: Record<string, object> = { [`/v2/payments/captures/${CAPTURE}`]: captured };
  await having(objects);
  const future = await event('PAYMENT.CAPTURE.COMPLETED', { fields: { '/create_time': '2099-01-01T00:00:00Z' } });
  expect((await recordsOf(future)).payments).toMatchObject([{ asOf: { time: '2026-11-23T12:00:00.000Z' } }]);
});

it('a refund is recorded by itself, and makes its payment what the API says', async () => {
  const links = [{ rel: 'up', href: `https://api.paypal.com/v2/payments/captures/${CAPTURE}` }];
  const refund = { id: REFUND, status: 'COMPLETED', amount: PRICE, note_to_payer: 'Returned', links };
  await having({
    [`/v2/payments/captures/${CAPTURE}`]: { ...captured, status: 'REFUNDED' },
    [`/v2/payments/refunds/${REFUND}`]: refund,
  });
  const { payments: kept, refunds: returned } = await recordsOf(await event('PAYMENT.CAPTURE.REFUNDED'));
  expect(kept).toMatchObject([{ status: 'refunded', amountRefunded: 4900 }]);
  expect(returned).toMatchObject([
    { provider: 'paypal', status: 'paid', amount: 4900, payment: CAPTURE, reason: 'Returned' },
  ]);
});

it.each([
  ['PARTIALLY_REFUNDED', { status: 'partially_refunded', amountRefunded: null }],
  ['DECLINED', { status: 'failed', amountRefunded: 0, failureCode: 'BUYER_COMPLAINT' }],
  ['SOMETHING_NEW', { status: 'pending', providerStatus: 'SOMETHING_NEW' }],
])('a capture that is %s is a payment that is %j', async (status, payment) => {
  const capture = { ...captured, status, status_details: { reason: 'BUYER_COMPLAINT' } };
  await having({ [`/v2/payments/captures/${CAPTURE}`]: capture });
  expect((await recordsOf(await event('PAYMENT.CAPTURE.COMPLETED'))).payments).toMatchObject([payment]);
});

it('an id from an event stays a part of the path', async () => {
  const asked = await having({});
  await recordsOf(await event('PAYMENT.CAPTURE.COMPLETED', { fields: { '/resource/id': '../../v1/billing?x=' } }));
  expect(asked).toEqual(['POST /v1/oauth2/token', 'GET /v2/payments/captures/..%2F..%2Fv1%2Fbilling%3Fx%3D']);
});

it('a token that PayPal refuses is not used again', async () => {
  let tokens = 0;
  const server = new FakeRestServer(({ path }) => {
    if (path !== '/v1/oauth2/token') return { status: 401, body: {} };
    tokens++;
    return { status: 200, body: { access_token: 'revoked', expires_in: 32_400 } };
  });
  const url = new URL(await server.listen());
  onTestFinished(() => server.close());
  const api = paypalAt({ url, clientId: 'id', secret: 'secret' });
  const { signal } = new AbortController();
  await expect(api.get('/v2/x', signal)).rejects.toThrow('401');
  await expect(api.get('/v2/x', signal)).rejects.toThrow('401');
  expect(tokens).toBe(2);
});
