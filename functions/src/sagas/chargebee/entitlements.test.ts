import { expect, it } from 'vitest';
import { days } from 'integration-service';
import { ChargebeeEvent, type ChargebeeEventType } from 'integration-service/chargebee';
import { chargebee } from 'integration-service/chargebee/integration';
import { chargebeeSamples } from 'integration-service/chargebee/samples';
import { inAnyOrder, sampleEvent } from 'integration-service/testing';
import { updateEntitlement } from '../shared/entitlements.ts';
import { chargebeeEntitlements } from './entitlements.ts';

const logic = { durable: { chargebeeEntitlements }, handlers: [updateEntitlement] };
const NOON = Date.UTC(2026, 10, 23, 12);
const MONTH = days(30);

const isoOf = (time: number) => new Date(time).toISOString();

let count = 0;

/** Each event has its own id; all are about the same purchase. */
async function event(type: ChargebeeEventType, second = 0, fields: Readonly<Record<string, unknown>> = {}) {
  const now = new Date(NOON + second * 1000);
  const sample = await sampleEvent(chargebee, chargebeeSamples, type, { id: '1', now, fields });
  return ChargebeeEvent.revive({ ...sample, id: `${++count}` });
}

async function after(events: readonly ChargebeeEvent[], passing = 0, id = 'entitlements/user_1:Studio-EUR-Monthly') {
  return (await inAnyOrder(logic, events, { passing }))[id];
}

it('a trial grants the prices of the plan until it ends', async () => {
  expect(await after([await event('subscription_created')])).toMatchObject({
    isActive: true,
    state: 'trialing',
    customer: 'cus_1',
    until: isoOf(NOON + MONTH),
  });
});

it('a subscription goes on with its terms, and ends if it is not renewed', async () => {
  const events = [await event('subscription_activated'), await event('subscription_renewed', 5)];
  expect(await after(events, days(30))).toMatchObject({ isActive: true, renews: true });
  expect(await after(events, days(32))).toMatchObject({ isActive: false, state: 'expired' });
});

it('one that is cancelled at its end, or at once, ends then', async () => {
  const scheduled = [await event('subscription_activated'), await event('subscription_cancellation_scheduled', 5)];
  expect(await after(scheduled)).toMatchObject({ isActive: true, renews: false });
  expect(await after(scheduled, days(31))).toMatchObject({ isActive: false });
  const ended = { isActive: false, state: 'expired', until: isoOf(NOON + 9000) };
  expect(await after([...scheduled, await event('subscription_cancelled', 9)])).toMatchObject(ended);
});

it('charges and other catalogues', async () => {
  const items = [{ item_price_id: 'setup', item_type: 'charge' }];
  const fields = { '/content/subscription/subscription_items': items, '/content/subscription/plan_id': 'basic' };
  const records = await inAnyOrder(logic, [await event('subscription_activated', 0, fields)]);
  expect(Object.keys(records)).toEqual(['entitlements/user_1:basic']);
});
