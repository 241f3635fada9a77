import { expect, it } from 'vitest';
import { SecretAccessError } from '../../functions/src/core/ports.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { FakeListApi } from '../../functions/src/testing/lister/fake-list-api.ts';
import { FakeEndpoints, STRIPE_KEY } from '../../functions/src/testing/registrar/stripe-endpoints.ts';
import { withApiKey } from '../../functions/src/testing/service-sources.ts';
import { providerSideResults, type ProviderSide } from './provider-side.ts';

const URL = 'https://europe-west1-acme.cloudfunctions.net/stripe-webhook';
const ENTRY: ProviderSide['entry'] = {
  provider: 'stripe',
  title: 'Stripe',
  types: ['invoice.paid', 'charge.refunded'],
  unreadTypes: [],
};
const NOW = new Date('2026-11-30T00:00:00Z');

async function resultsOf(fake: FakeEndpoints, { key = STRIPE_KEY, entry = ENTRY } = {}) {
  const registration = await catalog.stripe.registration?.();
  if (registration === undefined) throw new Error('Stripe has no registration.');
  await using http = await FakeListApi.start((request) => fake.answer(request));
  const side = { entry, registration, url: URL, place: ' --project acme' };
  const tools = { services: withApiKey(key), fetch: http.fetch, wait: () => Promise.resolve() };
  const results = await providerSideResults(side, tools, NOW);
  return results.map(({ status, says }) => `${status}: ${says}`);
}

it('all is well if one endpoint sends what sagas take', async () => {
  const fake = new FakeEndpoints();
  fake.plant({ url: `${URL}/`, types: ['charge.refunded', 'invoice.paid'] });
  fake.plant({ url: 'https://other.example', types: ['*'] });
  expect(await resultsOf(fake)).toEqual(['ok: we_1 sends what sagas take']);
});

it('an endpoint that is missing is found', async () => {
  expect(await resultsOf(new FakeEndpoints())).toEqual([`finding: Stripe has no webhook with ${URL}.`]);
});

it('one that is off, lacks types and has others is found', async () => {
  const fake = new FakeEndpoints();
  fake.turnOff(fake.plant({ url: URL, types: ['invoice.paid', 'plan.created'] }));
  expect(await resultsOf(fake)).toEqual([
    'finding: we_1 is off. Stripe sends nothing to it.',
    'finding: we_1 does not get what sagas take: charge.refunded.',
    'warning: we_1 gets what nobody takes: plan.created.',
  ]);
});

it('two with one URL are found', async () => {
  const fake = new FakeEndpoints();
  for (const types of [ENTRY.types, ENTRY.types]) fake.plant({ url: URL, types });
  expect(await resultsOf(fake)).toEqual([
    'warning: we_2, we_1 have our URL, so each event comes 2 times: remove all but one at Stripe.',
  ]);
});

it('another API version is found', async () => {
  const fake = new FakeEndpoints('2020-08-27');
  fake.plant({ url: URL, types: ENTRY.types });
  expect(await resultsOf(fake)).toEqual([
    expect.stringContaining('warning: we_1 has the API version 2020-08-27, but the code is written for 20'),
  ]);
});

it('a key that cannot be read ends nothing', async () => {
  const registration = await catalog.stripe.registration?.();
  if (registration === undefined) throw new Error('Stripe has no registration.');
  const services = {
    ...withApiKey(STRIPE_KEY),
    apiKey: () => Promise.reject(new SecretAccessError('denied', 'The secret stripe-key may not be read.')),
  };
  const side = { entry: ENTRY, registration, url: URL, place: ' --project acme' };
  expect(await providerSideResults(side, { services }, NOW)).toMatchObject([
    { status: 'unknown', says: 'Stripe could not be asked: The secret stripe-key may not be read.' },
  ]);
});

it('types are not judged if those of a saga cannot be read', async () => {
  const fake = new FakeEndpoints();
  fake.plant({ url: URL, types: ['plan.created'] });
  const entry = { ...ENTRY, unreadTypes: ['audit'] };
  expect(await resultsOf(fake, { entry })).toEqual(['ok: we_1 sends what sagas take']);
});

it('what the API refuses is a finding without the key', async () => {
  const [only = '', ...others] = await resultsOf(new FakeEndpoints(), { key: 'sk_test_wrongKey' });
  expect(others).toEqual([]);
  expect(only).toContain('finding: Stripe could not be asked:');
  expect(only).not.toContain('wrongKey');
});

it.each([
  { health: { failed: 2, answer: '503' }, says: [`warning: 2 deliveries to ${URL} failed, the last one with: 503.`] },
  { health: { failed: 0 }, says: [] },
])(
  'of a provider that lists deliveries and no webhooks, $health.failed that failed are told',
  async ({ health, says }) => {
    const registration = await catalog.stripe.registration?.();
    if (registration === undefined) throw new Error('Stripe has no registration.');
    const side = {
      entry: ENTRY,
      registration: { ...registration, ways: [], health: () => Promise.resolve(health) },
      url: URL,
      place: '',
    };
    const results = await providerSideResults(side, { services: withApiKey(STRIPE_KEY) }, NOW);
    expect(results.map(({ status, says: sentence }) => `${status}: ${sentence}`)).toEqual(says);
  },
);
