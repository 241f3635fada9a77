import { service } from '../../core/handle/service.ts';

/**
 * The Stripe SDK's client. The API key (`STRIPE_API_KEY`, or `STRIPE_API_KEY_NAME` in Secret Manager) is
 * looked up by the first request that needs it, so that everything else works without one.
 */
export const stripeClient = service('stripe', async ({ apiKey }) => {
  const { default: Stripe } = await import('stripe');
  return new Stripe('', {
    authenticator: async (request) => {
      request.headers.authorization = `Bearer ${await apiKey('stripe')}`;
    },
  });
});
