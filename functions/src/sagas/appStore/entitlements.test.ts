import { expect, it } from 'vitest';
import { days } from 'integration-service';
import { AppStoreEvent, type AppStoreEventType } from 'integration-service/appStore';
import { appStore } from 'integration-service/appStore/integration';
import { appStoreSamples } from 'integration-service/appStore/samples';
import { inAnyOrder, sampleEvent } from 'integration-service/testing';
import { updateEntitlement } from '../shared/entitlements.ts';
import { appStoreEntitlements } from './entitlements.ts';

const logic = { durable: { appStoreEntitlements }, handlers: [updateEntitlement] };
const NOON = Date.UTC(2026, 10, 23, 12);
const MONTH = days(30);

const isoOf = (time: number) => new Date(time).toISOString();

let count = 0;

/** Each event has its own id; all are about the same purchase. */
async function event(type: AppStoreEventType, second = 0, fields: Readonly<Record<string, unknown>> = {}) {
  const now = new Date(NOON + second * 1000);
  const sample = await sampleEvent(appStore, appStoreSamples, type, { id: '1', now, fields });
  return AppStoreEvent.revive({ ...sample, id: `${++count}` });
}

async function after(
  events: readonly AppStoreEvent[],
  passing = 0,
  id = 'entitlements/b7e2a9d4-31c6-4f08-9a55-2c7d1e6f8a90:app.example.notes.plus.monthly',
) {
  return (await inAnyOrder(logic, events, { passing }))[id];
}

it('a subscription grants its product to whom the app said, until it expires', async () => {
  const bought = [await event('SUBSCRIBED.INITIAL_BUY')];
  expect(await after(bought)).toMatchObject({
    isActive: true,
    renews: true,
    isFamilyShared: false,
    environment: 'production',
    purchase: '4000001',
    until: isoOf(NOON - 2000 + MONTH),
  });
  expect(await after(bought, days(32))).toMatchObject({ isActive: false, state: 'expired' });
});

it.each([
  ['DID_RENEW', { isActive: true, renews: true }],
  ['DID_CHANGE_RENEWAL_STATUS.AUTO_RENEW_DISABLED', { isActive: true, renews: false }],
  ['DID_FAIL_TO_RENEW.GRACE_PERIOD', { isActive: true, inGracePeriod: true, until: isoOf(NOON + 5000 + days(16)) }],
  ['DID_FAIL_TO_RENEW', { isActive: false, state: 'billing_retry' }],
  ['GRACE_PERIOD_EXPIRED', { isActive: false, state: 'billing_retry' }],
  ['EXPIRED.VOLUNTARY', { isActive: false, state: 'expired' }],
  ['REFUND', { isActive: false, state: 'revoked', until: isoOf(NOON + 4000) }],
  ['REVOKE', { isActive: false, state: 'revoked', isFamilyShared: true }],
] as const)('after %s it is %j, in any order', async (type, expected) => {
  expect(await after([await event('SUBSCRIBED.INITIAL_BUY'), await event(type, 5)])).toMatchObject(expected);
});

it('the grace period ends without a notification', async () => {
  const events = [await event('SUBSCRIBED.INITIAL_BUY'), await event('DID_FAIL_TO_RENEW.GRACE_PERIOD', 5)];
  expect(await after(events, days(17))).toMatchObject({ isActive: false, state: 'billing_retry' });
});

it('the refund of an earlier period takes nothing from the present one', async () => {
  const refunded = await event('REFUND', 5, { '/data/status': 1 });
  expect(await after([await event('DID_RENEW'), refunded])).toMatchObject({ isActive: true });
});

it('what is bought once and kept has no end, and what is consumed is not an entitlement', async () => {
  const id = 'entitlements/b7e2a9d4-31c6-4f08-9a55-2c7d1e6f8a90:app.example.notes.lifetime';
  expect(await after([await event('ONE_TIME_CHARGE')], days(999), id)).toMatchObject({ isActive: true, until: null });
  const consumable = await event('ONE_TIME_CHARGE', 0, { '/data/transactionInfo/type': 'Consumable' });
  expect(await inAnyOrder(logic, [consumable])).toEqual({});
});

it('what is bought in the sandbox is apart', async () => {
  const sample = await sampleEvent(appStore, appStoreSamples, 'SUBSCRIBED.INITIAL_BUY');
  const data: unknown = JSON.parse(JSON.stringify(sample.data).replaceAll('"Production"', '"Sandbox"'));
  const records = await inAnyOrder(logic, [AppStoreEvent.revive({ ...sample, data })]);
  expect(Object.keys(records)).toEqual([expect.stringMatching(/^sandboxEntitlements\/b7e2/)]);
});
