import { isJsonObject } from '../../core/event/json.ts';
import { API_VERSION } from '../../integrations/stripe/signature.ts';
import type { ListAnswer, ListRequest } from '../lister/fake-list-api.ts';
import type { FakeRegistrations, HeldWebhook, Planted } from './fake-registrations.ts';
import { Once, refusalOfStripe, STRIPE_KEY } from './stripe-endpoints.ts';

const PATH = '/v2/core/event_destinations';
const PAGE = 10;
const MOST = 16;
const SCOPES = new Set(['@self', '@accounts', '@organization_members', '@organization_members/@accounts']);

interface Destination {
  readonly id: string;
  readonly event_payload: string;
  readonly events_from: readonly string[];
  readonly snapshot_api_version: string | undefined;
  readonly secret: string;
  url: string;
  enabled_events: readonly string[];
  metadata: Readonly<Record<string, unknown>>;
  isOn: boolean;
}

/** A ping that Stripe sends, thin whatever the destination's style is. */
export interface SentPing {
  readonly id: string;
  readonly body: string;
  /** What it is signed with. */
  readonly secret: string;
}

/** Stripe's event destinations: the secret is shown once, if it is asked for; the URL only if it is asked for. */
export class FakeDestinations implements FakeRegistrations {
  readonly pings: SentPing[] = [];
  readonly #payload: 'snapshot' | 'thin';
  readonly #from: '@self' | '@accounts';
  readonly #all: Destination[] = [];
  readonly #once = new Once();
  #count = 0;

  /** @param payload What planted destinations send. @param from Whose events they get. */
  constructor(payload: 'snapshot' | 'thin' = 'snapshot', from: '@self' | '@accounts' = '@self') {
    this.#payload = payload;
    this.#from = from;
  }

  get tests(): number {
    return this.pings.length;
  }

  answer({ method, url, headers, body }: ListRequest): ListAnswer {
    if (headers.authorization !== `Bearer ${STRIPE_KEY}`)
      return refusalOfStripe(401, 'Invalid API Key provided: sk_test_*1');
    // The webhook endpoints of API v1, of which there are none here.
    if (url.pathname === '/v1/webhook_endpoints')
      return { body: { object: 'list', url: url.pathname, data: [], has_more: false } };
    const [, id, action] = /^\/v2\/core\/event_destinations(?:\/(\w+))?(?:\/(enable|ping))?$/.exec(url.pathname) ?? [];
    if (!url.pathname.startsWith(PATH)) return refusalOfStripe(404, 'Unrecognized request URL');
    const asked = isJsonObject(body) ? body : {};
    if (id === undefined && method === 'POST') {
      return this.#once.answer(headers['idempotency-key'], () => this.#create(asked));
    }
    if (id === undefined) return this.#page(url.searchParams);
    const found = this.#all.find((one) => one.id === id);
    if (found === undefined) return refusalOfStripe(404, `No such event destination: ${id}`);
    if (method === 'DELETE') {
      this.#all.splice(this.#all.indexOf(found), 1);
      return { body: { id } };
    }
    if (action === 'ping') return this.#ping(found);
    if (action === 'enable') found.isOn = true;
    if (method === 'POST' && action === undefined) change(found, asked);
    return { body: shown(found, listIn(asked['include'])) };
  }

  plant({ url, types, isOn = true }: Planted): string {
    const style = { event_payload: this.#payload, events_from: [this.#from], snapshot_api_version: API_VERSION };
    return this.#add({ url, enabled_events: types, ...style, metadata: {}, isOn }).id;
  }

  turnOff(id: string): void {
    for (const one of this.#all) if (one.id === id) one.isOn = false;
  }

  held(): readonly HeldWebhook[] {
    return this.#all.map(({ id, url, enabled_events, isOn, metadata, secret }) => ({
      id,
      url,
      types: enabled_events,
      isOn,
      isMarked: metadata['managed_by'] === 'integration-service',
      secret,
    }));
  }

  #create(asked: Readonly<Record<string, unknown>>): ListAnswer {
    const url = urlIn(asked);
    const types = listIn(asked['enabled_events']);
    const payload = asked['event_payload'];
    const isWhole =
      asked['type'] === 'webhook_endpoint' && (payload === 'snapshot' || payload === 'thin') && asked['name'];
    if (!isWhole || url === undefined || types.length === 0) return refusalOfStripe(400, 'A parameter is missing.');
    const from = asked['events_from'] === undefined ? ['@self'] : listIn(asked['events_from']);
    if (from.some((scope) => !SCOPES.has(scope))) return refusalOfStripe(400, `Invalid events_from: ${from.join()}`);
    const version = asked['snapshot_api_version'];
    if (payload === 'thin' && (version !== undefined || types.includes('*'))) {
      return refusalOfStripe(400, 'Thin events have neither a version nor a sign for every type.');
    }
    if (this.#all.length >= MOST) return refusalOfStripe(400, 'You have reached the maximum of 16 event destinations.');
    const created = this.#add({
      event_payload: payload,
      url,
      enabled_events: types,
      events_from: from,
      metadata: isJsonObject(asked['metadata']) ? asked['metadata'] : {},
      snapshot_api_version: typeof version === 'string' ? version : undefined,
      isOn: true,
    });
    return { body: shown(created, listIn(asked['include'])) };
  }

  #add(facts: Omit<Destination, 'id' | 'secret'>): Destination {
    const number = ++this.#count;
    const added = {
      id: `ed_${number}`,
      secret: `whsec_secret_number_${number}`,
      ...facts,
    };
    this.#all.unshift(added);
    return added;
  }

  #page(query: URLSearchParams): ListAnswer {
    const from = Number(query.get('page') ?? 0);
    const data = this.#all.slice(from, from + PAGE).map((one) => shown(one, includesIn(query)));
    const next = `${PATH}?page=${from + PAGE}&include%5B0%5D=webhook_endpoint.url`;
    return { body: { data, next_page_url: from + PAGE < this.#all.length ? next : null, previous_page_url: null } };
  }

  #ping({ id, secret }: Destination): ListAnswer {
    const event = {
      id: `evt_ping_${this.pings.length + 1}`,
      object: 'v2.core.event',
      type: 'v2.core.event_destination.ping',
      livemode: false,
      created: '2026-11-30T00:00:00.000Z',
      context: null,
      related_object: { id, type: 'v2.core.event_destination', url: `${PATH}/${id}` },
    };
    this.pings.push({ id: event.id, body: JSON.stringify(event), secret });
    return { body: event };
  }
}

function change(one: Destination, asked: Readonly<Record<string, unknown>>): void {
  const types = listIn(asked['enabled_events']);
  one.url = urlIn(asked) ?? one.url;
  if (types.length > 0) one.enabled_events = types;
  if (isJsonObject(asked['metadata'])) one.metadata = { ...one.metadata, ...asked['metadata'] };
}

function shown(one: Destination, include: readonly string[]): object {
  const { id, url, enabled_events, event_payload, events_from, isOn, metadata, secret, snapshot_api_version } = one;
  return {
    id,
    object: 'v2.core.event_destination',
    type: 'webhook_endpoint',
    name: 'Integration Service',
    event_payload,
    events_from,
    enabled_events,
    metadata,
    status: isOn ? 'enabled' : 'disabled',
    ...(!isOn && { status_details: { disabled: { reason: 'user' } } }),
    ...(snapshot_api_version !== undefined && { snapshot_api_version }),
    webhook_endpoint: {
      ...(include.includes('webhook_endpoint.url') && { url }),
      ...(include.includes('webhook_endpoint.signing_secret') && { signing_secret: secret }),
    },
  };
}

function urlIn({ webhook_endpoint: endpoint }: Readonly<Record<string, unknown>>): string | undefined {
  const url = isJsonObject(endpoint) ? endpoint['url'] : undefined;
  return typeof url === 'string' ? url : undefined;
}

function listIn(value: unknown): readonly string[] {
  const elements: readonly unknown[] = Array.isArray(value) ? value : [];
  return elements.filter((one) => typeof one === 'string');
}

/** As the SDK writes a list into a query. */
function includesIn(query: URLSearchParams): readonly string[] {
  return [...query].flatMap(([name, value]) => (name.startsWith('include') ? value.split(',') : []));
}
