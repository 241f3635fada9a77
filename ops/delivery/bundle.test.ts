import { describe, expect, it } from 'vitest';
import { defineBundle } from '../../functions/src/core/config/bundle.ts';
import { DEFAULT_DELIVERY_POLICY } from '../../functions/src/core/config/delivery-policy.ts';
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
