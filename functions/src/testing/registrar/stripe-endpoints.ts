import { isJsonObject } from '../../core/event/json.ts';
import { API_VERSION } from '../../integrations/stripe/signature.ts';
import type { ListAnswer, ListRequest } from '../lister/fake-list-api.ts';
import type { FakeRegistrations, HeldWebhook, Planted } from './fake-registrations.ts';

export const STRIPE_KEY = 'sk_test_1';
const PATH = '/v1/webhook_endpoints';
const PAGE = 10;
const MOST = 16;

interface Endpoint {
  readonly id: string;
  readonly object: 'webhook_endpoint';
  url: string;
  enabled_events: readonly string[];
  status: 'enabled' | 'disabled';
  readonly api_version: string | null;
  metadata: Readonly<Record<string, string>>;
}

/** What a POST with an idempotency key was answered: with the same key, nothing is done again. */
export class Once {
  readonly #answered = new Map<string, ListAnswer>();

  answer(key: string | readonly string[] | undefined, answer: () => ListAnswer): ListAnswer {
    const known = this.#answered.get(String(key)) ?? answer();
    if (key !== undefined) this.#answered.set(String(key), known);
    return known;
  }
}

/** Stripe's webhook endpoints: a secret is shown once, and a URL may be registered twice. */
export class FakeEndpoints implements FakeRegistrations {
  readonly #endpoints: { readonly endpoint: Endpoint; readonly secret: string }[] = [];
  readonly #once = new Once();
  #count = 0;
  readonly #version: string;

  /** @param version That of endpoints that somebody made by hand. */
  constructor(version: string = API_VERSION) {
    this.#version = version;
  }

  answer({ method, url, headers, body }: ListRequest): ListAnswer {
    if (headers.authorization !== `Bearer ${STRIPE_KEY}`)
      return refusalOfStripe(401, `Invalid API Key provided: ${headers.authorization}`);
    // The event destinations of API v2, of which there are none here.
    if (url.pathname === '/v2/core/event_destinations')
      return { body: { data: [], next_page_url: null, previous_page_url: null } };
    if (url.host !== 'api.stripe.com' || !url.pathname.startsWith(PATH))
      return refusalOfStripe(404, 'Unrecognized request URL');
    const form = new Map(Object.entries(isJsonObject(body) ? body : {}).map(([name, value]) => [name, String(value)]));
    const id = url.pathname.slice(PATH.length + 1);
    if (id === '' && method === 'POST') return this.#once.answer(headers['idempotency-key'], () => this.#create(form));
    if (id === '') return this.#page(url.searchParams);
    const found = this.#endpoints.find(({ endpoint }) => endpoint.id === id);
    if (found === undefined) return refusalOfStripe(404, `No such webhook endpoint: '${id}'`);
    if (method === 'DELETE') {
      this.#endpoints.splice(this.#endpoints.indexOf(found), 1);
      return { body: { id, object: 'webhook_endpoint', deleted: true } };
    }
    if (method === 'POST') change(found.endpoint, form);
    return { body: found.endpoint };
  }

  plant({ url, types, isOn = true }: Planted): string {
    const { endpoint } = this.#add({ url, enabled_events: types, api_version: this.#version, metadata: {} });
    if (!isOn) endpoint.status = 'disabled';
    return endpoint.id;
  }

  turnOff(id: string): void {
    for (const { endpoint } of this.#endpoints) if (endpoint.id === id) endpoint.status = 'disabled';
  }

  held(): readonly HeldWebhook[] {
    return this.#endpoints.map(({ endpoint: { id, url, enabled_events, status, metadata }, secret }) => ({
      id,
      url,
      types: enabled_events,
      isOn: status === 'enabled',
      isMarked: metadata['managed_by'] === 'integration-service',
      secret,
    }));
  }

  #create(form: ReadonlyMap<string, string>): ListAnswer {
    if (this.#endpoints.length >= MOST)
      return refusalOfStripe(400, 'You have reached the maximum of 16 test webhook endpoints.');
    const [url, types] = [form.get('url'), listIn(form, 'enabled_events')];
    if (url === undefined || types.length === 0) return refusalOfStripe(400, 'Missing required param.');
    const { endpoint, secret } = this.#add({
      url,
      enabled_events: types,
      api_version: form.get('api_version') ?? null,
      metadata: metadataIn(form),
    });
    return { body: { ...endpoint, secret } };
  }

  #add(facts: Pick<Endpoint, 'url' | 'enabled_events' | 'api_version' | 'metadata'>) {
    const number = ++this.#count;
    const endpoint: Endpoint = { id: `we_${number}`, object: 'webhook_endpoint', status: 'enabled', ...facts };
    const added = { endpoint, secret: `whsec_secret_number_${number}` };
    this.#endpoints.unshift(added);
    return added;
  }

  #page(query: URLSearchParams): ListAnswer {
    const after = this.#endpoints.findIndex(({ endpoint }) => endpoint.id === query.get('starting_after')) + 1;
    const data = this.#endpoints.slice(after, after + PAGE).map(({ endpoint }) => endpoint);
    return { body: { object: 'list', url: PATH, data, has_more: after + data.length < this.#endpoints.length } };
  }
}

function change(endpoint: Endpoint, form: ReadonlyMap<string, string>): void {
  const types = listIn(form, 'enabled_events');
  endpoint.url = form.get('url') ?? endpoint.url;
  if (types.length > 0) endpoint.enabled_events = types;
  if (form.has('disabled')) endpoint.status = form.get('disabled') === 'true' ? 'disabled' : 'enabled';
  endpoint.metadata = { ...endpoint.metadata, ...metadataIn(form) };
}

function listIn(form: ReadonlyMap<string, string>, name: string): readonly string[] {
  return [...form].flatMap(([key, value]) => (key.startsWith(`${name}[`) ? [value] : []));
}

function metadataIn(form: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const pairs = [...form].flatMap(([key, value]) => {
    const [, name] = /^metadata\[(\w+)\]$/.exec(key) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}

/** As Stripe words it, with the key cut. */
export function refusalOfStripe(status: number, message: string): ListAnswer {
  const type = status === 401 ? 'authentication_error' : 'invalid_request_error';
  return { status, body: { error: { type, message: message.replace(/Bearer .*/, 'sk_test_*1') } } };
}
