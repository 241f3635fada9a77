import { expect, it } from 'vitest';
import { days } from 'integration-service';
import { RazorpayEvent, type RazorpayEventType } from 'integration-service/razorpay';
import { razorpay } from 'integration-service/razorpay/integration';
import { razorpaySamples } from 'integration-service/razorpay/samples';
import { inAnyOrder, sampleEvent } from 'integration-service/testing';
import { updateEntitlement } from '../shared/entitlements.ts';
import { razorpayEntitlements } from './entitlements.ts';

const logic = { durable: { razorpayEntitlements }, handlers: [updateEntitlement] };
const NOON = Date.UTC(2026, 10, 23, 12);
const MONTH = days(30);

const isoOf = (time: number) => new Date(time).toISOString();

let count = 0;

/** Each event has its own id; all are about the same purchase. */
async function event(type: RazorpayEventType, second = 0, fields: Readonly<Record<string, unknown>> = {}) {
  const now = new Date(NOON + second * 1000);
  const sample = await sampleEvent(razorpay, razorpaySamples, type, { id: '1', now, fields });
  return RazorpayEvent.revive({ ...sample, id: `${++count}` });
}

async function after(events: readonly RazorpayEvent[], passing = 0, id = 'entitlements/user_1:plan_Qa7Sample') {
  return (await inAnyOrder(logic, events, { passing }))[id];
}

const on = (fields: object) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`/payload/subscription/entity/${name}`, value]));

it('a subscription grants its plan until its cycle ends', async () => {
  const events = [await event('subscription.activated'), await event('subscription.charged', 5)];
  expect(await after(events)).toMatchObject({ isActive: true, renews: true, customer: 'cust_Qa7Sample' });
  expect(await after(events, days(32))).toMatchObject({ isActive: false, state: 'expired' });
});

it('one whose payment fails is kept for a week, and ends if Razorpay gives up', async () => {
  const events = [await event('subscription.activated'), await event('subscription.pending', 5)];
  expect(await after(events)).toMatchObject({ inGracePeriod: true, until: isoOf(NOON + 5000 + days(7)) });
  expect(await after(events, days(8))).toMatchObject({ isActive: false, state: 'billing_retry' });
  const halted = await event('subscription.pending', 9, on({ status: 'halted' }));
  expect(await after([...events, halted])).toMatchObject({ isActive: false, state: 'billing_retry' });
});

it.each([
  [
    { status: 'completed', remaining_count: 0 },
    { isActive: true, renews: false, until: isoOf(NOON + MONTH) },
  ],
  [{ status: 'paused' }, { isActive: false, state: 'paused' }],
  [{ status: 'authenticated' }, { isActive: false, state: 'pending' }],
])('one with %j is %j', async (fields, expected) => {
  expect(await after([await event('subscription.charged', 0, on(fields))])).toMatchObject(expected);
});

it('one that is cancelled ends', async () => {
  const events = [await event('subscription.activated'), await event('subscription.cancelled', 9)];
  expect(await after(events)).toMatchObject({ isActive: false, until: isoOf(NOON + 9000) });
});
