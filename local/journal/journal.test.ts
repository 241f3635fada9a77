import { createServer, request as httpRequest, type RequestListener } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createLogger, type LogLine } from '../../functions/src/core/telemetry/logger.ts';
import { openDatabase, stateFileIn } from '../database.ts';
import { temporaryStateDir } from '../testing/state-dir.ts';
import { DEFAULT_LIMITS, type JournalLimits } from './journal-rows.ts';
import { Journal } from './journal.ts';
import { JournalReader } from './journal-reader.ts';
import { LocalChanges } from './local-changes.ts';
import { LocalStatistics } from './local-statistics.ts';

it('the body is kept as it was signed: after content decoding, and byte for byte', async () => {
  const { serve, reader } = opened();
  const { post } = await serve(answering());
  const bytes = Buffer.from([0x00, 0xff, 0x7b]);
  const ids = [await post(bytes), await post(gzipSync('zipped'), 'gzip'), await post(brotliCompressSync('x'), 'br')];
  const bodies = await Promise.all(ids.map(async (id) => (await reader.request(id))?.body));
  expect(bodies.map((body) => Buffer.from(body ?? []).toString('latin1'))).toEqual(['\u0000\u00ff{', 'zipped', 'x']);
});

it.each([
  ['too long', Buffer.alloc(300_000, 'a'), undefined],
  ['too long once it is inflated', gzipSync(Buffer.alloc(300_000, 'a')), 'gzip'],
  ['not what it says', Buffer.from('no gzip'), 'gzip'],
])('of a body that is %s the beginning is kept, and that it is not whole', async (_what, bytes, encoding) => {
  const { serve, reader } = opened();
  const { post } = await serve(answering());
  const request = await reader.request(await post(bytes, encoding));
  expect(request).toMatchObject({ bytes: bytes.byteLength, bodyCut: true });
  expect(request?.body.byteLength).toBeLessThanOrEqual(256 * 1024);
});

it('a sender that leaves before the answer is kept with the status 0', async () => {
  const { serve, reader } = opened();
  const arrived = Promise.withResolvers<void>();
  const { url } = await serve((request) => void request.resume().once('end', arrived.resolve));
  const request = httpRequest(url, { method: 'POST' }).on('error', () => undefined);
  request.end('{}');
  await arrived.promise;
  request.destroy();
  await expect.poll(async () => (await reader.requests({ limit: 1 })).requests).toMatchObject([{ status: 0 }]);
});

it('the request is made part of the trace that its sender began, and the span of the host is its id', async () => {
  const { serve } = opened();
  const seen: (string | undefined)[] = [];
  const { post } = await serve((request, response) => {
    seen.push(String(request.headers['traceparent']));
    request.resume().once('end', () => response.end());
  });
  const traceId = 'a'.repeat(32);
  const id = await post('{}', undefined, { traceparent: `00-${traceId}-${'b'.repeat(16)}-01` });
  const other = await post('{}', undefined, { traceparent: 'nonsense' });
  expect(seen[0]).toBe(`00-${traceId}-${id}-01`);
  expect(seen[1]).toMatch(new RegExp(`^00-[0-9a-f]{32}-${other}-01$`));
});

it('only the newest are kept, by their number and by the bytes of their bodies', async () => {
  const { serve, reader, journal } = opened({ ...DEFAULT_LIMITS, requests: 5, handlings: 3, bodyBytes: 250 });
  const { post } = await serve(answering());
  const ids: string[] = [];
  for (let index = 0; index < 8; index++) ids.push(await post('x'.repeat(100)));
  journal.close();
  expect((await reader.requests({ limit: 50 })).requests.map(({ id }) => id)).toEqual(ids.slice(-2).toReversed());
});

it('requests are listed page by page, the newest first, by provider and outcome', async () => {
  const { serve, reader } = opened();
  const { post } = await serve((request, response) => {
    response.statusCode = request.headers['x-status'] === '400' ? 400 : 200;
    request.resume().once('end', () => response.end('{"error":{"code":"acme/bad-signature","message":"No."}}'));
  });
  const ids: string[] = [];
  for (const status of ['200', '400', '200', '400', '200'])
    ids.push(await post('{}', undefined, { 'x-status': status }));
  const listed = async (query: object) => (await reader.requests({ limit: 50, ...query })).requests.map(({ id }) => id);
  expect(await listed({ outcome: 'refused' })).toEqual([ids[3], ids[1]]);
  expect(await listed({ outcome: 'accepted', provider: 'acme' })).toEqual([ids[4], ids[2], ids[0]]);
  expect(await listed({ provider: 'stripe' })).toEqual([]);
  const first = await reader.requests({ limit: 2 });
  const second = await reader.requests({ limit: 3, ...(first.next !== undefined && { before: first.next }) });
  expect([...first.requests, ...second.requests].map(({ id }) => id)).toEqual(ids.toReversed());
  expect(second.requests[1]).toMatchObject({ code: 'acme/bad-signature', message: 'No.' });
});

it('steps that belong to no request under way are left alone', () => {
  const { journal } = opened();
  const span = journal.tracer.start('verify', {
    kind: 'internal',
    parent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  });
  span.end();
  const webhook = journal.tracer.start('webhook', { kind: 'server' });
  webhook.end(new Error('no'));
  expect(() => journal.flush()).not.toThrow();
});

it('what cannot be written is said once in the log, and harms nobody', () => {
  const { journal, database, lines } = opened();
  database.close();
  journal.tracer.start('handle', { kind: 'consumer', attributes: { messageId: '1', consumer: 'c' } }).end();
  journal.flush();
  expect(lines).toMatchObject([{ severity: 'WARNING', message: expect.stringContaining('The journal') }]);
});

it('commands are counted by saga and type, however many keys they have', async () => {
  const { journal, statistics } = opened();
  const handle = journal.tracer.start('handle', { kind: 'consumer', attributes: { messageId: '1', consumer: 'c' } });
  for (const [command, error] of [['s/A/1'], ['s/A/2'], ['s/A/3', new Error('no')], ['task']] as const) {
    const attributes = { consumer: 'c', command };
    journal.tracer.start('command', { kind: 'internal', parent: handle.traceparent, attributes }).end(error);
  }
  handle.set({ outcome: 'done', attempt: 1 });
  handle.end();
  const { consumers } = await statistics.totals({ providers: [], consumers: ['c'] });
  expect(consumers.get('c')).toMatchObject({
    handled: 1,
    commands: [
      { name: 's/A', done: 2, failed: 1 },
      { name: 'task', done: 1, failed: 0 },
    ],
  });
});

it.each([
  [{ outcome: 'done', attempt: 2 }, undefined, { handled: 1 }],
  [{ outcome: 'nothing to do' }, undefined, { handled: 1 }],
  [{ outcome: 'done' }, undefined, {}],
  [{ outcome: 'dead', attempt: 3 }, undefined, { dead: 1 }],
  [{ outcome: 'dead' }, undefined, {}],
  [{ attempt: 1 }, new Error('again'), { retried: 1 }],
])('a delivery that ended as %j with %s counts as %j', async (outcome, error, counted) => {
  const { journal, statistics } = opened();
  const span = journal.tracer.start('handle', { kind: 'consumer', attributes: { messageId: '1', consumer: 'c' } });
  span.set(outcome);
  span.end(error);
  const minutes = await statistics.minutes(2);
  const sum = (name: 'handled' | 'dead' | 'retried') => minutes.reduce((total, minute) => total + minute[name], 0);
  expect({ handled: sum('handled'), dead: sum('dead'), retried: sum('retried') }).toEqual({
    handled: 0,
    dead: 0,
    retried: 0,
    ...counted,
  });
});

it('events that led to nothing are counted by their type, until one of that type leads to something', async () => {
  const { journal, statistics } = opened();
  const handled = (eventType: string, outcome: object) => {
    const attributes = { messageId: '1', consumer: 'c', eventType };
    const span = journal.tracer.start('handle', { kind: 'consumer', attributes });
    span.set(outcome);
    span.end();
  };
  handled('a.b', { outcome: 'nothing to do' });
  handled('a.b', { outcome: 'nothing to do' });
  handled('two words', { outcome: 'nothing to do' });
  handled('known', { outcome: 'done', attempt: 1 });
  expect(await statistics.skipped()).toEqual([
    { consumer: 'c', type: 'a.b', count: 2 },
    { consumer: 'c', type: 'two words', count: 1 },
  ]);
  handled('two words', { outcome: 'nothing to do' });
  handled('a.b', { outcome: 'nothing to do' });
  handled('a.b', { outcome: 'done', attempt: 1 });
  expect(await statistics.skipped()).toEqual([{ consumer: 'c', type: 'two words', count: 2 }]);
});

it('changes are gathered while somebody listens, and told together', async () => {
  const changes = new LocalChanges();
  const told = vi.fn();
  changes.note({ requests: true });
  const unsubscribe = changes.subscribe(told);
  changes.note({ events: ['a'] });
  changes.note({ events: ['a', 'b'], letters: true, records: ['orders'] });
  await expect.poll(() => told.mock.calls.length).toBeGreaterThan(0);
  expect(told.mock.calls).toEqual([
    [{ events: ['a', 'b'], requests: false, letters: true, records: ['orders'], code: false }],
  ]);
  unsubscribe();
});

function opened(limits: JournalLimits = DEFAULT_LIMITS) {
  const database = openDatabase(stateFileIn(temporaryStateDir()), 'crash');
  const lines: LogLine[] = [];
  const log = createLogger((line) => lines.push(line), 'debug');
  const journal = new Journal(database, { log, changes: new LocalChanges(), limits });
  onTestFinished(() => {
    if (!database.isOpen) return;
    journal.close();
    database.close();
  });
  return {
    database,
    journal,
    lines,
    reader: new JournalReader(database, journal),
    statistics: new LocalStatistics(database, journal),
    serve: (listener: RequestListener) => serve(journal, listener),
  };
}

/** Reads the body after a while, as a function does that is not loaded yet. */
function answering(): RequestListener {
  return (request, response) => {
    void delay(5).then(() => request.resume().once('end', () => response.end('{"received":true}')));
  };
}

async function serve(journal: Journal, listener: RequestListener) {
  const server = createServer((request, response) => {
    journal.watch(request, response)('acme');
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
  /** @returns the request's id. */
  const post = async (body: string | Buffer, encoding?: string, headers: Record<string, string> = {}) => {
    const coded = { ...headers, ...(encoding !== undefined && { 'content-encoding': encoding }) };
    const response = await fetch(url, { method: 'POST', headers: coded, body: Buffer.from(body) });
    await response.text();
    return response.headers.get('function-execution-id') ?? '';
  };
  return { url, post };
}
