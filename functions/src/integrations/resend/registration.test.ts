import { isJsonObject, isText } from '../../core/event/json.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import type { FakeRegistrations, HeldWebhook, Planted } from '../../testing/registrar/fake-registrations.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { resendRegistration } from './registration.ts';

const KEY = 're_1';
const PAGE = 10;

interface Hook {
  readonly id: string;
  endpoint: string;
  events: readonly string[];
  status: string;
  signing_secret: string;
}

/** Resend's webhooks: the list does not show secrets, one webhook does. */
class FakeHooks implements FakeRegistrations {
  readonly #hooks: Hook[] = [];
  readonly #failed: { readonly hook: string; readonly at: Date }[] = [];
  #count = 0;

  answer({ method, url, headers, body }: ListRequest): ListAnswer {
    if (headers.authorization !== `Bearer ${KEY}`) return refusal(401, 'API key is invalid');
    const [, id, action] = /^\/webhooks(?:\/([\w-]+))?(\/signing-secret\/rotate|\/events)?$/.exec(url.pathname) ?? [];
    if (url.host !== 'api.resend.com' || !url.pathname.startsWith('/webhooks')) return refusal(404, 'Not found');
    const asked = isJsonObject(body) ? body : {};
    if (id === undefined) return method === 'POST' ? this.#create(asked) : this.#page(url.searchParams);
    const hook = this.#hooks.find((one) => one.id === id);
    if (hook === undefined) return refusal(404, 'Webhook not found');
    if (action === '/events') return { body: { object: 'list', has_more: false, data: this.#events(id) } };
    if (method === 'DELETE') this.#hooks.splice(this.#hooks.indexOf(hook), 1);
    if (method === 'PATCH') change(hook, asked);
    if (action === '/signing-secret/rotate') hook.signing_secret = this.#secret();
    return { body: { object: 'webhook', ...hook } };
  }

  plant({ url, types, isOn = true }: Planted): string {
    return this.#add({ endpoint: url, events: types, status: isOn ? 'enabled' : 'disabled' }).id;
  }

  turnOff(id: string): void {
    for (const hook of this.#hooks) if (hook.id === id) hook.status = 'disabled';
  }

  failDelivery(id: string, at: Date): void {
    this.#failed.push({ hook: id, at });
  }

  held(): readonly HeldWebhook[] {
    return this.#hooks.map(({ id, endpoint, events, status, signing_secret: secret }) => ({
      id,
      url: endpoint,
      types: events,
      isOn: status === 'enabled',
      isMarked: false,
      secret,
    }));
  }

  #events(id: string): readonly object[] {
    const failed = this.#failed.filter(({ hook }) => hook === id);
    const delivered = { id: 'msg_1', type: 'email.sent', status: 'success', created_at: '2026-11-29 00:00:00+00' };
    return [
      delivered,
      ...failed.map(({ at }) => ({ ...delivered, id: 'msg_2', status: 'failed', created_at: at.toISOString() })),
    ];
  }

  #create({ endpoint, events }: Readonly<Record<string, unknown>>): ListAnswer {
    const types = textsIn(events);
    if (!isText(endpoint) || types.length === 0) return refusal(422, 'Missing `endpoint` or `events` field.');
    const { id, signing_secret } = this.#add({ endpoint, events: types, status: 'enabled' });
    return { status: 201, body: { object: 'webhook', id, signing_secret } };
  }

  #add(facts: Omit<Hook, 'id' | 'signing_secret'>): Hook {
    const hook = { id: `wh-${this.#count}`, signing_secret: this.#secret(), ...facts };
    this.#hooks.push(hook);
    return hook;
  }

  #secret(): string {
    return `whsec_${Buffer.from(`secret number ${++this.#count}`).toString('base64')}`;
  }

  #page(query: URLSearchParams): ListAnswer {
    const from = this.#hooks.findIndex(({ id }) => id === query.get('after')) + 1;
    const data = this.#hooks.slice(from, from + PAGE).map(({ signing_secret: _secret, ...hook }) => hook);
    return { body: { object: 'list', has_more: from + PAGE < this.#hooks.length, data } };
  }
}

function change(hook: Hook, { endpoint, events, status }: Readonly<Record<string, unknown>>): void {
  if (isText(endpoint)) hook.endpoint = endpoint;
  if (Array.isArray(events)) hook.events = textsIn(events);
  if (isText(status)) hook.status = status;
}

function textsIn(value: unknown): readonly string[] {
  const elements: readonly unknown[] = Array.isArray(value) ? value : [];
  return elements.filter(isText);
}

function refusal(statusCode: number, message: string): ListAnswer {
  return { status: statusCode, body: { statusCode, name: 'validation_error', message } };
}

testRegistrar({
  registration: resendRegistration,
  fake: () => new FakeHooks(),
  types: ['email.sent', 'email.bounced', 'email.complained'],
  apiKey: KEY,
});
