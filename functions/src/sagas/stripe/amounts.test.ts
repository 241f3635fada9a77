import { describe, expect, it } from 'vitest';
import { stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';
import { isoAmount } from './amounts.ts';
import { countDailyRevenue } from './daily-revenue.ts';
import { orderRefunds, syncOrder } from './order-refunds.ts';
import { paymentProgress, syncPayment } from './payments.ts';

/** The list in https://docs.stripe.com/currencies#zero-decimal. */
const ZERO_DECIMAL = 'bif clp djf gnf jpy kmf krw pyg rwf vnd vuv xaf xof xpf'.split(' ');

describe('a Stripe amount in ISO 4217 minor units', () => {
  it.each(ZERO_DECIMAL)('is the same in %s, which has no minor unit on either side', (currency) => {
    expect(isoAmount(500, currency)).toBe(500);
  });

  it.each(['eur', 'usd', 'idr', 'huf', 'twd', 'cop'])('is the same in %s, in hundredths on both sides', (currency) => {
    expect(isoAmount(104_500, currency)).toBe(104_500);
  });

  it.each(['bhd', 'jod', 'kwd', 'omr', 'tnd'])('is the same in %s, in thousandths on both sides', (currency) => {
    expect(isoAmount(5_120, currency)).toBe(5_120);
  });

  it.each([
    ['isk', 500, 5],
    ['ugx', 500, 5],
    ['ugx', -500, -5],
    ['isk', 150, 2],
    ['isk', -40, 0],
    ['mga', 500, 50_000],
  ])('in %s, %i at Stripe is %i', (currency, amount, expected) => {
    expect(isoAmount(amount, currency)).toBe(expected);
  });

  it('is null if there is none, and is unchanged while its object has no currency', () => {
    expect(isoAmount(null, 'isk')).toBeNull();
    expect(isoAmount(undefined, 'isk')).toBeNull();
    expect(isoAmount(500, null)).toBe(500);
  });
});

it('records hold the same minor units, whichever Stripe object they are read from', async () => {
  const stripe = stripeConsumer({
    sagas: { orderRefunds, paymentProgress },
    handlers: [syncOrder, syncPayment],
    tasks: { countDailyRevenue },
  });
  const paid = { currency: 'isk', amount: 500_000, amount_received: 500_000 };
  const charged = { currency: 'isk', amount: 500_000, amount_captured: 500_000, amount_refunded: 120_000 };
  await stripe.deliver(stripeEvent('payment_intent.succeeded', { id: 'evt_1', object: paid }));
  await stripe.deliver(stripeEvent('charge.refunded', { id: 'evt_2', object: { ...charged, refunded: false } }));
  expect(await stripe.record('payments', 'pi_1')).toMatchObject({ amount: 5_000, amountReceived: 5_000 });
  expect(await stripe.record('orders', 'stripe:1001')).toMatchObject({ amount: 5_000, amountRefunded: 1_200 });
  expect(await stripe.record('dailyRevenue', '2026-11-23-isk')).toMatchObject({ received: 5_000, net: 5_000 });
});
