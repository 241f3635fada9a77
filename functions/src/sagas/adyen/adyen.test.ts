import { expect, it } from 'vitest';
import { AdyenEvent } from 'integration-service/adyen';
import { adyen } from 'integration-service/adyen/integration';
import { adyenSamples } from 'integration-service/adyen/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updatePayment } from '../shared/payments.ts';
import { updateRefund } from '../shared/refunds.ts';
import { amountOf } from './amounts.ts';
import { paymentProgress } from './payments.ts';
import { refundProgress } from './refunds.ts';

const logic = { sagas: { paymentProgress, refundProgress }, handlers: [updatePayment, updateRefund] };

async function event(type: string, second = 0, edit = (body: string) => body): Promise<AdyenEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return AdyenEvent.revive(await sampleEvent(adyen, adyenSamples, type, { id: '1', now, edit }));
}

async function after(place: string, ...events: readonly AdyenEvent[]) {
  const [collection = '', id = ''] = place.split('/');
  return (await (await handleEvents(logic, events)).get(collection, id))?.data;
}

const PAYMENT = 'payments/adyen:PAYMENT1';
const failed = (body: string) => body.replace('"success":"true"', '"success":"false"');

it('an authorized payment is recorded with your reference', async () => {
  expect(await after(PAYMENT, await event('AUTHORISATION'))).toMatchObject({
    provider: 'adyen',
    account: 'SampleCupsECOM',
    status: 'authorized',
    providerStatus: 'AUTHORISATION:true',
    amount: 4999,
    currency: 'EUR',
    orderId: 'shop-1',
    method: 'mc',
    failureCode: null,
  });
});

it('a refused payment says why', async () => {
  const refused = (body: string) => failed(body).replace('069121:1111:03/2030', 'Not enough balance');
  expect(await after(PAYMENT, await event('AUTHORISATION', 0, refused))).toMatchObject({
    status: 'failed',
    failureCode: 'Not enough balance',
  });
});

it.each([
  ['CAPTURE', 'paid'],
  ['CAPTURE_FAILED', 'failed'],
  ['CANCELLATION', 'canceled'],
  ['CHARGEBACK', 'disputed'],
])('after %s of the same second the payment is %s, in any order', async (type, status) => {
  const all = [await event('AUTHORISATION'), await event(type)];
  for (const order of [all, all.toReversed()]) expect(await after(PAYMENT, ...order)).toMatchObject({ status });
});

it.each(['CAPTURE', 'CANCELLATION'])('a %s that Adyen refused changes nothing', async (type) => {
  const all = [await event('AUTHORISATION'), await event(type, 9, failed)];
  expect(await after(PAYMENT, ...all)).toMatchObject({ status: 'authorized' });
});

it('a refund has a record that names its payment, and fails if Adyen says so later', async () => {
  const refund = await event('REFUND');
  expect(await after('refunds/adyen:REFUND1', refund)).toMatchObject({
    status: 'paid',
    amount: 1200,
    currency: 'EUR',
    payment: 'PAYMENT1',
  });
  const corrected = await event('REFUND', 0, failed);
  for (const order of [
    [refund, corrected],
    [corrected, refund],
  ]) {
    expect(await after('refunds/adyen:REFUND1', ...order)).toMatchObject({ status: 'failed' });
  }
});

it.each([
  [{ value: 1000, currency: 'EUR' }, 1000],
  [{ value: 1000, currency: 'ISK' }, 10],
  [{ value: 1000, currency: 'IDR' }, 100_000],
  [{ value: 0.5, currency: 'EUR' }, null],
  [null, null],
])('Adyen counts %j as %s in minor units of ISO 4217', (amount, expected) => {
  expect(amountOf(amount)).toBe(expected);
});
