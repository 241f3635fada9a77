import { expect, it } from 'vitest';
import { PlaidEvent, type PlaidEventType } from 'integration-service/plaid';
import { plaid } from 'integration-service/plaid/integration';
import { plaidSamples } from 'integration-service/plaid/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { connections, updateConnection } from './connections.ts';
import { noteUpdates, transactionSyncs } from './syncs.ts';

const logic = { sagas: { connections, transactionSyncs }, handlers: [updateConnection, noteUpdates] };
const ITEM = 'plaid:wz666MBjYWTp2PDzzggYhM6oWW1';

async function event(type: PlaidEventType, second = 0): Promise<PlaidEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return PlaidEvent.revive(await sampleEvent(plaid, plaidSamples, type, { id: '1', now }));
}

async function after(collection: string, ...events: readonly PlaidEvent[]) {
  return (await (await handleEvents(logic, events)).get(collection, ITEM))?.data;
}

it('a connection needs a login until it is repaired, whatever the order', async () => {
  const [broken, repaired] = [await event('ITEM.ERROR'), await event('ITEM.LOGIN_REPAIRED', 9)];
  expect(await after('bankConnections', broken)).toMatchObject({
    status: 'login_required',
    code: 'ITEM_LOGIN_REQUIRED',
    environment: 'production',
  });
  expect(await after('bankConnections', repaired, broken)).toMatchObject({ status: 'working', code: null });
});

it('a connection that is about to end says why or when', async () => {
  expect(await after('bankConnections', await event('ITEM.PENDING_DISCONNECT'))).toMatchObject({
    status: 'ending',
    code: 'INSTITUTION_MIGRATION',
  });
  expect(await after('bankConnections', await event('ITEM.PENDING_EXPIRATION'))).toMatchObject({
    status: 'ending',
    consentEndsAt: '2026-11-30T12:00:00.000Z',
  });
  expect(await after('bankConnections', await event('ITEM.USER_PERMISSION_REVOKED'))).toMatchObject({
    status: 'revoked',
  });
});

it('transactions are to be fetched since the newest notice', async () => {
  const type = 'TRANSACTIONS.SYNC_UPDATES_AVAILABLE';
  expect(await after('transactionSyncs', await event(type, 9), await event(type))).toMatchObject({
    updatesSince: '2026-11-23T12:00:09.000Z',
    initialComplete: true,
    historicalComplete: false,
  });
});
