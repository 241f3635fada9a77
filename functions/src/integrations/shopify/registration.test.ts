import { expect, it } from 'vitest';
import { valueAt } from '../../core/event/json-pointer.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import type { FakeRegistrations, HeldWebhook, Planted } from '../../testing/registrar/fake-registrations.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { shopifyRegistration } from './registration.ts';

const TOKEN = 'shpat_1';
const SHOP = 'acme.myshopify.com';
const PAGE = 2;

interface Subscription {
  readonly id: string;
  readonly topic: string;
  readonly uri: string;
  format: string;
}

/** The Admin API of a shop: it answers 200 to what it refuses, and takes each topic for an address once. */
class FakeShop implements FakeRegistrations {
  readonly #subscriptions: Subscription[] = [];
  #count = 0;

  answer({ url, headers, body }: ListRequest): ListAnswer {
    if (url.host !== SHOP || url.pathname !== '/admin/api/2026-10/graphql.json') return { status: 404 };
    if (headers['x-shopify-access-token'] !== TOKEN)
      return { status: 401, body: { errors: '[API] Invalid API key or access token (unrecognized login)' } };
    const query = String(valueAt(body, '/query'));
    const variable = (name: string) => valueAt(body, `/variables/${name}`);
    const [, mutation] = /\b(webhookSubscription(?:Create|Update|Delete))\(/.exec(query) ?? [];
    if (mutation === undefined) return { body: { data: { webhookSubscriptions: this.#page(variable('after')) } } };
    const userErrors = this.#mutate(mutation, variable).map((message) => ({ field: ['webhookSubscription'], message }));
    return { body: { data: { [mutation]: { userErrors } } } };
  }

  plant({ url, types }: Planted): string {
    for (const type of types) this.#add(type, url, 'JSON');
    return url;
  }

  held(): readonly HeldWebhook[] {
    return [...Map.groupBy(this.#subscriptions, ({ uri }) => uri)].map(([uri, group]) => ({
      id: uri,
      url: uri,
      types: group.map(({ topic }) => topic),
      isOn: true,
      isMarked: false,
      secret: undefined,
    }));
  }

  formats(): readonly string[] {
    return this.#subscriptions.map(({ format }) => format);
  }

  sendXml(): void {
    for (const one of this.#subscriptions) one.format = 'XML';
  }

  #page(after: unknown) {
    const start = typeof after === 'string' ? Number(after) : 0;
    const nodes = this.#subscriptions.slice(start, start + PAGE);
    const end = start + nodes.length;
    return { nodes, pageInfo: { hasNextPage: end < this.#subscriptions.length, endCursor: String(end) } };
  }

  #mutate(mutation: string, variable: (name: string) => unknown): readonly string[] {
    const index = this.#subscriptions.findIndex(({ id }) => id === variable('id'));
    const [topic, uri, format] = ['topic', 'subscription/uri', 'subscription/format'].map(variable);
    if (mutation === 'webhookSubscriptionCreate') {
      const isTaken = this.#subscriptions.some((one) => one.topic === topic && one.uri === uri);
      if (isTaken) return ['Address for this topic has already been taken'];
      this.#add(String(topic), String(uri), String(format));
      return [];
    }
    const found = this.#subscriptions[index];
    if (found === undefined) return ['Webhook subscription does not exist'];
    if (mutation === 'webhookSubscriptionDelete') this.#subscriptions.splice(index, 1);
    else if (found.format === format) return ['Address for this topic has already been taken'];
    else found.format = String(format);
    return [];
  }

  #add(topic: string, uri: string, format: string): void {
    this.#subscriptions.push({ id: `gid://shopify/WebhookSubscription/${++this.#count}`, topic, uri, format });
  }
}

const world = {
  registration: shopifyRegistration,
  way: 'webhook',
  fake: () => new FakeShop(),
  types: ['orders/create', 'orders/partially_fulfilled', 'products/update'],
  at: SHOP,
  apiKey: TOKEN,
} satisfies RegistrarWorld;

testRegistrar(world);
testRegistrar({ ...world, way: 'topic' });

it('keeps the subscriptions that were created before one that was not, and adds what is missing', async () => {
  await using run = await RegistrarRun.start(world);
  // The list before, the list before the creation, the first topic, the second.
  run.http.faults.set(4, 'done, then 500');
  await run.connect({ types: world.types });
  expect(run.fake.held().map(({ types }) => types.toSorted())).toEqual([
    ['ORDERS_CREATE', 'ORDERS_PARTIALLY_FULFILLED', 'PRODUCTS_UPDATE'],
  ]);
});

it('has events sent as JSON, which somebody has changed', async () => {
  const shop = new FakeShop();
  await using run = await RegistrarRun.start({ ...world, fake: () => shop });
  await run.connect();
  shop.sendXml();
  expect((await run.connect()).does).toBe('update');
  expect(shop.formats()).toEqual(['JSON', 'JSON']);
});

it('cannot subscribe to what only the settings of the app can, nor to the newer events', async () => {
  await using run = await RegistrarRun.start(world);
  expect(run.registrar.subscriptions?.(['shop/redact', 'Product/create', 'orders/paid'])).toEqual(['ORDERS_PAID']);
});

it('says in the words of Shopify what it refuses', async () => {
  const shop = new FakeShop();
  await using run = await RegistrarRun.start({ ...world, fake: () => shop });
  const [registrar, api] = [run.registrar, run.api()];
  const desired = { url: 'https://one.example', types: ['ORDERS_PAID', 'ORDERS_PAID'], at: SHOP, form: {} };
  await expect(registrar.create?.(desired, api)).rejects.toThrow(
    'Shopify refuses this: Address for this topic has already been taken',
  );
});

it.each([
  [undefined, []],
  ['acme.myshopify.com, cups.myshopify.com', ['acme.myshopify.com', 'cups.myshopify.com']],
])('belongs to the shops of the settings: %s', async (text, expected) => {
  const variables = { ...(text !== undefined && { SHOPIFY_SHOPS: text }) };
  await using run = await RegistrarRun.start({ ...world, variables });
  expect(await run.registrar.places?.discover?.(run.api())).toEqual(expected);
});
