import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../functions/src/core/ports.ts';
import { openDatabase, stateFileIn } from '../database.ts';
import { temporaryStateDir } from '../testing/state-dir.ts';
import { KeptAnswers } from './answers.ts';
import { ApiStandIns } from './local-apis.ts';

function setUp(stateDir = temporaryStateDir()) {
  const database = openDatabase(stateFileIn(stateDir), 'crash');
  const answers = new KeptAnswers(database, systemClock);
  const apis = new ApiStandIns(answers);
  onTestFinished(async () => {
    await apis.close();
    database.close();
  });
  const ask = async (provider: string, path: string, init?: RequestInit) => {
    const response = await fetch(new URL(path, await apis.addressOf(provider)), init);
    return { status: response.status, json: await response.json() };
  };
  return { answers, apis, ask };
}

it('answers what was kept for a provider, whatever the query of the request', async () => {
  const { answers, ask } = setUp();
  answers.keep('acme', { 'GET /v1/tasks/1': { id: '1' }, 'POST /token': { token: 't' } });
  expect(await ask('acme', '/v1/tasks/1?fields=name')).toEqual({ status: 200, json: { id: '1' } });
  expect(await ask('acme', '/token', { method: 'POST', body: 'a=b' })).toEqual({ status: 200, json: { token: 't' } });
});

it('answers anything else as an API without a key would, and never that an object is gone', async () => {
  const { answers, ask } = setUp();
  answers.keep('acme', { 'GET /v1/tasks/1': { id: '1' } });
  const keyless = (variable: string) => ({
    status: 401,
    json: { error: expect.objectContaining({ code: 'no_local_answer', message: expect.stringContaining(variable) }) },
  });
  expect(await ask('acme', '/v1/tasks/2')).toEqual(keyless('ACME_API_KEY'));
  expect(await ask('acme', '/v1/tasks/1', { method: 'POST', body: '{}' })).toEqual(keyless('ACME_API_KEY'));
  expect(await ask('otherShop', '/v1/tasks/1')).toEqual(keyless('OTHER_SHOP_API_KEY'));
});

it('answers a request with what was kept for it last, also after a restart', async () => {
  const stateDir = temporaryStateDir();
  const { answers, ask } = setUp(stateDir);
  answers.keep('acme', { 'GET /a': { version: 1 }, 'GET /b': {} });
  answers.keep('acme', { 'GET /a': { version: 2 } });
  expect((await ask('acme', '/a')).json).toEqual({ version: 2 });
  expect((await setUp(stateDir).ask('acme', '/a')).json).toEqual({ version: 2 });
  expect((await ask('acme', '/b')).status).toBe(200);
});

it('gives each provider its own address, on this machine only', async () => {
  const { apis } = setUp();
  const [one, other, again] = await Promise.all(['acme', 'other', 'acme'].map((name) => apis.addressOf(name)));
  expect(one).toEqual(again);
  expect(one?.port).not.toBe(other?.port);
  expect([one?.hostname, other?.hostname]).toEqual(['127.0.0.1', '127.0.0.1']);
});
