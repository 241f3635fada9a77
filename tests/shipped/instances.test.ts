import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { follow } from '../../ops/send/follow.ts';
import { runProgram, startHost, type RunningHost } from '../../ops/testing/running-host.ts';
import { bundle } from '../../scripts/lib/bundle.ts';
import { codeBlocks } from '../code-blocks.ts';
import { runInBundle } from '../manifest/deployed-folder.ts';
import { copyProject, type ProjectCopy } from '../project-copy.ts';

const SECRET = 'a secret that Acme chose';
const BLOCKS = codeBlocks('instances.md');
const FILES = BLOCKS.flatMap(({ text }) => {
  const name = /^\/\/ (functions\/\S+)\n/.exec(text)?.[1];
  return name === undefined ? [] : [{ name, text }];
});
const COMMANDS = BLOCKS.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.trim().split('\n'));

/** What a test of the user's needs beside the sources. */
const FOR_TESTS = [
  'functions/src/testing',
  'tests/no-outside.ts',
  'tests/same-environment.ts',
  'tests/vectors.ts',
  'tests/waiting-first.ts',
  'vitest.config.ts',
  'package-lock.json',
];

let project: ProjectCopy;

beforeAll(() => {
  project = copyProject(FOR_TESTS);
  for (const { name, text } of FILES) project.write(name, text);
  project.write('order.json', BLOCKS.find(({ language }) => language === 'json')?.text ?? '');
});

afterAll(() => project.remove());

/** One after the other, as the guide does it. */
describe('a project with the two instances of the guide', () => {
  it('has code generated for both', { timeout: 180_000 }, async () => {
    expect(COMMANDS).toContain('npm run generate');
    const { code, output } = await runProgram('generator/cli.ts', [], {}, project.root);
    expect(code).toBe(0);
    for (const name of ['acme', 'crm']) {
      for (const file of [`${name}.ts`, `${name}/event.ts`]) expect(output).toContain(`written: ${file}`);
    }
  });

  it('type-checks, and takes no type of event that was not declared', { timeout: 180_000 }, () => {
    project.write('functions/src/sagas/acme/undeclared.ts', UNDECLARED);
    project.write('tsconfig.sagas.json', '{ "extends": "./tsconfig.json", "include": ["functions/src/sagas/acme"] }');
    expect(check('tsc', '-p', 'tsconfig.sagas.json')).toEqual('');
    rmSync(join(project.root, 'functions/src/sagas/acme/undeclared.ts'));
  });

  it('passes the test of its saga', { timeout: 180_000 }, () => {
    expect(COMMANDS).toContain('npm test -- functions/src/sagas/acme');
    expect(check('vitest', 'run', '--project', 'units', 'functions/src/sagas/acme')).toContain('1 passed');
  });

  it('is built into one file per function, which the deploy surface names', { timeout: 180_000 }, async () => {
    const functions = join(project.root, 'functions');
    const files = (await bundle(project.root, join(functions, 'lib'), { on: ['acme', 'crm'] })).map(({ name }) => name);
    expect(files.filter((name) => /^(?:acme|crm)-/.test(name))).toEqual([
      'acme-onAcmeEvent.js',
      'acme-onDeadLetter.js',
      'acme-webhook.js',
      'crm-onCrmEvent.js',
      'crm-onDeadLetter.js',
      'crm-webhook.js',
    ]);
    expect(surfaceOf(functions, { ACME_WEBHOOK_SECRET: SECRET })).toEqual({
      webhook: { invoker: ['public'] },
      onAcmeEvent: 'integration-acme-events',
      onDeadLetter: 'integration-acme-events-dead-letter',
    });
  });

  describe('at work on the local host', () => {
    let host: RunningHost;

    beforeAll(async () => {
      const env = {
        LOCAL_STATE_DIR: join(project.root, '.local'),
        GCLOUD_PROJECT: 'demo-instances',
        ACME_WEBHOOK_SECRET: SECRET,
      };
      expect(COMMANDS).toContain('npm start');
      host = await startHost(env, project.root);
    }, 180_000);

    afterAll(async () => {
      await host.end('SIGTERM');
    });

    it('takes a request that was signed elsewhere, and its saga handles the event', { timeout: 180_000 }, async () => {
      const time = String(Math.floor(Date.now() / 1000));
      const body = JSON.stringify({ id: 'evt_9', event: 'order.paid', order: { id: 'o_9', total: 900 } });
      const signature = createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex');
      const headers = { 'x-acme-timestamp': time, 'x-acme-signature': `sha256=${signature}` };
      expect(await post(host, 'acme-webhook', headers, body)).toBe(200);
      const event = await follow(
        { url: host.consoleUrl, token: host.consoleToken },
        { provider: 'acme', id: 'evt_9' },
        30_000,
        () => {},
      );
      expect(event).toMatchObject({ type: 'order.paid', status: 'handled' });
      expect(event?.consumers).toMatchObject([{ commands: [{ name: 'paidOrders/MarkPaid', status: 'done' }] }]);
      expect(await recordsOf(host, 'acmeOrders')).toContainEqual(
        expect.objectContaining({ id: 'o_9', data: expect.objectContaining({ status: 'paid', total: 900 }) }),
      );
    });

    it.each([
      ['signature', { 'x-acme-timestamp': String(Math.floor(Date.now() / 1000)), 'x-acme-signature': 'sha256=00' }],
      ['credential', { authorization: 'Basic bm9ib2R5Om5vdGhpbmc=' }],
    ])('refuses a wrong %s', async (what, headers) => {
      const name = what === 'signature' ? 'acme-webhook' : 'crm-webhook';
      expect(await post(host, name, headers, '{"id":"evt_10"}')).toBe(400);
    });

    const sends = COMMANDS.filter((command) => command.startsWith('npm run send -- '));

    it.each(sends)('%s ends handled', { timeout: 180_000 }, async (command) => {
      const words = command.replace('npm run send -- ', '').split(' ');
      const { code, output } = await runProgram('ops/send.ts', words, host.env, project.root);
      expect(output).toMatch(/handled +(?:acme-onAcmeEvent|crm-onCrmEvent), attempt 1\n/);
      expect(code).toBe(0);
    });

    it('keeps what the guide sends from a file', async () => {
      expect(sends).toContain('npm run send -- acme order.paid --file order.json');
      expect(await recordsOf(host, 'acmeOrders')).toContainEqual(
        expect.objectContaining({ id: 'o_1', data: expect.objectContaining({ total: 4200 }) }),
      );
    });
  });
});

const UNDECLARED = `import { isAcmeEventOfType } from '../../generated/acme/event.ts';
isAcmeEventOfType('order.paid', 'order.canceled');
// @ts-expect-error it was not declared
export const undeclared = isAcmeEventOfType('order.vanished');
`;

/** Runs a tool of the project in the copy. @returns what it prints. */
function check(tool: string, ...args: readonly string[]): string {
  const file = join(project.root, 'node_modules', '.bin', tool);
  expect(existsSync(file)).toBe(true);
  const { stdout, stderr } = spawnSync(process.execPath, [file, ...args], { cwd: project.root, encoding: 'utf8' });
  return stdout + stderr;
}

/** The functions of acme as a deploy finds them in the built bundle, each by what triggers it. */
function surfaceOf(functions: string, environment: Readonly<Record<string, string>>): unknown {
  const script = `
    const triggerOf = ({ httpsTrigger, eventTrigger }) => httpsTrigger ?? eventTrigger.eventFilters.topic;
    const triggers = Object.entries(bundle.acme).map(([name, one]) => [name, triggerOf(one.__endpoint)]);
    console.log(JSON.stringify(Object.fromEntries(triggers)));`;
  return JSON.parse(runInBundle(functions, script, environment));
}

async function post(
  host: RunningHost,
  name: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<number> {
  const all = { 'content-type': 'application/json', ...headers };
  const reply = await fetch(String(host.endpoints[name]), { method: 'POST', headers: all, body });
  await reply.arrayBuffer();
  return reply.status;
}

async function recordsOf(host: RunningHost, collection: string): Promise<readonly unknown[]> {
  const { records }: { records: readonly unknown[] } = JSON.parse(
    await (await host.api(`/api/records/${collection}`)).text(),
  );
  return records;
}
