import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram, startHost, type Ended, type RunningHost } from '../../ops/testing/running-host.ts';

const stateDir = mkdtempSync(join(tmpdir(), 'integration-send-'));
const env = { LOCAL_STATE_DIR: stateDir, GCLOUD_PROJECT: 'demo-send', LOCAL_BACKOFF_SCALE: '0.001' };
let host: RunningHost | undefined;

beforeAll(async () => {
  host = await startHost(env);
}, 180_000);

afterAll(async () => {
  await host?.end('SIGTERM');
  rmSync(stateDir, { recursive: true, force: true });
});

describe('a sample event', () => {
  it('is signed, received, verified, published and handled, and each step is shown', { timeout: 180_000 }, async () => {
    const { code, output } = await send('stripe', 'customer.subscription.deleted', '--id', 'first');
    expect(output).toMatch(
      /^stripe customer\.subscription\.deleted\n {2}sent .*stripe-webhook, \d+ bytes\n {2}received +200 in/,
    );
    expect(output).toMatch(/verified +customer\.subscription\.deleted evt_\w*first\w*\n {2}published +message \d+\n/);
    expect(output).toMatch(/handled +stripe-onStripeEvent, attempt 1\n +subscriptionLifecycle\/\S+ done\n/);
    expect(output).toMatch(/wrote +subscriptions\/sub_\w+ +http:\/\/127\.0\.0\.1:\d+\/#\/records\/subscriptions\n/);
    expect(code).toBe(0);
  });

  it('lists only the records that this event wrote', { timeout: 180_000 }, async () => {
    const { output } = await send('stripe', 'customer.updated', '--id', 'onlymine');
    expect(output).not.toContain('/records/subscriptions');
  });

  it('that was sent before is shown as a duplicate, which is handled only once', { timeout: 180_000 }, async () => {
    const first = await send('stripe', 'invoice.paid', '--id', 'twice');
    expect(first.output).not.toContain('duplicate');
    const second = await send('stripe', 'invoice.paid', '--id', 'twice');
    expect(second.output).toMatch(
      /verified +invoice\.paid \S+\n +duplicate +of the event received at \S+; it is not handled/,
    );
    expect(second.output).toMatch(/handled +stripe-onStripeEvent, attempt 1\n/);
    expect(second.code).toBe(0);
  });

  it('is sent as often as asked, each a different one, with a count at the end', { timeout: 180_000 }, async () => {
    const { code, output } = await send('stripe', 'invoice.paid', '--count', '20');
    expect(output).toBe('20 sent, 20 answered 200, 20 handled\n');
    expect(code).toBe(0);
  });

  it('has fields that were set before it was signed', { timeout: 180_000 }, async () => {
    const { code, output } = await send('stripe', 'invoice.paid', '--id', 'set', '--set', 'data.object.currency=jpy');
    expect(output).toMatch(/handled +stripe-onStripeEvent/);
    expect(code).toBe(0);
    const [, id = ''] = /verified +invoice\.paid (\S+)/.exec(output) ?? [];
    expect(await (await host?.api(`/api/events/${id}`))?.text()).toContain('jpy');
  });

  it('is load for a second at a rate, and each event is handled', { timeout: 180_000 }, async () => {
    const { code, output } = await send('stripe', 'invoice.paid', '--rate', '10', '--for', '1', '--json');
    const result: unknown = JSON.parse(output);
    expect(result).toMatchObject({ sent: 10, answers: { 200: 10 }, events: { handled: 10 }, isGood: true });
    expect(code).toBe(0);
  });

  it('of a file goes out with the bytes of the file', { timeout: 180_000 }, async () => {
    const file = join(stateDir, 'event.json');
    const event = { id: 'evt_file', object: 'event', type: 'a.b', created: 1, data: { object: { id: 'x' } } };
    writeFileSync(file, JSON.stringify(event).replace('"x"', '"x","exact":12345678901234567890.123456789'));
    const { code, output } = await send('stripe', '--file', file);
    expect(output).toMatch(/handled +stripe-onStripeEvent/);
    expect(code).toBe(0);
    const detail = await (await host?.api('/api/events/evt_file'))?.text();
    expect(detail).toContain('12345678901234567890.123456789');
  });

  it('needs no more than an API key in the environment', { timeout: 180_000 }, async () => {
    const { code, output } = await runProgram('ops/send.ts', ['stripe', 'invoice.paid'], {
      ...env,
      ...host?.env,
      STRIPE_API_KEY: 'rk_test_1',
    });
    expect(output).toMatch(/handled +stripe-onStripeEvent/);
    expect(code).toBe(0);
  });

  it('is signed with the secret that standard input gives', { timeout: 180_000 }, () => {
    const { stripe } = JSON.parse(readFileSync(join(stateDir, 'secrets.json'), 'utf8'));
    const words = ['ops/send.ts', 'stripe', 'invoice.paid', '--secret-file', '-'];
    const sent = spawnSync(process.execPath, words, {
      env: { ...process.env, ...env, ...host?.env },
      input: `${stripe.signing}\n`,
      encoding: 'utf8',
    });
    expect(sent.stdout).toMatch(/handled +stripe-onStripeEvent/);
    expect(sent.status).toBe(0);
  });

  it('that is signed with another secret is refused, and the exit code says so', { timeout: 180_000 }, async () => {
    const file = join(stateDir, 'other-secret');
    writeFileSync(file, 'whsec_other\n');
    const { code, output } = await send('stripe', 'invoice.paid', '--secret-file', file);
    expect(output).toMatch(/refused +400 in \d+ ms, stripe\/bad-signature\n/);
    expect(code).toBe(1);
  });
});

describe('a request that is spoiled on purpose', () => {
  it.each([
    ['--tamper', 'stripe/bad-signature'],
    ['--expired', 'stripe/bad-signature'],
    ['--future', 'stripe/bad-signature'],
    ['--unsigned', 'stripe/bad-webhook-request'],
  ])('%s is refused as %s, which is success', { timeout: 180_000 }, async (flag, error) => {
    const { code, output } = await send('stripe', 'invoice.paid', flag);
    expect(output).toMatch(new RegExp(`refused +400 in \\d+ ms, ${error}\n +\\S`));
    expect(code).toBe(0);
  });
});

describe('wrong use', () => {
  it.each([
    [['stripe', 'no.such'], /^There is no sample of no\.such\. Choose from: .*customer\.subscription\.deleted.*\.\n$/],
    [['stripe'], /^Specify which event of stripe to send\. Choose from: .*invoice\.paid/],
    [['acme', 'a'], /^There is no integration acme\. Choose from: .*stripe/],
    [
      ['stripe', 'invoice.paid', '--tamper', '--expired'],
      /^Spoil a request in one way at a time, not with tamper and expired\.\n$/,
    ],
    [['stripe', 'invoice.paid', '--count', '0'], /^--count must be a whole number from 1 to 100000\.\n$/],
    [['stripe', 'invoice.paid', '--cuont', '1'], /Unknown option '--cuont'.*; see npm run send -- --help\.\n$/s],
    [
      ['stripe', 'invoice.paid', '--rate', '5', '--url', 'https://hooks.example.com/stripe'],
      /^--rate is for the local host only: leave --url out\.\n$/,
    ],
    [['stripe', 'invoice.paid', '--set', 'data.object.amont=5'], /^--set data\.object\.amont: the sample has no such/],
    [['stripe', '--file', '/no/such/file'], /^\/no\/such\/file cannot be read/],
    [['stripe', 'invoice.paid', '--secret-file', '/no/such/file'], /^\/no\/such\/file cannot be read; --secret-file/],
    [['stripe', 'invoice.paid', '--secret-file', '/dev/null'], /^\/dev\/null is empty; --secret-file/],
    [
      ['stripe', 'invoice.paid', '--secret', 'whsec_typed'],
      /^--secret would leave the secret in your shell's history:/,
    ],
    [['stripe', 'invoice.paid', '--secret=whsec_typed'], /^(?!.*whsec_typed)--secret would leave/],
  ])('%j is answered with a sentence and exit code 2', { timeout: 180_000 }, async (args, sentence) => {
    const { code, output } = await send(...args);
    expect(output).toMatch(sentence);
    expect(code).toBe(2);
  });

  it('the body of a sample is printed, and nothing else', { timeout: 180_000 }, async () => {
    const { code, output } = await runProgram('ops/send.ts', ['stripe', 'invoice.paid', '--id', 'printed', '--print'], {
      ...env,
      PORT: '1',
    });
    expect(JSON.parse(output)).toMatchObject({ type: 'invoice.paid' });
    expect(code).toBe(0);
  });

  it('help and lists need no host', { timeout: 180_000 }, async () => {
    const [help, providers, types] = await Promise.all([send('--help'), send('--list'), send('stripe', '--list')]);
    expect(help).toMatchObject({ code: 0, output: expect.stringContaining('npm run send -- stripe') });
    expect(providers.output.split('\n')).toContain('stripe');
    expect(types.output.split('\n')).toContain('customer.subscription.deleted');
  });
});

it('where no host runs, it says to run npm start', { timeout: 180_000 }, async () => {
  const { code, output } = await runProgram('ops/send.ts', ['stripe', 'invoice.paid'], { ...env, PORT: '1' });
  expect(output).toMatch(
    /^stripe invoice\.paid\nNothing answers at http:\/\/127\.0\.0\.1:1; run npm start in another terminal, or set PORT and CONSOLE_PORT/,
  );
  expect(code).toBe(1);
});

it('the secrets that were made are readable by their owner alone', () => {
  expect(statSync(join(stateDir, 'secrets.json')).mode & 0o777).toBe(0o600);
});

function send(...args: readonly string[]): Promise<Ended> {
  return runProgram('ops/send.ts', args, { ...env, ...host?.env });
}
