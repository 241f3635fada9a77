import { expect, it } from 'vitest';
import { days } from 'integration-service';
import { LemonsqueezyEvent, type LemonsqueezyEventType } from 'integration-service/lemonsqueezy';
import { lemonsqueezy } from 'integration-service/lemonsqueezy/integration';
import { lemonsqueezySamples } from 'integration-service/lemonsqueezy/samples';
import { inAnyOrder, sampleEvent } from 'integration-service/testing';
import { updateEntitlement } from '../shared/entitlements.ts';
import { lemonsqueezyEntitlements } from './entitlements.ts';

const logic = { durable: { lemonsqueezyEntitlements }, handlers: [updateEntitlement] };
const NOON = Date.UTC(2026, 10, 23, 12);
const MONTH = days(30);

const isoOf = (time: number) => new Date(time).toISOString();

let count = 0;

/** Each event has its own id; all are about the same purchase. */
async function event(type: LemonsqueezyEventType, second = 0, fields: Readonly<Record<string, unknown>> = {}) {
  const now = new Date(NOON + second * 1000);
  const sample = await sampleEvent(lemonsqueezy, lemonsqueezySamples, type, { id: '1', now, fields });
  return LemonsqueezyEvent.revive({ ...sample, id: `${++count}` });
}

async function after(events: readonly LemonsqueezyEvent[], passing = 0, id = 'sandboxEntitlements/user_1:55') {
  return (await inAnyOrder(logic, events, { passing }))[id];
}

it('a subscription grants its product to the user of the checkout', async () => {
  expect(await after([await event('subscription_created')])).toMatchObject({
    userId: 'user_1',
    customer: '90210',
    isActive: true,
    renews: true,
    until: isoOf(NOON + MONTH),
    environment: 'sandbox',
  });
});

it('whoever cancels keeps access until the end', async () => {
  const events = [await event('subscription_created'), await event('subscription_cancelled', 5)];
  expect(await after(events)).toMatchObject({ isActive: true, renews: false, until: isoOf(NOON + 5000 + MONTH) });
  expect(await after(events, MONTH + 5000)).toMatchObject({ isActive: false, state: 'expired' });
  expect(await after([...events, await event('subscription_expired', 9)])).toMatchObject({ isActive: false });
});

it.each([
  [{ status: 'past_due' }, { inGracePeriod: true, until: isoOf(NOON + MONTH + days(7)) }],
  [{ status: 'unpaid' }, { isActive: false, state: 'billing_retry' }],
  [
    { status: 'paused', pause: { mode: 'void' } },
    { isActive: false, state: 'paused' },
  ],
  [
    { status: 'paused', pause: { mode: 'free' } },
    { isActive: true, until: null },
  ],
  [
    { status: 'on_trial', trial_ends_at: isoOf(NOON + days(3)) },
    { state: 'trialing', until: isoOf(NOON + days(3)) },
  ],
])('a subscription with %j is %j', async (fields, expected) => {
  const set = Object.fromEntries(Object.entries(fields).map(([name, value]) => [`/data/attributes/${name}`, value]));
  expect(await after([await event('subscription_updated', 0, set)])).toMatchObject(expected);
});

it('in live mode it counts', async () => {
  const live = await event('subscription_created', 0, { '/data/attributes/test_mode': false });
  expect(await after([live], 0, 'entitlements/user_1:55')).toMatchObject({ environment: 'production' });
});
