import { expect, it, onTestFinished } from 'vitest';
import type { ClaimRequest } from '../functions/src/core/ledger/store.ts';
import { storeConformance } from '../functions/src/testing/store-conformance.ts';
import { openDatabase, stateFileIn } from './database.ts';
import { SqliteStore } from './sqlite-store.ts';
import { temporaryStateDir } from './testing/state-dir.ts';

storeConformance('The store in SQLite', () => openStore(temporaryStateDir()));

it('several processes share one file: a record written by one is read by the other, a claim of one keeps the other off', async () => {
  const stateDir = temporaryStateDir();
  const [here, there] = [openStore(stateDir), openStore(stateDir)];
  await here.write([{ collection: 'orders', id: 'a', mutate: () => ({ paid: true }) }]);
  expect(await there.get('orders', 'a')).toEqual({ id: 'a', version: 1, data: { paid: true } });
  expect(await here.claim(request)).toMatchObject({ status: 'claimed' });
  expect(await there.claim(request)).toMatchObject({ status: 'busy' });
});

it('a state file of a later version is left alone', () => {
  const stateDir = temporaryStateDir();
  const database = openDatabase(stateFileIn(stateDir), 'crash');
  database.exec('PRAGMA user_version = 999');
  database.close();
  expect(() => openStore(stateDir)).toThrow(/later version of this service; update, or set LOCAL_STATE_DIR/);
});

const request: ClaimRequest = {
  key: { consumer: 'acme-onAcmeEvent', source: '//acme.test', id: 'evt_1' },
  event: { provider: 'acme', eventType: 'thing.made', time: '', receivedTime: '', messageId: '1' },
  leaseMs: 60_000,
  now: new Date(),
};

function openStore(stateDir: string): SqliteStore {
  const database = openDatabase(stateFileIn(stateDir), 'crash');
  onTestFinished(() => database.close());
  return new SqliteStore(database);
}
