import { expect, it } from 'vitest';
import { defineBundle } from '../../functions/src/core/config/bundle.ts';
import { DEFAULT_DELIVERY_POLICY } from '../../functions/src/core/config/delivery-policy.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { deliveryBundle } from './bundle.ts';

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
