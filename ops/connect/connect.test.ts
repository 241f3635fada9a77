import { describe, expect, it } from 'vitest';
import type { EventPage, EventReader, EventView } from '../../functions/src/core/inspect/event-reader.ts';
import { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';

import { FakeEndpoints, STRIPE_KEY } from '../../functions/src/testing/registrar/stripe-endpoints.ts';
import { FakeListApi } from '../../functions/src/testing/lister/fake-list-api.ts';
import { withApiKey } from '../../functions/src/testing/service-sources.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { connect, type ConnectOptions, type ConnectReport } from './connect.ts';
import type { SecretKeeper } from './secret-keeper.ts';

const URL = 'https://europe-west1-acme.cloudfunctions.net/stripe-webhook';
const DEFAULTS: ConnectOptions = { type: [], 'all-types': false, 'dry-run': false, 'take-over': false, wait: false };
const entry = catalog.stripe;

/** An empty project: no secret, no event; and Stripe, as a fake on the loopback interface. */
async function project(fake: FakeEndpoints, { says = true, key = STRIPE_KEY } = {}) {
  const registration = await entry.registration?.();
  if (registration === undefined) throw new Error('Stripe has no registration.');
  const http = await FakeListApi.start((request) => fake.answer(request));
  const [secrets, told, asked]: [string[], string[], string[]] = [[], [], []];
  const arrived: EventView[] = [];
  let time = Date.parse('2026-11-30T00:00:00Z');
  const services = withApiKey(key);
  const api = new RegistrationApi('stripe', { services, fetch: http.fetch, wait: () => Promise.resolve() });
  const run = (options: Partial<ConnectOptions> = {}): Promise<ConnectReport> =>
    connect(
      { entry, registration, url: URL, options: { ...DEFAULTS, as: 'endpoint', ...options } },
      {
        api,
        keeper: keeperOf(secrets),
        events: readerOf(arrived),
        tell: (text) => void told.push(text),
        mayChange: (what) => Promise.resolve(asked.push(what) > 0 && says),
        opened: (url) => url,
        wait: (ms) => {
          time += ms;
          if (fake.held().length > 0) arrived.push(paid(new Date(time)));
          return Promise.resolve();
        },
        now: () => new Date(time),
      },
    );
  return { run, secrets, told, asked, arrived, registration, [Symbol.asyncDispose]: () => http[Symbol.asyncDispose]() };
}

function keeperOf(secrets: string[]): SecretKeeper {
  return {
    where: 'the secret stripe-webhook of acme',
    delayMs: 0,
    held: () => Promise.resolve(secrets.slice(0, 2)),
    add: (value) => Promise.resolve(void secrets.unshift(value)),
  };
}

function readerOf(arrived: readonly EventView[]): EventReader {
  const page = (since = new Date(0)): EventPage => ({
    events: arrived.filter(({ receivedTime }) => new Date(receivedTime) >= since),
  });
  return {
    events: ({ since }) => Promise.resolve(page(since)),
    event: () => Promise.resolve(undefined),
  };
}

/** What the fake sends first, once it knows the endpoint. */
function paid(at: Date): EventView {
  const time = at.toISOString();
  const about = { provider: 'stripe', source: '//stripe.com', type: 'invoice.paid', status: 'handled' } as const;
  return { id: 'evt_1', ...about, time, receivedTime: time, consumers: [] };
}

describe('connecting Stripe by an endpoint of API v1', () => {
  it('creates it for the types that sagas take, keeps the secret, and waits for the first event', async () => {
    const fake = new FakeEndpoints();
    await using acme = await project(fake);
    const report = await acme.run({ wait: true });
    expect(report).toMatchObject({ does: 'create', isDone: true, secret: 'added', event: { type: 'invoice.paid' } });
    const [held] = fake.held();
    expect(held?.types).toEqual(entry.types.filter((type) => !/^v[12]\./.test(type)));
    expect(acme.secrets).toEqual([held?.secret]);
    expect(acme.told.join('\n')).toContain('cannot send v1.billing.meter.error_report_triggered');
  });

  it('changes nothing when it is run a second time', async () => {
    const fake = new FakeEndpoints();
    await using acme = await project(fake);
    await acme.run();
    const before = structuredClone([fake.held(), acme.secrets]);
    expect(await acme.run()).toMatchObject({ does: 'nothing', isDone: true, secret: 'kept' });
    expect([fake.held(), acme.secrets, acme.asked.length]).toEqual([...before, 1]);
  });

  it('adopts one that somebody made by hand, and repairs one that is off', async () => {
    const fake = new FakeEndpoints();
    await using acme = await project(fake);
    const id = fake.plant({ url: URL, types: ['invoice.paid', 'plan.created'] });
    acme.secrets.push(fake.held()[0]?.secret ?? '');
    expect(await acme.run()).toMatchObject({ does: 'adopt', id });
    expect(acme.asked[0]).toContain('no longer sent: plan.created');
    fake.turnOff(id);
    expect(await acme.run()).toMatchObject({ does: 'repair', id });
    expect(fake.held()).toMatchObject([{ id, isOn: true, isMarked: true }]);
    expect(acme.secrets).toHaveLength(1);
  });

  it('replaces one whose secret nobody holds, and leaves one behind', async () => {
    const fake = new FakeEndpoints();
    await using acme = await project(fake);
    fake.plant({ url: URL, types: ['invoice.paid'] });
    expect(await acme.run()).toMatchObject({ does: 'recreate', secret: 'added' });
    expect(fake.held().map(({ secret }) => secret)).toEqual(acme.secrets);
  });

  it('does nothing at all with --dry-run, or if the answer is no', async () => {
    const fake = new FakeEndpoints();
    await using acme = await project(fake, { says: false });
    expect(await acme.run({ 'dry-run': true })).toMatchObject({ does: 'create', isDone: false });
    expect(acme.asked).toEqual([]);
    expect(await acme.run()).toMatchObject({ does: 'create', isDone: false });
    expect([fake.held(), acme.secrets]).toEqual([[], []]);
  });

  it('asks for more types than sagas take, or for all, if that is said', async () => {
    const fake = new FakeEndpoints();
    await using acme = await project(fake);
    await acme.run({ type: ['plan.created'] });
    expect(fake.held()[0]?.types).toContain('plan.created');
    await acme.run({ 'all-types': true });
    expect(fake.held()[0]?.types).toEqual(['*']);
  });

  it('shows neither the key nor the secret, whatever happens', async () => {
    const fake = new FakeEndpoints();
    await using acme = await project(fake);
    const reports = [await acme.run({ wait: true }), await acme.run()];
    const shown = JSON.stringify([reports, acme.told, acme.asked]);
    await using stranger = await project(fake, { key: 'sk_test_wrongKey' });
    const error: unknown = await stranger.run().catch((reason: unknown) => reason);
    expect(String(error)).toContain('Stripe answered 401');
    for (const secret of [STRIPE_KEY, 'sk_test_wrongKey', ...acme.secrets]) {
      expect(shown).not.toContain(secret);
      expect(String(error)).not.toContain(secret);
    }
  });
});
