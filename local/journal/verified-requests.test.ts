import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { openDatabase, stateFileIn } from '../database.ts';
import { temporaryStateDir } from '../testing/state-dir.ts';
import { Journal } from './journal.ts';
import { LocalChanges } from './local-changes.ts';
import { VerifiedRequests } from './verified-requests.ts';

it('an event that one secret alone verified came with an old one, as far as anybody can tell', async () => {
  const began = new Date();
  const { reader, post } = await journaled();
  await post('e1', 'value.2');
  await post('e1', 'value.1');
  await post('e2', 'value');
  await post('e3', 'value.1', 400);
  const found = await reader.verified({ provider: 'acme' }, began);
  expect(found.map(({ id, isOld }) => [id, isOld])).toEqual([
    ['e1', false],
    ['e1', false],
    ['e2', true],
  ]);
  expect(await reader.verified({ provider: 'acme' }, new Date(Date.now() + 60_000))).toEqual([]);
  expect(await reader.verified({ provider: 'acme', account: 'shop-1' }, began)).toEqual([]);
  expect(await reader.verified({ provider: 'other' }, began)).toEqual([]);
});

/** Requests as a function journals them that has verified an event. */
async function journaled() {
  const database = openDatabase(stateFileIn(temporaryStateDir()), 'crash');
  const log = createLogger(() => undefined, 'debug');
  const journal = new Journal(database, { log, changes: new LocalChanges() });
  const server = createServer((request, response) => {
    journal.watch(request, response)('acme');
    const { traceparent, event, version, status } = request.headers;
    const span = journal.tracer.start('webhook', { kind: 'server', parent: String(traceparent) });
    span.set({ provider: 'acme', eventId: String(event), secretVersion: String(version) });
    span.end();
    response.writeHead(Number(status)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    journal.close();
    database.close();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
  const post = async (event: string, version: string, status = 200) => {
    const headers = { event, version, status: String(status) };
    await (await fetch(url, { method: 'POST', headers, body: '{}' })).text();
  };
  return { reader: new VerifiedRequests(database, journal), post };
}
