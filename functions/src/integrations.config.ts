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
  // Providers without a folder: how each signs, and where its events hold things. See docs/instances.md.
  // It takes: import { hmac } from 'integration-service/config';
  // instances: {
  //   acme: {
  //     scheme: hmac({ headers: { 'x-acme-signature': 'sha256={signature}' } }),
  //     places: { id: '/id', type: '/event' },
  //   },
  // },
});
