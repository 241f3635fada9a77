import type Stripe from 'stripe';
import type { RegistrarCapabilities } from '../../../core/registration/registrar-capabilities.ts';
import type { RegistrationApi } from '../../../core/registration/registration-api.ts';

/** What Stripe shows that we made it. */
export const MARK = { managed_by: 'integration-service' };

/** The name of the API version in the form of what is registered. */
export const VERSION = 'API version';

export const PAGE_SIZE = 100;

/** What both APIs have in common. The account holds at most 16 of both together. @see https://docs.stripe.com/webhooks */
export const COMMON: Omit<RegistrarCapabilities, 'test'> = {
  unit: 'object',
  types: { are: 'listed', all: 'wildcard' },
  secret: { from: 'created' },
  rotation: { by: 'second' },
  changes: { url: true, types: true, state: true, form: [] },
  refusesDuplicates: false,
  marks: true,
  most: 16,
};

export function isMarked(metadata: Stripe.Metadata | undefined): boolean {
  return metadata?.['managed_by'] === MARK.managed_by;
}

/** Types that only thin events have. */
export function isOfApiV2(type: string): boolean {
  return /^v[12]\./.test(type);
}

/** One client for each key: this one serves a single run. */
export async function clientFor(api: RegistrationApi): Promise<Stripe> {
  const { default: StripeSdk } = await import('stripe');
  const httpClient = StripeSdk.createFetchHttpClient(api.fetch);
  return new StripeSdk(await api.key(), { httpClient, timeout: 30_000, maxNetworkRetries: 2, telemetry: false });
}
