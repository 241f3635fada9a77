import type Stripe from 'stripe';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Registered, Registrar, Registration, Subscribed } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { stripe } from './index.ts';
import { API_VERSION } from './signature.ts';

const PAGE_SIZE = 100;
const MARK = { managed_by: 'integration-service' };
const VERSION = 'API version';

/** What Stripe allows in an account. @see https://docs.stripe.com/webhooks */
const MOST = 16;

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  types: { are: 'listed', all: 'wildcard' },
  secret: { from: 'created' },
  rotation: { by: 'second' },
  test: 'none',
  changes: { url: true, types: true, state: true, form: [] },
  refusesDuplicates: false,
  marks: true,
  most: MOST,
};

/** @see https://docs.stripe.com/api/webhook_endpoints */
const endpoint: Registrar = {
  name: 'endpoint',
  title: 'webhook endpoint',
  capabilities,
  form: { [VERSION]: API_VERSION },
  // API v1 does not have the types of API v2, nor thin siblings.
  subscriptions: (types) => types.filter((type) => !/^v[12]\./.test(type)),
  async list(api) {
    const client = await clientFor(api);
    const found: Registered[] = [];
    for await (const one of client.webhookEndpoints.list({ limit: PAGE_SIZE })) found.push(registeredOf(one));
    return found;
  },
  async create({ url, types }, api) {
    const client = await clientFor(api);
    const created = await client.webhookEndpoints.create({
      url,
      enabled_events: enabledEvents(types),
      api_version: API_VERSION,
      metadata: MARK,
    });
    const { secret } = created;
    return { registered: registeredOf(created), ...(secret !== undefined && { secret }) };
  },
  async update({ id }, { url, types }, api) {
    const client = await clientFor(api);
    const enabled_events = enabledEvents(types);
    await client.webhookEndpoints.update(id, { url, enabled_events, disabled: false, metadata: MARK });
  },
  async remove({ id }, api) {
    const client = await clientFor(api);
    await unlessGone(client.webhookEndpoints.del(id));
  },
};

/** How Stripe sends events here: to webhook endpoints of API v1. */
export const stripeRegistration: Registration = {
  integration: stripe,
  key: {
    is: 'a secret key, or a restricted key that may write "Webhook Endpoints"',
    where: 'https://dashboard.stripe.com/apikeys',
    form: /^(?:sk|rk)_\w+$/,
  },
  ways: [endpoint],
};

function registeredOf({ id, url, enabled_events, status, api_version, metadata }: Stripe.WebhookEndpoint): Registered {
  return {
    id,
    url,
    types: enabled_events.includes('*') ? 'all' : enabled_events,
    isOn: status === 'enabled',
    form: { ...(api_version !== null && { [VERSION]: api_version }) },
    isMarked: metadata['managed_by'] === MARK.managed_by,
  };
}

type EnabledEvent = Stripe.WebhookEndpointCreateParams.EnabledEvent;

/** The API checks the names: the types of the SDK do not know those of another version. */
function enabledEvents(types: Subscribed): EnabledEvent[] {
  return types === 'all' ? ['*'] : types.filter(isEventName);
}

function isEventName(type: string): type is EnabledEvent {
  return /^[a-z0-9_.]+$/.test(type);
}

async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!(error instanceof Error && 'statusCode' in error && error.statusCode === 404)) throw error;
  }
}

/** One client for each key: this one is used once. */
async function clientFor(api: RegistrationApi): Promise<Stripe> {
  const { default: StripeSdk } = await import('stripe');
  const httpClient = StripeSdk.createFetchHttpClient(api.fetch);
  return new StripeSdk(await api.key(), { httpClient, timeout: 30_000, maxNetworkRetries: 2, telemetry: false });
}
