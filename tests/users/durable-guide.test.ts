import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../emulators/harness/emulator.ts';
import { codeBlocks } from '../code-blocks.ts';
import { cloneProject, type Clone } from './clone.ts';

const PAGE = 'durable-sagas.md';

it('the guide to business logic over time does what it says, as written', async () => {
  using clone = cloneProject();
  const blocks = codeBlocks(PAGE);
  for (const { text } of blocks) {
    const [, file] = /^\/\/ (functions\/\S+)\n/.exec(text) ?? [];
    if (file !== undefined) clone.write(file, text);
  }
  const [generate, play, held] = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text);
  clone.run(generate ?? '');
  clone.run('npx vitest run --project units functions/src/sagas/stripe/payment-reminders.test.ts');

  const settings = `PORT=${await freePort()} CONSOLE_PORT=${await freePort()}`;
  await using _host = await start(clone, settings);
  const [send, advance, list, show] = (play ?? '').trim().split('\n');
  expect(clone.run(`${settings} ${send}`)).toContain('paymentReminders/failed done');
  clone.run(`${settings} ${advance}`);
  const [instance] = JSON.parse(clone.run(`${settings} ${list} --json`));
  const shown = `${settings} ${show?.replace('<key>', String(instance.key))}`;
  await expect.poll(() => clone.run(shown), { timeout: 20_000 }).toMatch(/done +SendReminder\/3/);
  expect(clone.run(shown)).toMatch(/done +SendReminder\/1[^]*done +SendReminder\/2[^]*done +SendReminder\/3/);
  const [listHeld] = (held ?? '').trim().split('\n');
  expect(clone.run(`${settings} ${listHeld}`)).toContain('No instance matches.');
});

async function start(clone: Clone, settings: string): Promise<AsyncDisposable> {
  const host: ChildProcess = spawn('sh', ['-c', `${settings} exec npm start`], { cwd: clone.root, detached: true });
  onTestFinished(() => void host.kill('SIGKILL'));
  const ready = Promise.withResolvers<void>();
  host.stdout?.on('data', (text: Buffer) => {
    if (text.includes('ready')) ready.resolve();
  });
  host.once('exit', () => ready.reject(new Error('The local host ended.')));
  await ready.promise;
  return {
    [Symbol.asyncDispose]: async () => {
      if (host.pid !== undefined) process.kill(-host.pid, 'SIGTERM');
      await once(host, 'exit');
    },
  };
}
