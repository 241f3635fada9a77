import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { defineBundle } from '../../functions/src/core/config/bundle.ts';
import { PermanentError } from '../../functions/src/core/event/errors.ts';
import { createLogger, type LogLine } from '../../functions/src/core/telemetry/logger.ts';
import { stripeSamples } from '../../functions/src/integrations/stripe/samples.ts';
import { startLocalHost, type LocalHost } from '../../local/local-host.ts';
import { makeStateDir } from '../../local/testing/state-dir.ts';
import { syncInvoice } from '../../functions/src/sagas/stripe/invoices.ts';
import { runCommand } from '../../ops/testing/terminal.ts';
import { COMMANDS } from '../../ops/cli/commands.ts';

const SECRET = 'whsec_command_line';
const CONSUMER = 'stripe-onStripeEvent';
const state = makeStateDir();
const lines: LogLine[] = [];
let host: LocalHost;

beforeAll(async () => {
  Object.assign(process.env, {
    STRIPE_WEBHOOK_SECRET: SECRET,
    LOCAL_STATE_DIR: state.path,
    GCLOUD_PROJECT: 'demo-command-line',
    PORT: '5999',
  });
  const settings = { project: 'demo-command-line', stateDir: state.path, port: 0, consolePort: 0, backoffScale: 0.001 };
  host = await startLocalHost(
    settings,
    createLogger((line) => lines.push(line), 'info'),
  );
  for (const [type, id] of [
    ['invoice.paid', 'evt_1'],
    ['customer.updated', 'evt_2'],
  ] as const) {
    await post(type, id);
  }
  const garbage = { data: Buffer.from('no event'), attributes: { provider: 'stripe' } };
  await host.ports.publisher.publish('integration-stripe-events', [garbage], 1000);
  await vi.waitFor(async () => expect(await lettersOf('open')).toHaveLength(1), { timeout: 20_000 });
  await vi.waitFor(() => expect(handled()).toHaveLength(2), { timeout: 20_000 });
}, 180_000);

afterAll(async () => {
  await host.close();
  state.remove();
});

describe('the program', () => {
  it('lists every command in its help, and each command has its own help with an example', async () => {
    const { printed } = await runCommand(['--help']);
    for (const [name, { load }] of Object.entries(COMMANDS)) {
      expect(printed).toContain(`  ${name} `);
      const { code, printed: usage } = await runCommand([...name.split(' '), '--help']);
      expect(code).toBe(0);
      expect(usage).toBe((await load()).usage.trimEnd());
      expect(usage).toMatch(/(?:npx integrations|npm run) \S/);
    }
  });

  it.each(['dead-letters', 'delivery', 'monitoring', 'new'])(
    '%s --help lists the commands of the group',
    async (group) => {
      const { code, printed } = await runCommand([group, '--help']);
      const names = Object.keys(COMMANDS).filter((name) => name.startsWith(`${group} `));
      expect(code).toBe(0);
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect(printed).toContain(`  ${name} `);
      expect(printed).not.toContain('  send ');
    },
  );

  it('help before a command is --help after it, and --version is the version of the package', async () => {
    expect(await runCommand(['help', 'events', 'show'])).toEqual(await runCommand(['events', 'show', '--help']));
    expect(await runCommand(['--version'])).toMatchObject({
      code: 0,
      printed: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
  });

  it.each([
    [['evnts'], /^There is no command "evnts"\. Run npx integrations --help/],
    [['constructor'], /^There is no command "constructor"\. Run npx integrations --help/],
    [['dead-letters'], /^"dead-letters" needs one more word\. Choose from: dead-letters list, /],
    [['dead-letters', 'lst'], /^There is no command "dead-letters lst"\. Choose from: dead-letters list, /],
    [['events', '--statsu', 'dead'], /--statsu.*--help tells what there is\.$/s],
    [['events', '--status', 'daed'], /^--status must be one of published, handled, retrying, dead\.$/],
    [['events', '--limit', '0'], /^--limit must be a whole number from 1 to 10000\.$/],
    [['events', 'evt_1'], /^Unexpected argument "evt_1"/],
    [['events', 'show'], /^Name the event/],
    [['dead-letters', 'redrive'], /^Specify which letters: their ids, a filter such as --consumer, or --all\.$/],
    [['replay', '--provider', 'stripe', '--since', 'yesterday', '--consumer', CONSUMER], /^--since must be a time/],
    [
      ['replay', '--provider', 'stripe', '--since', '1d', '--consumer', 'x'],
      /x reads no events of stripe\. Choose from: /,
    ],
    [['replay', '--provider', 'nope', '--since', '1d'], /^It cannot be nope\. Choose from: .*stripe/],
    [['reconcile', 'twilio', '--since', '1d'], /^It cannot be twilio\. Choose from: .*\bstripe\b.*\.$/],
    [['reconcile', 'stripe', '--since', '1d'], /set STRIPE_API_KEY, or STRIPE_API_KEY_NAME/],
  ])('%j is wrong use, told in a sentence', async (words, sentence) => {
    const { code, told } = await runCommand(words);
    expect(told).toMatch(sentence);
    expect(code).toBe(2);
  });
});

describe('events', () => {
  it('are listed with what became of them', async () => {
    const { printed } = await runCommand(['events']);
    expect(printed).toMatch(/handled +stripe +invoice\.paid +evt_1/);
    const { printed: json } = await runCommand(['events', '--type', 'customer.*', '--status', 'handled', '--json']);
    expect(JSON.parse(json).events).toMatchObject([{ id: 'evt_2', status: 'handled' }]);
  });

  it('are shown one by one, with commands and, where it is asked for, the envelope byte for byte', async () => {
    const { printed } = await runCommand(['events', 'show', 'evt_1', '--envelope']);
    expect(printed).toMatch(/stripe-onStripeEvent: handled, 1 attempt\n {2}invoiceProgress\/\S+ done/);
    expect(printed).toContain('"specversion":"1.0"');
    const { printed: json } = await runCommand(['events', 'show', 'evt_1', '--envelope', '--json']);
    expect(JSON.parse(json)).toMatchObject({ id: 'evt_1', envelope: { eventtype: 'invoice.paid' } });
  });

  it('are shown with what was logged while they were handled', async () => {
    await expect
      .poll(async () => (await runCommand(['events', 'show', 'evt_1', '--log'])).printed)
      .toMatch(
        /stripe-onStripeEvent, delivery 1:\n {2}\S+Z INFO Stripe Event Handled attempt=1 commands=\d+ latencyMs=\d+\n?$/,
      );
  });

  it('reports those that do not exist, with the exit code of a failure', async () => {
    expect(await runCommand(['events', 'show', 'evt_9'])).toMatchObject({
      code: 1,
      told: expect.stringContaining('no event evt_9'),
    });
  });
});

describe('dead letters', () => {
  it('are listed, shown by the beginning of their id, and given back', async () => {
    const [letter] = await lettersOf('open');
    const { printed } = await runCommand(['dead-letters', 'list']);
    expect(printed).toContain(`${letter?.id.slice(0, 12)}  `);
    expect(printed).toMatch(/is not a platform event of stripe/);

    const { printed: shown } = await runCommand(['dead-letters', 'show', letter?.id.slice(0, 8) ?? '']);
    expect(shown).toMatch(/\n\nno event$/);

    const all = ['dead-letters', 'redrive', '--all'];
    expect((await runCommand([...all, '--dry-run'])).printed).toBe('1 would be redriven.');
    expect(await lettersOf('redriven')).toEqual([]);
    const { code, printed: redriven, questions } = await runCommand(all);
    expect({ code, redriven, questions }).toEqual({
      code: 0,
      redriven: '1 redriven.',
      questions: [],
    });
    expect(await lettersOf('redriven')).toMatchObject([{ id: letter?.id }]);
    // Nothing was fixed: it is given up once more, as a separate letter.
    await expect.poll(async () => (await lettersOf('open')).length, { timeout: 20_000 }).toBe(1);
  });

  it('of an id that there is not are told', async () => {
    expect(await runCommand(['dead-letters', 'show', 'ffff'])).toMatchObject({
      code: 1,
      told: expect.stringContaining('no dead letter ffff'),
    });
  });
});

describe('a replay', () => {
  const words = ['replay', '--provider', 'stripe', '--since', '1h', '--type', 'invoice.*', '--consumer', CONSUMER];

  it('handles nothing twice, unless it is told to', async () => {
    lines.length = 0;
    const { printed } = await runCommand(words);
    expect(printed).toMatch(
      /^\d messages read, 0 published to stripe-onStripeEvent\.\n1 had been handled by it; --again handles them once more\.$/,
    );

    const { printed: json } = await runCommand([...words, '--again', '--json']);
    expect(JSON.parse(json)).toMatchObject({ published: 1, again: expect.stringMatching(/^[\w-]{36}$/) });
    await expect.poll(handled, { timeout: 20_000 }).toEqual(['evt_1']);
  });

  it('of what was given up on says that it is a dead letter, and gives it back where it is told to', async () => {
    const handler = vi.spyOn(syncInvoice, 'atHand').mockImplementation(() => () => {
      throw new PermanentError('it cannot work');
    });
    await post('invoice.voided', 'evt_3');
    const key = { consumer: CONSUMER, source: '//stripe.com', id: 'evt_3' };
    const state = async () => (await host.store.states([key]))[0];
    await expect.poll(state, { timeout: 20_000 }).toBe('dead');
    handler.mockRestore();

    const voided = words.map((word) => word.replace('invoice.*', 'invoice.voided'));
    expect(await runCommand(voided)).toMatchObject({
      code: 0,
      printed: expect.stringMatching(
        /0 published to stripe-onStripeEvent\.\n1 are dead letters of it, .*\n {2}npx integrations dead-letters redrive --consumer stripe-onStripeEvent$/,
      ),
    });
    expect(await state()).toBe('dead');
    expect((await runCommand([...voided, '--dead'])).printed).toMatch(/1 published to stripe-onStripeEvent\.$/);
    await expect.poll(state, { timeout: 20_000 }).toBe('done');
  });

  it('cannot both go on with an event and begin it again', async () => {
    expect(await runCommand([...words, '--dead', '--again'])).toMatchObject({
      code: 2,
      told: expect.stringMatching(/^--dead goes on .* give one of them\.$/),
    });
  });
});

describe('the addresses', () => {
  it('are those of the local host, or those of a project with what is on there', async () => {
    expect((await runCommand(['url', 'stripe'])).printed).toBe(
      'http://127.0.0.1:5999/demo-command-line/us-central1/stripe-webhook',
    );
    // The host of this process took its own address for the public one.
    vi.stubEnv('STRIPE_WEBHOOK_URL', undefined);
    const { printed } = await runCommand(['url', 'stripe', '--project', 'my-project']);
    vi.unstubAllEnvs();
    expect(printed).toBe('https://us-central1-my-project.cloudfunctions.net/stripe-webhook');
  });

  it('are all that a signature is checked for, where the URL is signed', async () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('TWILIO_WEBHOOK_SECRET_NAME', 'twilio');
    vi.stubEnv('TWILIO_WEBHOOK_URL', undefined);
    const own = await runCommand(['url', 'twilio', '--project', 'my-project']);
    expect(own.printed).toBe('https://us-central1-my-project.cloudfunctions.net/twilio-webhook');
    expect(own.told).toContain('twilio signs the URL: register it exactly as above, or set TWILIO_WEBHOOK_URL.');
    vi.stubEnv('TWILIO_WEBHOOK_URL', 'https://a.example/hook, https://b.example/hook');
    const { printed } = await runCommand(['url', 'twilio', '--project', 'my-project']);
    expect(printed).toBe('https://a.example/hook\nhttps://b.example/hook');
  });

  it('of a function that only a gateway may call come with the variable for the URL of the gateway', async () => {
    const { config } = await import('../../functions/src/integrations.config.ts');
    const told = async (environment: Readonly<Record<string, string>>) => {
      const { settings } = defineBundle<'stripe'>({ functions: { invoker: ['gateway@'] } }, environment);
      const spy = vi.spyOn(config, 'settings').mockImplementation(settings);
      const outcome = await runCommand(['url', 'stripe', '--project', 'my-project']);
      spy.mockRestore();
      return outcome;
    };
    const secret = { STRIPE_WEBHOOK_SECRET: SECRET };
    expect((await told(secret)).told).toBe(
      'stripe is reached by a gateway or a load balancer: register its URL, and set STRIPE_WEBHOOK_URL to it.',
    );
    const url = 'https://hooks.example.com/stripe';
    expect(await told({ ...secret, STRIPE_WEBHOOK_URL: url })).toMatchObject({ printed: url, told: '' });
  });
});

function handled(): readonly unknown[] {
  return lines.filter(({ message }) => message === 'Stripe Event Handled').map(({ eventId }) => eventId);
}

async function lettersOf(status: string): Promise<readonly { readonly id: string }[]> {
  const { printed } = await runCommand(['dead-letters', 'list', '--status', status, '--json']);
  return JSON.parse(printed).letters;
}

async function post(type: string, id: string): Promise<void> {
  const sample = JSON.parse(stripeSamples.sample(type, { id, now: new Date() }));
  const body = JSON.stringify({ ...sample, id });
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: SECRET });
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
  const reply = await fetch(host.endpoints.get('stripe-webhook') ?? '', { method: 'POST', headers, body });
  expect(reply.status).toBe(200);
}
