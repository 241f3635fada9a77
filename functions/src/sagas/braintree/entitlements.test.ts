import { expect, it } from 'vitest';
import { days } from 'integration-service';
import { BraintreeEvent, type BraintreeEventType } from 'integration-service/braintree';
import { braintree } from 'integration-service/braintree/integration';
import { braintreeSamples } from 'integration-service/braintree/samples';
import { inAnyOrder, sampleEvent } from 'integration-service/testing';
import { updateEntitlement } from '../shared/entitlements.ts';
import { braintreeEntitlements } from './entitlements.ts';

const logic = { durable: { braintreeEntitlements }, handlers: [updateEntitlement] };
const NOON = Date.UTC(2026, 10, 23, 12);
const MIDNIGHT = Date.UTC(2026, 10, 23);

const isoOf = (time: number) => new Date(time).toISOString();

let count = 0;

/** Each event has its own id; all are about the same purchase. */
async function event(type: BraintreeEventType, second = 0) {
  const now = new Date(NOON + second * 1000);
  const sample = await sampleEvent(braintree, braintreeSamples, type, { id: '1', now });
  return BraintreeEvent.revive({ ...sample, id: `${++count}` });
}

async function after(events: readonly BraintreeEvent[], passing = 0, id = 'entitlements/user_1:studio-monthly') {
  return (await inAnyOrder(logic, events, { passing }))[id];
}

it('a subscription grants its plan through the last day that is paid for', async () => {
  const events = [await event('subscription_went_active'), await event('subscription_charged_successfully', 5)];
  const until = isoOf(MIDNIGHT + days(30));
  expect(await after(events)).toMatchObject({ isActive: true, renews: true, customer: 'customer1', until });
  expect(await after(events, days(32))).toMatchObject({ isActive: false, state: 'expired' });
});

it('one that is past due is kept for a week after that day', async () => {
  const events = [await event('subscription_went_active'), await event('subscription_went_past_due', 5)];
  expect(await after(events)).toMatchObject({ inGracePeriod: true, until: isoOf(MIDNIGHT + days(37)) });
});

it.each(['subscription_canceled', 'subscription_expired'] as const)('%s ends it, in any order', async (type) => {
  const events = [await event('subscription_went_active'), await event(type, 9)];
  expect(await after(events)).toMatchObject({ isActive: false, state: 'expired', until: isoOf(NOON + 9000) });
});
