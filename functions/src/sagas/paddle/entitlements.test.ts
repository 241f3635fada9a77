import { expect, it } from 'vitest';
import { days } from 'integration-service';
import { PaddleEvent, type PaddleEventType } from 'integration-service/paddle';
import { paddle } from 'integration-service/paddle/integration';
import { paddleSamples } from 'integration-service/paddle/samples';
import { inAnyOrder, sampleEvent } from 'integration-service/testing';
import { updateEntitlement } from '../shared/entitlements.ts';
import { paddleEntitlements } from './entitlements.ts';

const logic = { durable: { paddleEntitlements }, handlers: [updateEntitlement] };
const NOON = Date.UTC(2026, 10, 23, 12);
const MONTH = days(30);

const isoOf = (time: number) => new Date(time).toISOString();

let count = 0;

/** Each event has its own id; all are about the same purchase. */
async function event(type: PaddleEventType, second = 0, fields: Readonly<Record<string, unknown>> = {}) {
  const now = new Date(NOON + second * 1000);
  const sample = await sampleEvent(paddle, paddleSamples, type, { id: '1', now, fields });
  return PaddleEvent.revive({ ...sample, id: `${++count}` });
}

async function after(
  events: readonly PaddleEvent[],
  passing = 0,
  id = 'entitlements/user_1:pro_01gsz4t5hdjse780zja8vvr7jg',
) {
  return (await inAnyOrder(logic, events, { passing }))[id];
}

const USER = { '/data/custom_data': { user_id: 'user_1' } };

it('a subscription grants its product until its period ends, and renews', async () => {
  const created = [await event('subscription.created', 0, USER)];
  expect(await after(created)).toMatchObject({
    isActive: true,
    renews: true,
    until: isoOf(NOON + MONTH),
    shop: 'paddle',
  });
  expect(await after(created, MONTH + days(2))).toMatchObject({ isActive: false, state: 'expired' });
});

it('one that is to be cancelled ends when that takes effect', async () => {
  const change = { action: 'cancel', effective_at: isoOf(NOON + days(9)), resume_at: null };
  const events = [await event('subscription.created', 0, { ...USER, '/data/scheduled_change': change })];
  expect(await after(events)).toMatchObject({ isActive: true, renews: false, until: isoOf(NOON + days(9)) });
  expect(await after(events, days(9))).toMatchObject({ isActive: false });
});

it('one whose payment failed has a week of grace', async () => {
  const events = [await event('subscription.created', 0, USER), await event('subscription.past_due', 1, USER)];
  expect(await after(events)).toMatchObject({ inGracePeriod: true, until: isoOf(NOON + 1000 + days(7)) });
  expect(await after(events, days(8))).toMatchObject({ isActive: false, state: 'billing_retry' });
});

it('one that was cancelled has ended', async () => {
  const events = [await event('subscription.created', 0, USER), await event('subscription.canceled', 9, USER)];
  expect(await after(events)).toMatchObject({ isActive: false, state: 'expired', until: isoOf(NOON + 9000) });
});

it('without a user it belongs to the customer at Paddle', async () => {
  const created = await event('subscription.created');
  expect(Object.keys(await inAnyOrder(logic, [created]))[0]).toMatch(/^entitlements\/paddle:ctm_\w+:pro_/);
});
