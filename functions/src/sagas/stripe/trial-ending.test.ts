import { describe, expect, it } from 'vitest';
import { days, hours } from 'integration-service';
import { reviveStripe, StripeApi, stripeEvent, type StripeEventChanges } from 'integration-service/stripe/testing';
import { given, inAnyOrder } from 'integration-service/testing';
import { RemindOfTrialEnd, remindOfTrialEnd, trialEnding } from './trial-ending.ts';

const logic = { durable: { trialEnding }, handlers: [remindOfTrialEnd] };

/** Stripe announces the end three days before. */
const TRIAL = {
  subscription: 'sub_1',
  customer: 'cus_1',
  account: null,
  livemode: false,
  trialEnd: '2026-11-26T12:00:00.000Z',
} as const;

function event(type: string, { id = `evt_${type}`, ...changes }: StripeEventChanges = {}) {
  return reviveStripe(stripeEvent(type, { id, ...changes }));
}

const announced = () => event('customer.subscription.trial_will_end');

describe('a trial that ends without a card', () => {
  const ends = (trial = TRIAL) => given(trialEnding).fact('trialEnds', trial);

  it('is announced three days and one day before', () => {
    ends()
      .wakesAt(hours(1))
      .at(hours(1))
      .then(new RemindOfTrialEnd(TRIAL, 3))
      .wakesAt(days(2))
      .at(days(9))
      .then(new RemindOfTrialEnd(TRIAL, 1));
  });

  it('is not announced with a reminder that is too late', () => {
    given(trialEnding, { now: new Date('2026-11-26T00:00:00Z') })
      .fact('trialEnds', TRIAL)
      .at(days(30))
      .then(new RemindOfTrialEnd(TRIAL, 1));
    given(trialEnding, { now: new Date('2026-11-26T12:00:01Z') })
      .fact('trialEnds', TRIAL)
      .at(days(30))
      .thenNothing();
  });

  it.each(['cardAdded', 'ended'] as const)('is forgotten after %s', (name) => {
    ends().at(days(1)).then(RemindOfTrialEnd).fact(name, { subscription: 'sub_1' }).at(days(9)).thenNothing();
    ends().at(days(1)).then(RemindOfTrialEnd).fact(name, { subscription: null }).at(days(9)).thenNothing();
    ends().at(days(1)).then(RemindOfTrialEnd).fact(name, { subscription: 'sub_2' }).at(days(9)).then(RemindOfTrialEnd);
  });

  it('that is extended is announced at its new end', () => {
    const extended = { ...TRIAL, trialEnd: '2026-12-06T12:00:00.000Z' };
    ends()
      .at(hours(2))
      .then(RemindOfTrialEnd)
      .fact('trialEnds', extended)
      .fact('trialEnds', extended)
      .at(days(30))
      .then(new RemindOfTrialEnd(extended, 3), new RemindOfTrialEnd(extended, 1));
  });
});

describe('the events of a trial', () => {
  it('begin with its announcement, if there is nothing to charge', async () => {
    given(trialEnding)
      .event(await announced())
      .at(hours(1))
      .then(new RemindOfTrialEnd(TRIAL, 3));
    for (const object of [
      { default_payment_method: 'pm_1' },
      { default_source: 'card_1' },
      { cancel_at_period_end: true },
      { status: 'active' },
    ]) {
      given(trialEnding).skips(await event('customer.subscription.trial_will_end', { object }));
    }
  });

  it('are over with a card of the subscription or of the customer', async () => {
    const cards = [
      await event('customer.subscription.updated', { object: { status: 'trialing', cancel_at_period_end: false } }),
      await event('customer.updated', { previous: { invoice_settings: { default_payment_method: null } } }),
    ];
    for (const card of cards) {
      given(trialEnding)
        .event(await announced())
        .event(card)
        .at(days(9))
        .thenNothing();
    }
    given(trialEnding).skips(await event('customer.updated'));
  });

  it('are over with the subscription, or once it is going to end with the trial', async () => {
    const ends = [
      await event('customer.subscription.deleted'),
      await event('customer.subscription.updated', { object: { status: 'active' }, previous: { status: 'trialing' } }),
      await event('customer.subscription.updated', { object: NO_CARD, previous: { cancel_at_period_end: false } }),
    ];
    for (const end of ends) {
      given(trialEnding)
        .event(await announced())
        .event(end)
        .at(days(9))
        .thenNothing();
    }
    given(trialEnding).skips(await event('customer.subscription.updated', { object: NO_CARD, previous: {} }));
  });
});

const NO_CARD = { status: 'trialing', cancel_at_period_end: true, default_payment_method: null };

describe('in any order', () => {
  it('a card that comes with the announcement leaves no reminder', async () => {
    const card = await event('customer.subscription.updated', { object: { status: 'trialing' } });
    expect(await inAnyOrder(logic, [await announced(), card], { passing: days(9) })).toEqual({});
  });

  it('a trial without a card leaves both reminders', async () => {
    const other = await event('customer.subscription.deleted', { object: { id: 'sub_2' } });
    expect(await inAnyOrder(logic, [await announced(), other], { passing: days(9) })).toEqual({
      'trialReminders/stripe:sub_1:3': { ...TRIAL, daysLeft: 3 },
      'trialReminders/stripe:sub_1:1': { ...TRIAL, daysLeft: 1 },
    });
  });
});

describe('before it reminds the customer, it asks Stripe', () => {
  const subscription = { id: 'sub_1', status: 'trialing', cancel_at_period_end: false, default_payment_method: null };
  const customer = { id: 'cus_1', invoice_settings: { default_payment_method: null } };

  it.each([
    ['the trial is without a card', subscription, customer, true],
    ['the subscription has a card', { ...subscription, default_payment_method: 'pm_1' }, customer, false],
    ['the customer has a card', subscription, { id: 'cus_1', default_source: 'card_1' }, false],
    ['the customer was deleted', subscription, { id: 'cus_1', deleted: true }, true],
    ['the trial is over', { ...subscription, status: 'active' }, customer, false],
  ])('whether %s', async (_what, first, second, isReminded) => {
    await using _ = await StripeApi.start({
      'GET /v1/subscriptions/sub_1': { body: first },
      'GET /v1/customers/cus_1': { body: second },
    });
    const records = await inAnyOrder(logic, [await announced()], { passing: days(9) });
    expect(Object.keys(records)).toHaveLength(isReminded ? 2 : 0);
  });
});
