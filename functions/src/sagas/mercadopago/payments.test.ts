import { expect, it, onTestFinished } from 'vitest';
import { MercadopagoEvent } from 'integration-service/mercadopago';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { JsonApi } from '../../core/logic/json-api.ts';
import { mercadopagoApi } from '../../integrations/mercadopago/client.ts';
import type { MercadopagoEventType } from '../../integrations/mercadopago/event.ts';
import { mercadopago } from '../../integrations/mercadopago/index.ts';
import { mercadopagoSamples } from '../../integrations/mercadopago/samples.ts';
import { FakeRestServer } from '../../testing/fake-rest-server.ts';
import { payments, syncPayment } from './payments.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

const PAYMENT = {
  id: 82045,
  status: 'approved',
  status_detail: 'accredited',
  transaction_amount: 49.9,
  transaction_amount_refunded: 0,
  currency_id: 'BRL',
  external_reference: 'order-1001',
  metadata: { user_id: 'user-1' },
  payer: { id: '1163250' },
  payment_method_id: 'pix',
  collector_id: 724484980,
  live_mode: true,
  date_created: '2026-11-23T07:59:00.000-04:00',
  date_last_updated: '2026-11-23T07:59:58.000-04:00',
};

/** Mercado Pago's API, which has this payment, or none. */
async function having(payment: object | undefined) {
  const asked: string[] = [];
  const server = new FakeRestServer(({ method, path }) => {
    asked.push(`${method} ${path}`);
    return payment === undefined ? { status: 404, body: {} } : { status: 200, body: payment };
  });
  const url = new URL(await server.listen());
  const replaced = mercadopagoApi.replace(new JsonApi('mercadopago', { url, headers: () => Promise.resolve({}) }));
  onTestFinished(async () => {
    replaced[Symbol.dispose]();
    await server.close();
  });
  return asked;
}

async function recordsOf(type: MercadopagoEventType) {
  const envelope = await sampleEvent(mercadopago, mercadopagoSamples, type, { id: '5', now: NOW });
  const event = MercadopagoEvent.revive({ ...envelope, subject: '82045' });
  const store = await handleEvents({ sagas: { payments }, handlers: [syncPayment] }, [event]);
  return (await store.list('payments', { limit: 9 })).map(({ id, data }) => ({ key: id, ...data }));
}

it('a payment that changed is fetched by its signed id, and recorded', async () => {
  const asked = await having(PAYMENT);
  expect(await recordsOf('payment.updated')).toEqual([
    {
      key: 'mercadopago:82045',
      provider: 'mercadopago',
      id: '82045',
      account: '724484980',
      status: 'paid',
      providerStatus: 'approved',
      amount: 4990,
      amountRefunded: 0,
      currency: 'BRL',
      customer: '1163250',
      subscription: null,
      orderId: 'order-1001',
      userId: 'user-1',
      method: 'pix',
      failureCode: null,
      livemode: true,
      createdAt: '2026-11-23T11:59:00.000Z',
      asOf: expect.objectContaining({ time: '2026-11-23T11:59:58.000Z' }),
    },
  ]);
  expect(asked).toEqual(['GET /v1/payments/82045']);
});

it.each([
  [{ transaction_amount_refunded: 20 }, { status: 'partially_refunded', amountRefunded: 2000 }],
  [
    { status: 'refunded', transaction_amount_refunded: 49.9 },
    { status: 'refunded', amountRefunded: 4990 },
  ],
  [
    { status: 'rejected', status_detail: 'cc_rejected_bad_filled_date' },
    { status: 'failed', failureCode: 'cc_rejected_bad_filled_date' },
  ],
  [{ status: 'charged_back' }, { status: 'disputed', providerStatus: 'charged_back' }],
  [{ status: 'in_process' }, { status: 'pending' }],
  [
    { currency_id: null, payer: null, metadata: null },
    { amount: null, currency: null, customer: null, userId: null },
  ],
])('a payment with %j is kept as %j', async (fields, payment) => {
  await having({ ...PAYMENT, ...fields });
  expect(await recordsOf('payment.created')).toMatchObject([payment]);
});

it('a payment that is not there, or that is another, leaves no record', async () => {
  await having(undefined);
  expect(await recordsOf('payment.updated')).toEqual([]);
  await having({ ...PAYMENT, id: 1 });
  expect(await recordsOf('payment.updated')).toEqual([]);
});

it('a notification of anything else asks for nothing', async () => {
  const asked = await having(PAYMENT);
  expect(await recordsOf('order.processed')).toEqual([]);
  expect(asked).toEqual([]);
});
