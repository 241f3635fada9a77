import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryStateDir } from '../../local/testing/state-dir.ts';
import { portOf } from '../../ops/testing/ports.ts';
import { runProgram, startHost, type RunningHost } from '../../ops/testing/running-host.ts';

const TIMEOUT = { timeout: 180_000 };

it('two hosts with state folders of their own share nothing', TIMEOUT, async () => {
  const [here, there] = await Promise.all([start(temporaryStateDir()), start(temporaryStateDir())]);
  await send(here, 'only-here');
  expect((await eventIds(here)).join()).toContain('only-here');
  expect(await eventIds(there)).toEqual([]);
});

it('after the next start everything is still there, and the made secret is the same', TIMEOUT, async () => {
  const stateDir = temporaryStateDir();
  const first = await start(stateDir);
  await send(first, 'kept');
  await first.end('SIGKILL');
  const made = readFileSync(join(stateDir, 'secrets.json'), 'utf8');
  const second = await start(stateDir);
  expect((await eventIds(second)).join()).toContain('kept');
  expect(readFileSync(join(stateDir, 'secrets.json'), 'utf8')).toBe(made);
});

it('without a terminal it prints no secret', TIMEOUT, async () => {
  const stateDir = temporaryStateDir();
  const host = await start(stateDir);
  await send(host, 'logged');
  await host.end('SIGTERM');
  const made: Record<string, { configured: string; signing: string }> = JSON.parse(
    readFileSync(join(stateDir, 'secrets.json'), 'utf8'),
  );
  const secrets = Object.values(made).flatMap(({ configured, signing }) => [configured, signing]);
  expect(secrets.length).toBeGreaterThan(20);
  const printed = JSON.stringify(host.log);
  expect(secrets.filter((secret) => printed.includes(JSON.stringify(secret).slice(1, -1)))).toEqual([]);
});

it.each(['SIGTERM', 'SIGINT'] as const)('%s ends it in good order', TIMEOUT, async (signal) => {
  const host = await start(temporaryStateDir());
  expect(await host.end(signal)).toBe(0);
  expect(host.log.at(-1)).toMatchObject({ severity: 'INFO', message: 'Integration Service stopped' });
});

it('its log lines are those of the cloud, with the three messages of the way in', TIMEOUT, async () => {
  const host = await start(temporaryStateDir());
  await send(host, 'logged');
  const lines = host.log.filter(({ message }) => String(message).startsWith('Stripe Event'));
  expect(lines.map(({ message }) => message).slice(0, 3)).toEqual([
    'Stripe Event Received',
    'Stripe Event Verified',
    'Stripe Event Successfully Published',
  ]);
  expect(lines.every(({ severity }) => severity === 'INFO')).toBe(true);
});

it.each(['PORT', 'CONSOLE_PORT'])('a %s that is taken is told in a sentence', TIMEOUT, async (variable) => {
  const blocker = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void blocker.close());
  const port = await portOf(blocker);
  const env = { PORT: '0', CONSOLE_PORT: '0', LOCAL_STATE_DIR: temporaryStateDir(), [variable]: String(port) };
  expect(await runProgram('ops/start.ts', [], env)).toEqual({
    code: 2,
    output: `Port ${port} is taken, by another npm start perhaps; stop it, or set ${variable} to another port.\n`,
  });
});

it('a state folder that cannot be used is told in a sentence', TIMEOUT, async () => {
  const file = join(temporaryStateDir(), 'file');
  writeFileSync(file, '');
  const env = { PORT: '0', CONSOLE_PORT: '0', LOCAL_STATE_DIR: join(file, 'state') };
  const { code, output } = await runProgram('ops/start.ts', [], env);
  expect({ code, output }).toEqual({
    code: 2,
    output: expect.stringMatching(/^\S+state is not a folder; set LOCAL_STATE_DIR/),
  });
  expect(output.split('\n')).toHaveLength(2);
});

it('a setting that cannot work is told in a sentence', TIMEOUT, async () => {
  const { code, output } = await runProgram('ops/start.ts', [], { PORT: 'x', LOCAL_STATE_DIR: temporaryStateDir() });
  expect({ code, output }).toEqual({ code: 2, output: 'PORT must be a port number from 0 to 65535.\n' });
});

async function start(stateDir: string): Promise<RunningHost> {
  const host = await startHost({ LOCAL_STATE_DIR: stateDir, GCLOUD_PROJECT: 'demo-start' });
  onTestFinished(async () => void (await host.end('SIGKILL')));
  return host;
}

async function send(host: RunningHost, id: string): Promise<void> {
  const { code, output } = await runProgram('ops/send.ts', ['stripe', 'invoice.paid', '--id', id], host.env);
  expect({ code, output }).toMatchObject({ code: 0 });
}

async function eventIds(host: RunningHost): Promise<readonly string[]> {
  const { events }: { events: { id: string }[] } = JSON.parse(await (await host.api('/api/events')).text());
  return events.map(({ id }) => id);
}
