import { expect, it, onTestFinished } from 'vitest';
import { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import type { Registrar, Registration } from '../../functions/src/core/registration/registrar.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { FakeListApi } from '../../functions/src/testing/lister/fake-list-api.ts';
import { FakeDestinations } from '../../functions/src/testing/registrar/stripe-destinations.ts';
import { STRIPE_KEY } from '../../functions/src/testing/registrar/stripe-endpoints.ts';
import { withApiKey } from '../../functions/src/testing/service-sources.ts';
import { connect, type ConnectOptions } from './connect.ts';
import { rotate, type RotateOptions } from './rotate.ts';
import type { RotationNote } from './rotation-note.ts';
import { SecretVersions } from './secret-keeper.ts';
import { secretManager } from './testing/secret-manager.ts';

const URL = 'https://europe-west1-acme.cloudfunctions.net/stripe-webhook';
const entry = catalog.stripe;

/** A Connect platform whose receiver accepts the newest two versions of its secret, and every value in them. */
async function platform(others?: Registration) {
  const registration = others ?? (await entry.registration?.());
  if (registration === undefined) throw new Error('Stripe has no registration.');
  const fake = new FakeDestinations();
  const http = await FakeListApi.start((request) => fake.answer(request));
  onTestFinished(() => http[Symbol.asyncDispose]());
  const keeper = new SecretVersions('hook', (await secretManager(undefined)).access);
  const api = new RegistrationApi('stripe', { services: withApiKey(STRIPE_KEY), fetch: http.fetch });
  const told: string[] = [];
  let time = Date.parse('2026-11-30T00:00:00Z');
  let note: RotationNote | undefined;
  const ports = {
    api,
    keeper,
    events: { events: () => Promise.resolve({ events: [] }), event: () => Promise.resolve(undefined) },
    verified: { verified: () => Promise.resolve([]) },
    notes: { read: () => note, write: (one: RotationNote) => void (note = one), clear: () => void (note = undefined) },
    recover: undefined,
    tell: (text: string) => void told.push(text),
    mayChange: () => Promise.resolve(true),
    opened: (url: string) => url,
    wait: (ms: number) => Promise.resolve(void (time += ms)),
    now: () => new Date(time),
  };
  const defaults = { type: [], 'all-types': false, 'dry-run': false, 'take-over': false, wait: false };
  return {
    told,
    connectAs: (as: string, options: Partial<ConnectOptions> = {}) =>
      connect({ entry, registration, url: URL, options: { ...defaults, as, ...options } }, ports),
    rotate: (as: string, options: RotateOptions = {}) =>
      rotate({ entry, registration, url: URL, options: { as, ...options }, command: 'npx …' }, ports),
    asked: http.asked,
    keeper,
    ways: registration.ways.length,
    requireAccepted: async () => {
      const accepted = await keeper.held();
      for (const { secret } of fake.held()) expect(accepted).toContain(secret);
      return fake.held().length;
    },
  };
}

it('the secret of each of three webhooks stays accepted, whichever is connected or rotated later', async () => {
  const acme = await platform();
  const ways = ['destination', 'connected', 'connected-thin'];
  for (const way of ways) {
    expect(await acme.connectAs(way)).toMatchObject({ does: 'create', secret: 'added' });
    await acme.requireAccepted();
  }
  for (const way of ways) {
    expect(await acme.rotate(way)).toMatchObject({ by: 'second', isDone: true });
    expect(await acme.requireAccepted()).toBe(3);
  }
  expect(acme.told.at(-1)).toContain('Other webhooks have their own secrets');
});

it('a webhook alone leaves its older secret to the version before', async () => {
  const acme = await platform();
  await acme.connectAs('destination');
  await acme.rotate('destination');
  await acme.rotate('destination');
  expect(await acme.requireAccepted()).toBe(1);
  expect(acme.told.at(-1)).not.toContain('Other webhooks');
});

it('others are looked for only where a secret may be added', async () => {
  const acme = await platform();
  for (const way of ['destination', 'connected']) await acme.connectAs(way);
  const listsOf = async (run: () => Promise<unknown>) => {
    const before = acme.asked.length;
    await run();
    return acme.asked.slice(before).filter((path) => path.endsWith('limit=100')).length;
  };
  // Each way is listed once to find ours, and its own again after a change.
  expect(await listsOf(() => acme.rotate('destination', { 'dry-run': true }))).toBe(acme.ways);
  expect(await listsOf(() => acme.connectAs('destination', { type: ['plan.created'] }))).toBe(acme.ways + 1);
});

it('a secret that is read from a webhook as it should be leaves those of others accepted', async () => {
  const ways = ['first', 'second', 'third'];
  const acme = await platform({
    integration: { provider: 'stripe' },
    key: { is: 'a key', where: 'in a test' },
    ways: ways.map((name) => wayWithSecret(name)),
  });
  for (const way of ways) expect(await acme.connectAs(way)).toMatchObject({ does: 'nothing', secret: 'added' });
  const accepted = await acme.keeper.held();
  expect(accepted).toEqual(expect.arrayContaining(ways.map((name) => `whsec_of_the_${name}`)));
});

/** A way in which there is one webhook, whose secret the API tells at any time. */
function wayWithSecret(name: string): Registrar {
  const registered = { id: name, url: URL, types: 'all', isOn: true, isMarked: true } as const;
  return {
    name,
    title: 'webhook',
    capabilities: {
      unit: 'object',
      types: { are: 'everything' },
      secret: { from: 'read' },
      rotation: { by: 'none' },
      test: 'none',
      changes: { url: true, types: true, state: true, form: [] },
      refusesDuplicates: false,
      marks: true,
    },
    sendsOthers: true,
    list: () => Promise.resolve([{ ...registered, secret: `whsec_of_the_${name}` }]),
    remove: () => Promise.resolve(),
  };
}
