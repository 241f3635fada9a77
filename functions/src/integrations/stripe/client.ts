import { service } from '../../core/logic/service.ts';

/**
 * How long one request to Stripe may take, and how often the SDK repeats one that failed: together well below
 * the time limit of a function, where the SDK's own 80 s would outlast it.
 */
const REQUESTS = { timeout: 10_000, maxNetworkRetries: 2 };

/**
 * The Stripe SDK's client, with the API key of `STRIPE_API_KEY`, or of `STRIPE_API_KEY_NAME` in Secret Manager.
 * The key is read before the client is made: an authenticator that rejects would, in the SDK, leave the call
 * unanswered and end the process.
 * @throws {IntegrationError} `bad-config` that names the variable to set, when it is asked for without a key.
 */
export const stripeClient = service('stripe', async ({ apiKey }) => {
  const key = await apiKey('stripe');
  const { default: Stripe } = await import('stripe');
  return new Stripe(key, REQUESTS);
});

/** Parses thin events: that needs an instance of the SDK but no key, and sends nothing. */
export const stripeParser = service('stripe parser', async () => {
  const { default: Stripe } = await import('stripe');
  return new Stripe('sk_none');
});
