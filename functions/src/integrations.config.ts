import { defineBundle, type Provider } from 'integration-service/config';

/**
 * What is on, and how. An integration is on when its webhook secret is in the environment, by value
 * (`STRIPE_WEBHOOK_SECRET`) or by its name in Secret Manager (`STRIPE_WEBHOOK_SECRET_NAME`).
 * An option here overrides the environment.
 */
export const config = defineBundle<Provider>({
  integrations: {
    // stripe: { toleranceSeconds: 120, maxBytes: 200_000 },
    // shopify: { webhook: { minInstances: 1 } },
  },
  // How all functions are deployed, and above those of one integration: see docs/deploy/functions.md.
  // functions: { serviceAccount: 'integrations@' },
  // Providers without an integration, described instead of programmed: see docs/generic-integrations.md.
  // It takes: import { hmac } from 'integration-service/config';
  // instances: {
  //   acme: hmac({ header: 'x-acme-signature', prefix: 'sha256=', id: '/id', type: '/event' }),
  // },
});
