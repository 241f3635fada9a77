import { describe, expect, it } from 'vitest';
import { defineBundle } from '../../functions/src/core/config/bundle.ts';
import { DEFAULT_DELIVERY_POLICY } from '../../functions/src/core/config/delivery-policy.ts';
import type { DurableSagaFacts } from '../../functions/src/core/inspect/saga-group.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { deliveryBundle, sharedNames } from './bundle.ts';

it('the bundle holds the integrations that are on, with the functions and topics of the catalog and each one’s policy', () => {
  const config = defineBundle(
    {
      region: 'europe-west1',
      bucket: 'bodies',
      integrations: { stripe: { delivery: { maxAttempts: 3 }, webhook: { invoker: ['gateway@'] } } },
    },
    { STRIPE_WEBHOOK_SECRET: 'whsec_c2VjcmV0' },
  );
  expect(deliveryBundle(config, Object.values(catalog), { codebase: 'hooks', prefix: 'eu' })).toEqual({
    codebase: 'hooks',
    prefix: 'eu',
    region: 'europe-west1',
    database: '(default)',
    scope: { own: '', source: '' },
    collectionPrefix: 'integration-',
    bucket: 'bodies',
    integrations: [
      {
        provider: 'stripe',
        webhook: 'stripe-webhook',
        invoker: ['gateway@'],
        topic: 'integration-stripe-events',
        deadLetterTopic: 'integration-stripe-events-dead-letter',
        deadLetters: 'stripe-onDeadLetter',
        consumers: catalog.stripe.consumers.map(({ name }) => name),
        policy: { ...DEFAULT_DELIVERY_POLICY, maxAttempts: 3 },
      },
    ],
    sagaPolicy: expect.any(Function),
  });
});

it('topics have the scope of their source, and collections the own one; functions go by what they run', () => {
  const config = defineBundle({ scope: 'shop', listensTo: 'eu' }, { STRIPE_WEBHOOK_SECRET: 'whsec_c2VjcmV0' });
  expect(deliveryBundle(config, [catalog.stripe], { codebase: 'shop', prefix: 'kit-shop' })).toMatchObject({
    scope: { own: 'shop', source: 'eu' },
    collectionPrefix: 'shop-integration-',
    integrations: [
      {
        topic: 'eu-integration-stripe-events',
        deadLetterTopic: 'eu-integration-stripe-events-dead-letter',
        deadLetters: 'stripe-onDeadLetter',
        consumers: ['stripe-onStripeEvent'],
      },
    ],
  });
});

describe('the functions of durable sagas', () => {
  const environment = { STRIPE_WEBHOOK_SECRET: 'whsec_c2VjcmV0' };
  const integrationsOf = (durableSagas: DurableSagaFacts, options = {}) =>
    deliveryBundle(defineBundle(options, environment), Object.values(catalog), undefined, durableSagas).integrations;

  it('get their messages by their topics and policy, and have no webhook', () => {
    const [, sagas] = integrationsOf(
      { dunning: { providers: ['paddle', 'stripe'] } },
      { scope: 'shop', listensTo: 'eu', sagas: { delivery: { maxAttempts: 3 } } },
    );
    expect(sagas).toEqual({
      provider: 'sagas',
      invoker: 'public',
      topic: 'shop-integration-sagas-events',
      deadLetterTopic: 'shop-integration-sagas-events-dead-letter',
      deadLetters: 'sagas-onDeadLetter',
      consumers: ['sagas-onSagaEvent'],
      policy: { ...DEFAULT_DELIVERY_POLICY, maxAttempts: 3 },
    });
  });

  it.each<[string, DurableSagaFacts]>([
    ['there is no durable saga', {}],
    ['every integration that they take events of is off', { dunning: { providers: ['paddle'] } }],
  ])('are not there if %s', (_why, durableSagas) => {
    expect(integrationsOf(durableSagas).map(({ provider }) => provider)).toEqual(['stripe']);
  });
});

describe('installations share their names', () => {
  const named = (codebase: string, own: string, source: string, ...providers: readonly string[]) => ({
    codebase,
    scope: { own, source },
    integrations: providers.map((provider) => ({ provider })),
  });

  it('if they have one scope and a provider in common', () => {
    expect(sharedNames([named('a', '', '', 'slack', 'stripe'), named('b', '', '', 'stripe')])).toEqual([
      'The codebases a and b share the topics and the ledger of stripe, so that each would handle events of the other; set INTEGRATIONS_SCOPE in the dotenv file of one of them.',
    ]);
  });

  it.each([
    ['with different scopes', named('b', 'eu', 'eu', 'stripe')],
    ['with different providers', named('b', '', '', 'slack')],
    ['as a listener', named('b', 'shop', '', 'stripe')],
  ])('but not %s', (_what, other) => {
    expect(sharedNames([named('a', '', '', 'stripe'), other])).toEqual([]);
  });
});
