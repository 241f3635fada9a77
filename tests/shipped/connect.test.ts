import { afterAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { FakeListApi } from '../../functions/src/testing/lister/fake-list-api.ts';
import { FakeDestinations } from '../../functions/src/testing/registrar/stripe-destinations.ts';
import { STRIPE_KEY } from '../../functions/src/testing/registrar/stripe-endpoints.ts';
import { openDatabase, stateFileIn } from '../../local/database.ts';
import { makeStateDir } from '../../local/testing/state-dir.ts';
import { runCommand, testTerminal } from '../../ops/testing/terminal.ts';
import { connectCommand } from '../../ops/cli/commands/connect.ts';
import { rotateCommand } from '../../ops/cli/commands/rotate.ts';
import { runProgram } from '../../ops/cli/program.ts';

const URL = 'https://tunnel.example/stripe-webhook';

afterAll(() => vi.unstubAllEnvs());

/** A state folder as a local host leaves it. */
beforeEach(() => {
  const { path, remove } = makeStateDir();
  onTestFinished(remove);
  vi.stubEnv('LOCAL_STATE_DIR', path);
  vi.stubEnv('STRIPE_API_KEY', STRIPE_KEY);
  openDatabase(stateFileIn(path), 'crash').close();
});

it('with --dry-run, it says what would be done, and does nothing', async () => {
  const fake = new FakeDestinations();
  const http = await FakeListApi.start((request) => fake.answer(request));
  onTestFinished(() => http[Symbol.asyncDispose]());
  const terminal = testTerminal();
  const args = ['stripe', '--url', URL, '--dry-run', '--json'];
  expect(await connectCommand(http.fetch).run(args, terminal, runProgram)).toBe(1);
  expect(JSON.parse(terminal.printed.join(''))).toMatchObject({ way: 'destination', does: 'create', url: URL });
  expect(terminal.told).toContain('Create an event destination.');
  expect(fake.held()).toEqual([]);
  expect(JSON.stringify([terminal.printed, terminal.told])).not.toContain(STRIPE_KEY);
});

it('a provider without an API gets the steps, and the exit code of something that is not done', async () => {
  const { code, printed } = await runCommand(['connect', 'adyen', '--url', URL]);
  expect(code).toBe(1);
  expect(printed).toContain(`2. Create a webhook with the URL ${URL}`);
  expect(printed).toContain('ADYEN_WEBHOOK_SECRET_NAME');
});

it('this machine needs the address of a tunnel', async () => {
  const { code, told } = await runCommand(['connect', 'stripe']);
  expect(code).toBe(1);
  expect(told).toContain('start a tunnel to it');
});

it('without a key, and without a terminal to ask, it says how to give one', async () => {
  vi.stubEnv('STRIPE_API_KEY', '');
  const { code, told } = await runCommand(['connect', 'stripe', '--url', URL]);
  expect(code).toBe(2);
  expect(told).toContain('API key of Stripe (a secret key, or a restricted key');
});

it('a rotation says with --dry-run when the first of two webhooks would be removed, and does nothing', async () => {
  const fake = new FakeDestinations();
  fake.plant({ url: URL, types: ['v1.customer.updated'] });
  const http = await FakeListApi.start((request) => fake.answer(request));
  onTestFinished(() => http[Symbol.asyncDispose]());
  const terminal = testTerminal();
  expect(
    await rotateCommand(http.fetch).run(['stripe', '--url', URL, '--dry-run', '--json'], terminal, runProgram),
  ).toBe(1);
  expect(JSON.parse(terminal.printed.join(''))).toEqual({ provider: 'stripe', by: 'second', isDone: false });
  expect(terminal.told.join()).toContain('no event was verified with the old one alone for 10 minutes');
  expect(fake.held()).toHaveLength(1);
});

it('a provider without an API is rotated by hand', async () => {
  const { code, told } = await runCommand(['rotate', 'adyen']);
  expect(code).toBe(1);
  expect(told).toContain('docs/operate/rotate-a-secret.md');
});
