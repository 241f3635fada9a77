import { describe, expect, it } from 'vitest';
import { days, hours } from 'integration-service';
import { reviveStripe, stripeEvent, type StripeEventChanges } from 'integration-service/stripe/testing';
import { given, inAnyOrder } from 'integration-service/testing';
import { updateEntitlement } from '../shared/entitlements.ts';
import { stripeEntitlements } from './entitlements.ts';

const logic = { durable: { stripeEntitlements }, handlers: [updateEntitlement] };

const NOON = Date.UTC(2026, 10, 23, 12) / 1000;
const DAY = 86_400;
const START = NOON - 10 * DAY;
const END = NOON + 20 * DAY;

const GOES_ON = { cancel_at: null, cancel_at_period_end: false };

let count = 0;

function event(type: string, changes: StripeEventChanges = {}) {
  const object = { livemode: true, ...changes.object };
  return reviveStripe(stripeEvent(type, { id: `evt_${++count}`, ...changes, object }));
}

/** A subscription to a product, in its period around the noon of the story. */
function subscription(type: string, second: number, object: object = {}, product = 'prod_1') {
  const period = { current_period_start: START, current_period_end: END };
  const items = { data: [{ ...period, price: { id: 'price_1', product, metadata: {} } }] };
  return event(`customer.subscription.${type}`, { second, object: { items, ...GOES_ON, ...object } });
}

const isoOf = (seconds: number) => new Date(seconds * 1000).toISOString();

describe('a subscription', () => {
  it('grants its product to the user until its period ends, and a little longer, since it is renewed', async () => {
    const created = await subscription('created', 0);
    const records = await inAnyOrder(logic, [created], { passing: days(20) });
    expect(records['entitlements/user_1:prod_1']).toMatchObject({
      userId: 'user_1',
      product: 'prod_1',
      environment: 'production',
      isActive: true,
      state: 'active',
      until: isoOf(END),
      renews: true,
      inGracePeriod: false,
      shop: 'stripe',
      purchase: 'sub_1',
      customer: 'cus_1',
    });
    const later = await inAnyOrder(logic, [created], { passing: days(21) + hours(1) });
    expect(later['entitlements/user_1:prod_1']).toMatchObject({ isActive: false, state: 'expired', renews: false });
  });

  it('that is renewed goes on', async () => {
    const items = { data: [{ current_period_end: END + 30 * DAY, price: { product: 'prod_1' } }] };
    const events = [await subscription('created', 0), await subscription('updated', 5, { items })];
    const records = await inAnyOrder(logic, events, { passing: days(40) });
    expect(records['entitlements/user_1:prod_1']).toMatchObject({ isActive: true, until: isoOf(END + 30 * DAY) });
  });

  it('that is cancelled ends with its period, without an event', async () => {
    const events = [await subscription('created', 0), await subscription('updated', 5, { cancel_at_period_end: true })];
    const records = await inAnyOrder(logic, events, { passing: days(19) });
    expect(records['entitlements/user_1:prod_1']).toMatchObject({ isActive: true, renews: false });
    const later = await inAnyOrder(logic, events, { passing: days(20) });
    expect(later['entitlements/user_1:prod_1']).toMatchObject({ isActive: false, state: 'expired', until: isoOf(END) });
  });

  it('that was deleted ends at once, whenever the other events arrive', async () => {
    const deleted = await subscription('deleted', 9, { status: 'canceled', ended_at: NOON });
    const records = await inAnyOrder(logic, [
      await subscription('created', 0),
      await subscription('updated', 5),
      deleted,
    ]);
    expect(records['entitlements/user_1:prod_1']).toMatchObject({
      isActive: false,
      state: 'expired',
      until: isoOf(NOON),
    });
  });

  it('whose payment failed is kept for a week of grace, and regained once it is paid', async () => {
    const failed = await subscription('updated', 5, { status: 'past_due', items: itemsSince(NOON) });
    const paid = await subscription('updated', 9);
    const events = [await subscription('created', 0), failed];
    expect((await inAnyOrder(logic, events))['entitlements/user_1:prod_1']).toMatchObject({
      isActive: true,
      state: 'grace_period',
      inGracePeriod: true,
      until: isoOf(NOON + 7 * DAY),
    });
    const later = await inAnyOrder(logic, events, { passing: days(7) });
    expect(later['entitlements/user_1:prod_1']).toMatchObject({ isActive: false, state: 'billing_retry' });
    const regained = await inAnyOrder(logic, [...events, paid], { passing: days(7) });
    expect(regained['entitlements/user_1:prod_1']).toMatchObject({ isActive: true, state: 'active' });
  });

  it.each([
    ['paused', 'paused'],
    ['unpaid', 'billing_retry'],
    ['incomplete', 'pending'],
    ['one that Stripe has yet to invent', 'pending'],
  ])('that is %s grants nothing', async (status, state) => {
    const records = await inAnyOrder(logic, [
      await subscription('created', 0),
      await subscription('updated', 5, { status }),
    ]);
    expect(records['entitlements/user_1:prod_1']).toMatchObject({ isActive: false, state });
  });

  it('to another product than before ends what it granted, in any order', async () => {
    const events = [
      await subscription('created', 0),
      await subscription('updated', 5, {}, 'prod_2'),
      await subscription('updated', 9, {}, 'prod_3'),
    ];
    const records = await inAnyOrder(logic, events);
    expect(records['entitlements/user_1:prod_1']).toMatchObject({ isActive: false, state: 'replaced' });
    expect(records['entitlements/user_1:prod_2']).toMatchObject({ isActive: false, state: 'replaced' });
    expect(records['entitlements/user_1:prod_3']).toMatchObject({ isActive: true, state: 'active' });
  });

  it('and back again is active', async () => {
    const events = [
      await subscription('created', 0),
      await subscription('updated', 5, {}, 'prod_2'),
      await subscription('updated', 9),
    ];
    const records = await inAnyOrder(logic, events);
    expect(records['entitlements/user_1:prod_1']).toMatchObject({ isActive: true });
    expect(records['entitlements/user_1:prod_2']).toMatchObject({ isActive: false });
  });

  it('of several products grants each, and a price may name what it unlocks', async () => {
    const [one, two] = [{ product: 'prod_1' }, { product: 'prod_2', metadata: { entitlement: 'pro' } }];
    const items = { data: [one, two].map((price) => ({ current_period_end: END, price })) };
    const records = await inAnyOrder(logic, [await subscription('created', 0, { items })]);
    expect(Object.keys(records)).toEqual(['entitlements/user_1:pro', 'entitlements/user_1:prod_1']);
  });

  it('in a sandbox grants nothing that counts', async () => {
    const records = await inAnyOrder(logic, [await subscription('created', 0, { livemode: false })]);
    expect(Object.keys(records)).toEqual(['sandboxEntitlements/user_1:prod_1']);
    expect(records['sandboxEntitlements/user_1:prod_1']).toMatchObject({ isActive: true, environment: 'sandbox' });
  });

  it('at a connected account grants nothing of yours', async () => {
    const created = await event('customer.subscription.created', { event: { account: 'acct_7' } });
    expect(Object.keys(await inAnyOrder(logic, [created]))).toEqual(['entitlements/user_1:acct_7%2Fprod_1']);
  });
});

describe('the user', () => {
  const nobody = { metadata: {} };
  const session = (object: object) => event('checkout.session.completed', { second: 5, object });

  it('is the customer at Stripe if nobody says who it is', async () => {
    const records = await inAnyOrder(logic, [await subscription('created', 0, nobody)]);
    expect(records['entitlements/stripe:cus_1:prod_1']).toMatchObject({
      userId: null,
      customer: 'cus_1',
      isActive: true,
    });
  });

  it('may be named by the Checkout Session alone, in any order', async () => {
    const checkout = { mode: 'subscription', subscription: 'sub_1', client_reference_id: 'uid_1', metadata: {} };
    const events = [
      await session(checkout),
      await subscription('created', 5, nobody),
      await subscription('updated', 9, nobody),
    ];
    const records = await inAnyOrder(logic, events);
    expect(records['entitlements/uid_1:prod_1']).toMatchObject({ userId: 'uid_1', isActive: true });
    expect(records['entitlements/stripe:cus_1:prod_1']).toMatchObject({ isActive: false, state: 'replaced' });
  });

  it('is nobody if what is given cannot be the id of one', async () => {
    const metadata = { user_id: 'x'.repeat(129) };
    const records = await inAnyOrder(logic, [await subscription('created', 0, { metadata })]);
    expect(Object.keys(records)).toEqual(['entitlements/stripe:cus_1:prod_1']);
  });

  it('who owns a subscription may change', async () => {
    const events = [
      await subscription('created', 0),
      await subscription('updated', 5, { metadata: { user_id: 'user_2' } }),
    ];
    const records = await inAnyOrder(logic, events);
    expect(records['entitlements/user_1:prod_1']).toMatchObject({ isActive: false });
    expect(records['entitlements/user_2:prod_1']).toMatchObject({ isActive: true });
  });
});

describe('what is bought once', () => {
  const session = (type: string, second: number, object: object = {}) =>
    event(`checkout.session.${type}`, { second, object: { client_reference_id: 'user_1', ...object } });

  it('has no end', async () => {
    const records = await inAnyOrder(logic, [await session('completed', 0)], { passing: days(4_000) });
    expect(records['entitlements/user_1:templates']).toMatchObject({
      isActive: true,
      until: null,
      renews: false,
      purchase: 'pi_1',
    });
  });

  it('grants nothing before it is paid', async () => {
    const waiting = await session('completed', 0, { payment_status: 'unpaid' });
    expect((await inAnyOrder(logic, [waiting]))['entitlements/user_1:templates']).toMatchObject({ state: 'pending' });
    for (const [type, fields, expected] of [
      ['async_payment_succeeded', {}, { isActive: true }],
      ['async_payment_failed', { payment_status: 'unpaid' }, { isActive: false, state: 'expired' }],
    ] as const) {
      const records = await inAnyOrder(logic, [waiting, await session(type, 5, fields)]);
      expect(records['entitlements/user_1:templates']).toMatchObject(expected);
    }
  });

  it.each([
    ['charge.refunded', { refunded: true }, false],
    ['charge.refunded', { refunded: false }, true],
    ['charge.dispute.closed', { status: 'lost' }, false],
    ['charge.dispute.closed', { status: 'won' }, true],
  ])('and %s with %j is worth what is left', async (type, fields, isActive) => {
    const back = await event(type, { second: 5, object: { payment_intent: 'pi_1', ...fields } });
    const records = await inAnyOrder(logic, [await session('completed', 0), back]);
    expect(records['entitlements/user_1:templates']).toMatchObject({
      isActive,
      state: isActive ? 'active' : 'revoked',
    });
  });

  it('is goods rather than an entitlement, unless the session names one', async () => {
    given(stripeEntitlements).skips(await session('completed', 0, { metadata: { order_id: '1001' } }));
  });
});

function itemsSince(start: number) {
  return {
    data: [{ current_period_start: start, current_period_end: start + 30 * DAY, price: { product: 'prod_1' } }],
  };
}
