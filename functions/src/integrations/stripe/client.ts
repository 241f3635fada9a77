import { service } from '../../core/logic/service.ts';

/**
 * The timeout of one request to Stripe, and how often the SDK retries a failed one. Together they stay well below the
 * timeout of a function, which the SDK's default of 80 s would exceed.
 */
const REQUESTS = { timeout: 10_000, maxNetworkRetries: 2 };

/**
 * The Stripe SDK's client, with the API key of `STRIPE_API_KEY`, or of `STRIPE_API_KEY_NAME` in Secret Manager. The key
 * is read before the client is created, because the SDK does not handle an authenticator that rejects: the call would
 * never settle and the process would end. On the local host without a key, it asks the local stand-in for Stripe's API.
 * @throws {IntegrationError} `bad-config`, which names the variable to set, if it is requested without a key.
 */
export const stripeClient = service('stripe', async ({ apiKey, localApi }) => {
  const local = await localApi('stripe');
  const key = local === undefined ? await apiKey('stripe') : 'sk_test_local';
  const { default: Stripe } = await import('stripe');
  return new Stripe(key, { ...REQUESTS, ...(local !== undefined && locally(local)) });
});

/** Nothing leaves the machine: neither do the SDK's measurements. */
function locally({ hostname: host, port }: URL) {
  return { host, port, protocol: 'http', telemetry: false } as const;
}

/** Parses thin events, which needs an instance of the SDK but no key and no request. */
export const stripeParser = service('stripe parser', async () => {
  const { default: Stripe } = await import('stripe');
  return new Stripe('sk_none');
});
