import type Stripe from 'stripe';
import type { Registered, Registrar, Subscribed } from '../../../core/registration/registrar.ts';
import { unlessGone } from '../gone.ts';
import { API_VERSION } from '../signature.ts';
import { clientFor, COMMON, isMarked, isOfApiV2, MARK, PAGE_SIZE, VERSION } from './sdk.ts';

/** A webhook endpoint of API v1. @see https://docs.stripe.com/api/webhook_endpoints */
export const endpoint: Registrar = {
  name: 'endpoint',
  title: 'webhook endpoint',
  capabilities: { ...COMMON, test: 'none' },
  form: { [VERSION]: API_VERSION },
  subscriptions: (types) => types.filter((type) => !isOfApiV2(type)),
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

function registeredOf({ id, url, enabled_events, status, api_version, metadata }: Stripe.WebhookEndpoint): Registered {
  return {
    id,
    url,
    types: enabled_events.includes('*') ? 'all' : enabled_events,
    isOn: status === 'enabled',
    form: { ...(api_version !== null && { [VERSION]: api_version }) },
    isMarked: isMarked(metadata),
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
