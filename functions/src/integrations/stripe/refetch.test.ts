import type Stripe from 'stripe';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { StagedRecords, type Context } from '../../core/logic/context.ts';
import type { ServiceSource } from '../../core/logic/token.ts';
import { badConfig } from '../../core/config/settings.ts';
import { memoryPorts } from '../../testing/memory-ports.ts';
import { StripeApi } from '../../testing/stripe-api.ts';
import { reviveStripe, stripeEvent } from '../../testing/stripe-events.ts';
import { stripeClient } from './client.ts';
import { idempotentOptions, refetch, refetchEvent, refetchRelated } from './refetch.ts';
import { NO_KEYS } from '../../testing/service-sources.ts';

const NO_KEY: ServiceSource = {
  ...NO_KEYS,
  apiKey: () => Promise.reject(badConfig('stripe', 'Set STRIPE_API_KEY.')),
};

async function contextOf(json: string, signal = new AbortController().signal): Promise<Context> {
  const { log, store } = memoryPorts();
  return {
    event: await reviveStripe(json),
    records: new StagedRecords((collection, id) => store.get(collection, id)),
    log,
    idempotencyKey: 'the-key-of-this-command',
    signal,
    attempt: 1,
    use: (token) => token.get(NO_KEY),
  };
}

const snapshot = (event: object = {}) => contextOf(stripeEvent('customer.subscription.updated', { event }));

describe('refetch', () => {
  it('returns the current object of an event, with its type', async () => {
    await using api = await StripeApi.start({
      'GET /v1/subscriptions/sub_1': { body: { id: 'sub_1', status: 'paused' } },
    });
    const current = await refetch({ object: 'subscription', id: 'sub_1' }, await snapshot());
    expect(current).toMatchObject({ id: 'sub_1', status: 'paused' });
    expectTypeOf(current).toEqualTypeOf<Stripe.Subscription | undefined>();
    expect(api.requests).toHaveLength(1);
  });

  it.each([
    ['charge', '/v1/charges/x_1'],
    ['checkout.session', '/v1/checkout/sessions/x_1'],
    ['customer', '/v1/customers/x_1'],
    ['dispute', '/v1/disputes/x_1'],
    ['invoice', '/v1/invoices/x_1'],
    ['payment_intent', '/v1/payment_intents/x_1'],
    ['payout', '/v1/payouts/x_1'],
    ['price', '/v1/prices/x_1'],
    ['product', '/v1/products/x_1'],
    ['refund', '/v1/refunds/x_1'],
    ['setup_intent', '/v1/setup_intents/x_1'],
    ['subscription', '/v1/subscriptions/x_1'],
    ['v2.core.account', '/v2/core/accounts/x_1?include[0]=defaults&include[1]=identity&include[2]=requirements'],
  ] as const)('requests a %s at %s', async (object, path) => {
    await using api = await StripeApi.start({ [`GET ${path}`]: { body: { id: 'x_1' } } });
    expect(await refetch({ object, id: 'x_1' }, await snapshot())).toMatchObject({ id: 'x_1' });
    expect(api.requests.map((request) => request.path)).toEqual([path]);
  });

  it('makes the request in the account that the event came from', async () => {
    await using api = await StripeApi.start({ 'GET /v1/charges/ch_1': { body: { id: 'ch_1' } } });
    await refetch({ object: 'charge', id: 'ch_1' }, await snapshot({ account: 'acct_7' }));
    await refetch({ object: 'charge', id: 'ch_1' }, await snapshot());
    expect(api.requests.map(({ headers }) => headers['stripe-context'])).toEqual(['acct_7', undefined]);
  });

  it('makes the request in the account that is named, or in your own', async () => {
    await using api = await StripeApi.start({ 'GET /v1/invoices/in_1': { body: { id: 'in_1' } } });
    const context = await snapshot({ account: 'acct_7' });
    await refetch({ object: 'invoice', id: 'in_1', account: 'acct_9' }, context);
    await refetch({ object: 'invoice', id: 'in_1', account: null }, context);
    expect(api.requests.map(({ headers }) => headers['stripe-context'])).toEqual(['acct_9', undefined]);
  });

  it('resolves to undefined if Stripe no longer has the object', async () => {
    await using api = await StripeApi.start({});
    expect(await refetch({ object: 'charge', id: 'ch_gone' }, await snapshot())).toBeUndefined();
    expect(api.requests).toHaveLength(1);
  });

  it('rejects with the SDK’s error on any other failure', async () => {
    await using api = await StripeApi.start({
      'GET /v1/charges/ch_1': { status: 401, body: { error: { type: 'authentication_error', message: 'Expired.' } } },
    });
    await expect(refetch({ object: 'charge', id: 'ch_1' }, await snapshot())).rejects.toMatchObject({
      statusCode: 401,
    });
    expect(api.requests).toHaveLength(1);
  });

  it('stops waiting when the function times out', async () => {
    await using api = await StripeApi.start({ 'GET /v1/charges/ch_1': 'never' });
    const stop = new AbortController();
    const context = await contextOf(stripeEvent('customer.subscription.updated'), stop.signal);
    const waiting = refetch({ object: 'charge', id: 'ch_1' }, context);
    stop.abort(new Error('Time is up.'));
    await expect(waiting).rejects.toThrow('Time is up.');
    await expect(refetch({ object: 'charge', id: 'ch_1' }, context)).rejects.toThrow('Time is up.');
    expect(api.requests.length).toBeLessThanOrEqual(2);
  });

  it('rejects as without an API key if the local stand-in for the API has no answer', async () => {
    const error = { type: 'authentication_error', code: 'no_local_answer', message: 'Set STRIPE_API_KEY.' };
    await using api = await StripeApi.start({ 'GET /v1/charges/ch_1': { status: 401, body: { error } } });
    await expect(refetch({ object: 'charge', id: 'ch_1' }, await snapshot())).rejects.toMatchObject({
      code: 'stripe/bad-config',
      message: 'Set STRIPE_API_KEY.',
    });
    expect(api.requests).toHaveLength(1);
  });

  it('rejects with an error that names the variable to set if there is no API key', async () => {
    await expect(refetch({ object: 'charge', id: 'ch_1' }, await snapshot())).rejects.toMatchObject({
      code: 'stripe/bad-config',
    });
  });
});

describe('refetch of a thin event', () => {
  const METER = 'v1.billing.meter.error_report_triggered';

  it('returns the object that it is about, from its account and typed', async () => {
    await using api = await StripeApi.start({
      'GET /v1/billing/meters/mtr_1': { body: { id: 'mtr_1', event_name: 'calls' } },
    });
    const context = await contextOf(stripeEvent(METER, { event: { context: 'acct_7' } }));
    const { event } = await reviveStripe(stripeEvent(METER, { event: { context: 'acct_7' } }));
    if (event.type !== METER) throw new Error('The sample is of another type.');
    const meter = await refetchRelated(event, context);
    expectTypeOf(meter).toEqualTypeOf<Stripe.Billing.Meter | undefined>();
    expect(meter).toMatchObject({ event_name: 'calls' });
    expect(api.requests[0]?.headers).toMatchObject({
      'stripe-context': 'acct_7',
      'stripe-request-trigger': 'event=evt_test_1',
    });
  });

  it('returns the full event, or undefined if Stripe no longer has it', async () => {
    await using api = await StripeApi.start({ 'GET /v2/core/events/evt_test_1': { body: { data: { reason: {} } } } });
    const context = await contextOf(stripeEvent(METER));
    const refetched = async () => {
      const { event } = await reviveStripe(stripeEvent(METER));
      if (event.type !== METER) throw new Error('The sample is of another type.');
      return refetchEvent(event, context);
    };
    expect(await refetched()).toMatchObject({ data: { reason: {} } });
    delete api.routes['GET /v2/core/events/evt_test_1'];
    expect(await refetched()).toBeUndefined();
  });
});

describe('the options of a request that changes something', () => {
  it('contain the command’s idempotency key and the event’s account', async () => {
    await using api = await StripeApi.start({ 'POST /v1/customers/cus_1': { body: { id: 'cus_1' } } });
    const context = await snapshot({ account: 'acct_7' });
    const stripe = await context.use(stripeClient);
    await stripe.customers.update('cus_1', { description: 'Acme' }, idempotentOptions(context));
    expect(api.requests[0]).toMatchObject({
      body: 'description=Acme',
      headers: { 'idempotency-key': 'the-key-of-this-command', 'stripe-context': 'acct_7' },
    });
  });
});
