import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeListApi } from '../../functions/src/testing/lister/fake-list-api.ts';
import { FakeEndpoints, STRIPE_KEY } from '../../functions/src/testing/registrar/stripe-endpoints.ts';
import { preparedProject } from '../control-plane/prepared.ts';
import { Operator } from '../deploy/harness/operator.ts';
import { describeWithEmulators } from './harness/suite.ts';

const PLACE = ['--project', 'acme-prod', '--yes'];
const WAY = ['--as', 'endpoint', '--key-stdin'];
const HOOKS = 'https://hooks.acme.example/stripe-webhook';

/** Google and Stripe on this machine, each held to its own rules, and each command in its own process. */
describeWithEmulators('the command line that connects a deployed project', ({ firestore }) => {
  const fake = new FakeEndpoints();
  let stripe: FakeListApi;
  let operator: Operator;
  const shown: string[] = [];

  beforeAll(async () => {
    stripe = await FakeListApi.start((request) => fake.answer(request));
    operator = await Operator.ofSources(preparedProject(), { FIRESTORE_EMULATOR_HOST: firestore });
    operator.configure('STRIPE_WEBHOOK_SECRET_NAME=stripe-hook\n');
    operator.plane.providers.set('api.stripe.com', stripe.fetch);
  });
  afterAll(async () => {
    await operator[Symbol.asyncDispose]();
    await stripe[Symbol.asyncDispose]();
  });

  async function run(...words: readonly string[]) {
    const finished = await operator.integrationsWith(STRIPE_KEY, ...words, ...PLACE);
    shown.push(finished.output);
    return finished;
  }
  const secrets = (id: string) => operator.cloud.secrets.get(`projects/acme-prod/secrets/${id}`);
  const held = () => fake.held().map(({ url, secret }) => [url, secret]);

  it('creates the webhook and the secret, and changes nothing when it is run again', async () => {
    const words = ['connect', 'stripe', ...WAY, '--url', HOOKS];
    expect(await run(...words)).toMatchObject({ exitCode: 0 });
    const [[, secret] = []] = held();
    expect(held()).toEqual([[HOOKS, secret]]);
    expect(secrets('stripe-hook')).toEqual([secret]);
    const again = await run(...words, '--json');
    expect(JSON.parse(again.output.slice(again.output.indexOf('{"')))).toMatchObject({ does: 'nothing', isDone: true });
    expect(secrets('stripe-hook')).toEqual([secret]);
  });

  it('gives each account its own webhook, secret and entry in the registry', async () => {
    operator.write('functions/src/integrations.config.ts', MANY_ACCOUNTS);
    operator.configure('STRIPE_WEBHOOK_SECRET_NAME=stripe-{account}\n');
    for (const account of ['shop-1', 'shop-2']) {
      const words = ['connect', 'stripe', '--account', account, ...WAY, '--url', `${HOOKS}/${account}`];
      expect(await run(...words)).toMatchObject({ exitCode: 0 });
    }
    const [second, first] = fake.held();
    expect([first?.url, second?.url]).toEqual([`${HOOKS}/shop-1`, `${HOOKS}/shop-2`]);
    expect([secrets('stripe-shop-1'), secrets('stripe-shop-2')]).toEqual([[first?.secret], [second?.secret]]);
    const listed = await operator.integrations('accounts', 'list', 'stripe', '--project', 'acme-prod');
    expect(listed.output).toMatch(/shop-1[^]*shop-2/);
  });

  it('says of one account how its secret would be replaced', async () => {
    const words = ['rotate', 'stripe', '--account', 'shop-1', ...WAY, '--url', `${HOOKS}/shop-1`, '--dry-run'];
    const { exitCode, output } = await run(...words);
    expect(exitCode).toBe(1);
    expect(output).toContain('creates a second webhook endpoint with the same URL, and removes we_2');
    expect(fake.held()).toHaveLength(3);
  });

  it('needs an account where there are many', async () => {
    const { exitCode, output } = await run('connect', 'stripe', ...WAY, '--url', HOOKS);
    expect(exitCode).toBe(1);
    expect(output).toContain('name one, as in "accounts connect stripe shop-1"');
  });

  it('showed no secret and no key, and asked Google for nothing that it would refuse', () => {
    const all = shown.join('\n');
    for (const secret of [STRIPE_KEY, ...fake.held().map((one) => one.secret ?? '')]) expect(all).not.toContain(secret);
    expect(operator.plane.faults).toEqual([]);
  });
});

const MANY_ACCOUNTS = `
  import { defineBundle } from './core/config/bundle.ts';
  import type { Provider } from './generated/providers.ts';

  export const config = defineBundle<Provider>({ integrations: { stripe: { accounts: true } } });
`;
