import { describe, expect, it } from 'vitest';
import { StripeApi, stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';
import { countDailyRevenue } from './daily-revenue.ts';
import { keepLostEvents } from './lost-events.ts';
import { paymentProgress, syncPayment } from './payments.ts';

const TYPE = 'v2.core.health.event_generation_failure.resolved';
const REPORT = 'GET /v2/core/events/evt_test_1';
const PAYMENT = 'GET /v1/payment_intents/pi_1';

function reportOf(impact: object): object {
  return { id: 'evt_test_1', object: 'v2.core.event', type: TYPE, data: { impact, summary: 'We have failed.' } };
}

function about(id: string, type: string, url: string): object {
  return { related_object: { id, type, url } };
}

const PAID = JSON.parse(stripeEvent('payment_intent.succeeded')).data.object;
const LOST = { event_type: 'payment_intent.succeeded', ...about('pi_1', 'payment_intent', '/v1/payment_intents/pi_1') };

function consumer() {
  return stripeConsumer({
    sagas: { paymentProgress },
    tasks: { countDailyRevenue, keepLostEvents },
    handlers: [syncPayment],
  });
}

describe('an event that Stripe failed to generate', () => {
  it('is handled by the sagas, with its object as it is now, and once', async () => {
    await using api = await StripeApi.start({ [REPORT]: { body: reportOf(LOST) }, [PAYMENT]: { body: PAID } });
    const stripe = consumer();
    await stripe.deliver(stripeEvent(TYPE));
    await stripe.deliver(stripeEvent(TYPE));
    expect(await stripe.record('payments', 'pi_1')).toMatchObject({ status: 'succeeded', amountReceived: 4999 });
    expect(await stripe.record('dailyRevenue', '2026-11-23-eur')).toMatchObject({ payments: 1 });
    // The report once for each delivery, whatever reads it; the object once.
    expect(api.requests.map(({ path }) => path)).toEqual([
      '/v2/core/events/evt_test_1',
      '/v1/payment_intents/pi_1',
      '/v2/core/events/evt_test_1',
    ]);
  });

  it('is recorded, and raises an alert', async () => {
    await using _api = await StripeApi.start({ [REPORT]: { body: reportOf(LOST) }, [PAYMENT]: { body: PAID } });
    const stripe = consumer();
    await stripe.deliver(stripeEvent(TYPE));
    expect(await stripe.record('lostEvents', 'evt_test_1')).toEqual({
      id: 'evt_test_1',
      type: 'payment_intent.succeeded',
      object: 'pi_1',
      objectType: 'payment_intent',
      account: null,
      recovered: true,
      reportedAt: '2026-11-23T12:00:00.000Z',
    });
    expect(stripe.ports.lines).toContainEqual(
      expect.objectContaining({
        severity: 'WARNING',
        message: 'Stripe Event Never Generated',
        lostType: 'payment_intent.succeeded',
      }),
    );
  });

  it('of a connected account is asked for in that account, and never at the address of the Dashboard', async () => {
    const url = 'https://dashboard.stripe.com/payment_intents/pi_1';
    const lost = { event_type: 'payment_intent.succeeded', context: 'acct_7', ...about('pi_1', 'payment_intent', url) };
    await using api = await StripeApi.start({ [REPORT]: { body: reportOf(lost) }, [PAYMENT]: { body: PAID } });
    const stripe = consumer();
    await stripe.deliver(stripeEvent(TYPE));
    expect(await stripe.record('payments', 'pi_1')).toMatchObject({ account: 'acct_7' });
    const asked = api.requests.find(({ path }) => path.endsWith('/pi_1'));
    expect(asked?.headers).toMatchObject({ 'stripe-context': 'acct_7' });
    expect(await stripe.record('lostEvents', 'evt_test_1')).toMatchObject({ account: 'acct_7', recovered: true });
  });

  it.each([
    ['whose type no thin event has', reportOf({ ...LOST, event_type: 'customer.source.created' })],
    ['about which Stripe says nothing', reportOf({})],
  ])('%s is recorded as not recovered', async (_what, report) => {
    await using _api = await StripeApi.start({ [REPORT]: { body: report } });
    const stripe = consumer();
    await stripe.deliver(stripeEvent(TYPE));
    expect(await stripe.record('lostEvents', 'evt_test_1')).toMatchObject({ recovered: false });
    expect(await stripe.record('payments', 'pi_1')).toBeUndefined();
  });

  it('is recorded if Stripe no longer has the report', async () => {
    await using _api = await StripeApi.start({});
    const stripe = consumer();
    await stripe.deliver(stripeEvent(TYPE));
    expect(await stripe.record('lostEvents', 'evt_test_1')).toMatchObject({ type: null, recovered: false });
  });

  it('is retried until the API key is set, and says which variable to set', async () => {
    await expect(consumer().deliver(stripeEvent(TYPE))).rejects.toThrow('STRIPE_API_KEY');
  });
});
