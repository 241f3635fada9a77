import type Stripe from 'stripe';
import type { Desired, Registered, Registrar } from '../../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../../core/registration/registration-api.ts';
import { isText } from '../../../core/event/json.ts';
import { unlessGone } from '../gone.ts';
import { API_VERSION } from '../signature.ts';
import { thinTypeOf } from '../thin-siblings.ts';
import { clientFor, COMMON, isMarked, isOfApiV2, MARK, PAGE_SIZE, VERSION } from './sdk.ts';

type Destination = Stripe.V2.Core.EventDestination;
type Payload = Stripe.V2.Core.EventDestination.EventPayload;

/** The URL is shown only if it is asked for. */
const INCLUDE_URL = ['webhook_endpoint.url'];
const INCLUDE_SECRET = [...INCLUDE_URL, 'webhook_endpoint.signing_secret'];

const NAME = 'Integration Service';

/**
 * What a destination of thin events gets in any case: reports of events that Stripe could not generate.
 * @see https://docs.stripe.com/webhooks/handle-irrecoverable-events
 */
const REPORTS = ['v2.core.health.event_generation_failure.resolved'];

/** Whose events a destination gets: the account's own, or those of the accounts that are connected to it. */
type From = '@self' | '@accounts';

/** An event destination of API v2 with snapshot events. @see https://docs.stripe.com/api/v2/core/event-destinations */
export const snapshotDestination: Registrar = {
  ...destination('snapshot', '@self'),
  name: 'destination',
  title: 'event destination',
  form: { [VERSION]: API_VERSION },
  subscriptions: (types) => types.filter((type) => !isOfApiV2(type)),
};

/** The same with thin events, whose objects are fetched: the functions need an API key. */
export const thinDestination: Registrar = {
  ...destination('thin', '@self'),
  name: 'thin',
  title: 'event destination with thin events',
  subscriptions(types) {
    const thin = types.flatMap((type) => thinTypeOf(type) ?? []);
    return thin.length === 0 ? [] : [...thin, ...REPORTS];
  },
};

/**
 * A Connect platform has these for its connected accounts, in addition to a destination for its own account.
 * @see https://docs.stripe.com/connect/webhooks
 */
export const connectedDestinations: readonly Registrar[] = [
  {
    ...snapshotDestination,
    ...destination('snapshot', '@accounts'),
    name: 'connected',
    title: 'event destination for connected accounts',
    sendsOthers: true,
  },
  {
    ...thinDestination,
    ...destination('thin', '@accounts'),
    name: 'connected-thin',
    title: 'event destination with thin events for connected accounts',
    sendsOthers: true,
  },
];

function destination(payload: Payload, from: From): Omit<Registrar, 'name' | 'title'> {
  // Thin events have no sign for every type.
  const types = payload === 'thin' ? ({ are: 'listed', all: 'refused' } as const) : COMMON.types;
  return {
    capabilities: { ...COMMON, types, test: 'verified' },
    async list(api) {
      const client = await clientFor(api);
      const found: Registered[] = [];
      for await (const one of client.v2.core.eventDestinations.list({ include: INCLUDE_URL, limit: PAGE_SIZE })) {
        const isOfWay = one.event_payload === payload && (one.events_from ?? ['@self']).includes(from);
        if (one.type === 'webhook_endpoint' && isOfWay) found.push(registeredOf(one));
      }
      return found;
    },
    async create(desired, api) {
      const client = await clientFor(api);
      const created = await client.v2.core.eventDestinations.create({
        ...wanted(desired),
        name: NAME,
        type: 'webhook_endpoint',
        event_payload: payload,
        events_from: [from],
        ...(payload === 'snapshot' && { snapshot_api_version: API_VERSION }),
        include: INCLUDE_SECRET,
      });
      const secret = created.webhook_endpoint?.signing_secret;
      return { registered: registeredOf(created), ...(secret !== undefined && { secret }) };
    },
    async update({ id, isOn }, desired, api) {
      const client = await clientFor(api);
      await client.v2.core.eventDestinations.update(id, { ...wanted(desired), include: INCLUDE_URL });
      if (!isOn) await client.v2.core.eventDestinations.enable(id);
    },
    async remove({ id }, api) {
      const client = await clientFor(api);
      await unlessGone(client.v2.core.eventDestinations.del(id));
    },
    test: ({ id }, api) => ping(id, api),
  };
}

async function ping(id: string, api: RegistrationApi) {
  const client = await clientFor(api);
  const event = await client.v2.core.eventDestinations.ping(id);
  return { type: event.type, id: event.id };
}

function wanted({ url, types }: Desired) {
  return { enabled_events: types === 'all' ? ['*'] : [...types], metadata: MARK, webhook_endpoint: { url } };
}

function registeredOf(one: Destination): Registered {
  const { id, webhook_endpoint, enabled_events, status, status_details, snapshot_api_version, metadata } = one;
  const trouble = status_details?.disabled?.reason;
  return {
    id,
    url: webhook_endpoint?.url ?? '',
    types: enabled_events.includes('*') ? 'all' : enabled_events,
    isOn: status === 'enabled',
    ...(trouble !== undefined && { trouble: trouble === 'user' ? 'somebody turned it off' : trouble }),
    form: { ...(isText(snapshot_api_version) && { [VERSION]: snapshot_api_version }) },
    isMarked: isMarked(metadata),
  };
}
