import { isJsonObject } from '../../core/event/json.ts';
import type { ListAnswer, ListRequest } from '../lister/fake-list-api.ts';
import type { FakeRegistrations, HeldWebhook, Planted } from './fake-registrations.ts';

type Json = Record<string, unknown>;

/** A webhook in the state of a fake. */
export interface FakeWebhook {
  readonly id: string;
  readonly settings: FakeSettings;
  /** What it signs with. */
  readonly secret: string | undefined;
}

/** What a request sets. */
export interface FakeSettings {
  readonly url: string;
  readonly types: readonly string[];
  readonly isOn: boolean;
  /** Its name or description. */
  readonly name: string;
  /** Whatever else the provider keeps. */
  readonly rest?: Readonly<Json>;
}

/** What differs between providers with a REST collection of webhooks. */
export interface RestFacts {
  /** The collection: `https://api.acme.example/webhooks`. */
  readonly url: string;
  /** What every request has to carry. */
  readonly authorization: string;
  /** The header that has to hold it. Default: `authorization`. */
  readonly header?: string;
  readonly changesBy: 'PUT' | 'PATCH' | 'POST';
  readonly idOf: (number: number) => string;
  /** The secret that the provider makes for a new webhook, or when it replaces one; without it, `read` tells the caller's. */
  readonly makesSecret?: (number: number) => string;
  readonly pageSize?: number;
  /** The provider has no webhook that is off. */
  readonly isNeverOff?: true;
  /** What a body asks for: of a change, on top of what there was. A text refuses it. */
  readonly read: (body: Json, before: FakeWebhook | undefined) => FakeSettings | string;
  /** The secret that a body sets; undefined if it leaves it. */
  readonly readSecret?: (body: Json, before?: FakeWebhook) => string | undefined;
  readonly show: (webhook: FakeWebhook) => Json;
  /** What the answer to a creation holds beside that: the secret that is shown once. */
  readonly created?: (webhook: FakeWebhook) => Json;
  /** The answer with one webhook. Default: the object itself. */
  readonly wrap?: (shown: Json) => Json;
  readonly list: (page: FakePage) => unknown;
  /** The name that a planted one has. */
  readonly otherName?: string;
  /** The secret that a planted one has, if it has a form. */
  readonly otherSecret?: string;
  readonly mark?: string;
  /** Why a new one, or a change, is refused beside what `read` finds. */
  readonly refuses?: (settings: FakeSettings, others: readonly FakeWebhook[]) => FakeRefusal | undefined;
  /** Other requests; its path begins behind the collection. */
  readonly others?: (request: ListRequest, path: string, fake: FakeRestApi) => ListAnswer | undefined;
  readonly refusal?: (status: number, message: string) => unknown;
}

/** How a provider says no. */
export interface FakeRefusal {
  readonly status: number;
  readonly message: string;
}

/** What a list shows. */
export interface FakePage {
  readonly shown: readonly Json[];
  /** The cursor of the next page: the id of this page's last, if there are more. */
  readonly next: string | undefined;
}

/** Plays a provider whose webhooks are a REST collection: it checks the key, pages, keeps state, and refuses what it refuses. */
export class FakeRestApi implements FakeRegistrations {
  readonly webhooks: FakeWebhook[] = [];
  tests = 0;
  /** Deliveries that failed. */
  readonly failures: { readonly webhook: string; readonly at: Date }[] = [];
  readonly turnOff?: (id: string) => void;
  readonly #facts: RestFacts;
  #count = 0;

  constructor(facts: RestFacts) {
    this.#facts = facts;
    if (facts.isNeverOff === undefined) this.turnOff = (id) => this.#turnOff(id);
  }

  answer(request: ListRequest): ListAnswer {
    const { url, authorization, header = 'authorization', others } = this.#facts;
    const { method, headers, url: target } = request;
    if (headers[header] !== authorization) return this.refuse(401, `Not authorized: ${String(headers[header])}`);
    const whole = `${target.origin}${target.pathname}`;
    const path = whole.startsWith(url) ? whole.slice(url.length) : whole;
    const other = others?.(request, path, this);
    if (other !== undefined) return other;
    if (path === '' && method === 'GET') return { body: this.#page(target.searchParams) };
    if (path === '' && method === 'POST') return this.#create(request.body);
    const webhook = this.withId(path.slice(1));
    if (webhook === undefined) return this.refuse(404, `There is no ${path}.`);
    return this.#ofOne(request, webhook);
  }

  /** As the API shows it. */
  show(webhook: FakeWebhook): Json {
    return this.#facts.show(webhook);
  }

  withId(id: string): FakeWebhook | undefined {
    return this.webhooks.find((one) => one.id === id);
  }

  replace(webhook: FakeWebhook, change: Partial<FakeWebhook>): FakeWebhook {
    const changed = { ...webhook, ...change };
    this.webhooks[this.webhooks.findIndex(({ id }) => id === webhook.id)] = changed;
    return changed;
  }

  /** Another secret that the provider makes. */
  newSecret(): string | undefined {
    return this.#facts.makesSecret?.(++this.#count);
  }

  refuse(status: number, message: string): ListAnswer {
    return { status, body: this.#facts.refusal?.(status, message) ?? { message } };
  }

  plant({ url, types, isOn = true }: Planted): string {
    const name = this.#facts.otherName ?? 'by hand';
    return this.#add({ url, types, isOn, name }, this.#facts.otherSecret ?? 'a secret of somebody').id;
  }

  #turnOff(id: string): void {
    const webhook = this.withId(id);
    if (webhook !== undefined) this.replace(webhook, { settings: { ...webhook.settings, isOn: false } });
  }

  failDelivery(id: string, at: Date): void {
    this.failures.push({ webhook: id, at });
  }

  held(): readonly HeldWebhook[] {
    const { mark } = this.#facts;
    return this.webhooks.map(({ id, settings: { url, types, isOn, name }, secret }) => {
      return { id, url, types, isOn, isMarked: mark !== undefined && name === mark, secret };
    });
  }

  #create(body: unknown): ListAnswer {
    const read = this.#facts.read(isJsonObject(body) ? body : {}, undefined);
    if (typeof read === 'string') return this.refuse(400, read);
    const refused = this.#facts.refuses?.(read, this.webhooks);
    if (refused !== undefined) return this.refuse(refused.status, refused.message);
    const secret = isJsonObject(body) ? this.#facts.readSecret?.(body) : undefined;
    const added = this.#add(read, secret);
    return { status: 201, body: this.#one(added, this.#facts.created?.(added)) };
  }

  #ofOne({ method, body }: ListRequest, webhook: FakeWebhook): ListAnswer {
    const { changesBy, read, refuses, readSecret } = this.#facts;
    if (method === 'GET') return { body: this.#one(webhook) };
    if (method === 'DELETE') {
      this.webhooks.splice(this.webhooks.indexOf(webhook), 1);
      return { status: 204, text: '' };
    }
    if (method !== changesBy) return this.refuse(405, `${method} is not allowed.`);
    const settings = read(isJsonObject(body) ? body : {}, webhook);
    if (typeof settings === 'string') return this.refuse(400, settings);
    const others = this.webhooks.filter(({ id }) => id !== webhook.id);
    const refused = refuses?.(settings, others);
    if (refused !== undefined) return this.refuse(refused.status, refused.message);
    const secret = (isJsonObject(body) ? readSecret?.(body, webhook) : undefined) ?? webhook.secret;
    return { body: this.#one(this.replace(webhook, { settings, secret })) };
  }

  #one(webhook: FakeWebhook, more: Json = {}): Json {
    const shown = { ...this.#facts.show(webhook), ...more };
    return this.#facts.wrap?.(shown) ?? shown;
  }

  /** The newest come first. */
  #add(settings: FakeSettings, chosen: string | undefined): FakeWebhook {
    const number = ++this.#count;
    const { idOf, makesSecret } = this.#facts;
    const webhook = { id: idOf(number), settings, secret: makesSecret?.(number) ?? chosen };
    this.webhooks.unshift(webhook);
    return webhook;
  }

  /** Whatever the cursor is called: the id behind which the page begins. */
  #page(query: URLSearchParams): unknown {
    const { pageSize = Infinity, show, list } = this.#facts;
    const after = this.webhooks.findIndex(({ id }) => [...query.values()].includes(id)) + 1;
    const page = this.webhooks.slice(after, after + pageSize);
    const next = after + page.length < this.webhooks.length ? page.at(-1)?.id : undefined;
    return list({ shown: page.map((webhook) => show(webhook)), next });
  }
}
