import { expect, it } from 'vitest';
import { days } from 'integration-service';
import { PolarEvent, type PolarEventType } from 'integration-service/polar';
import { polar } from 'integration-service/polar/integration';
import { polarSamples } from 'integration-service/polar/samples';
import { inAnyOrder, sampleEvent } from 'integration-service/testing';
import { updateEntitlement } from '../shared/entitlements.ts';
import { polarEntitlements } from './entitlements.ts';

const logic = { durable: { polarEntitlements }, handlers: [updateEntitlement] };
const NOON = Date.UTC(2026, 10, 23, 12);

const isoOf = (time: number) => new Date(time).toISOString();

let count = 0;

/** Each event has its own id; all are about the same purchase. */
async function event(type: PolarEventType, second = 0, fields: Readonly<Record<string, unknown>> = {}) {
  const now = new Date(NOON + second * 1000);
  const sample = await sampleEvent(polar, polarSamples, type, { id: '1', now, fields });
  return PolarEvent.revive({ ...sample, id: `${++count}` });
}

async function after(
  events: readonly PolarEvent[],
  passing = 0,
  id = 'entitlements/user_1:51c7a0de-3b9f-4f25-8a60-d2e94c17b038',
) {
  return (await inAnyOrder(logic, events, { passing }))[id];
}

it('a subscription grants its product until its period ends', async () => {
  const events = [await event('subscription.created'), await event('subscription.active', 5)];
  expect(await after(events)).toMatchObject({ isActive: true, state: 'active', renews: true, shop: 'polar' });
  expect(await after(events, days(32))).toMatchObject({ isActive: false, state: 'expired' });
});

it('one that is cancelled goes on to the end, and one that is revoked ends', async () => {
  const [active, cancelled] = [await event('subscription.active'), await event('subscription.canceled', 5)];
  expect(await after([active, cancelled])).toMatchObject({ isActive: true, renews: false });
  expect(await after([active, cancelled], days(31))).toMatchObject({ isActive: false });
  expect(await after([active, cancelled, await event('subscription.revoked', 9)])).toMatchObject({
    isActive: false,
    until: isoOf(NOON + 9000),
  });
});

it.each([
  ['past_due', { inGracePeriod: true, until: isoOf(NOON + days(7)) }],
  ['unpaid', { isActive: false, state: 'billing_retry' }],
])('one that is %s is %j', async (status, expected) => {
  expect(await after([await event('subscription.active', 0, { '/data/status': status })])).toMatchObject(expected);
});

it('what is bought once is kept until it is refunded', async () => {
  const paid = await event('order.paid');
  expect(await after([paid], days(999))).toMatchObject({ isActive: true, until: null });
  expect(await after([paid, await event('order.refunded', 5)])).toMatchObject({ isActive: false, state: 'revoked' });
  const renewal = { '/data/billing_reason': 'subscription_cycle' };
  expect(await after([await event('order.paid', 0, renewal)])).toBeUndefined();
});
