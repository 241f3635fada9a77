import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../core/event/json.ts';
import { textAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import type { FakeRegistrations, HeldWebhook, Planted } from '../../testing/registrar/fake-registrations.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { OUR_URL, RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { woocommerceRegistration } from './registration.ts';

const KEY = 'ck_0123456789abcdef:cs_0123456789abcdef';
const API = 'https://shop.example/store/wp-json/wc/v3/webhooks';
const PAGE = 5;

interface Webhook {
  readonly id: number;
  name: string;
  status: string;
  topic: string;
  delivery_url: string;
  secret: string;
}

/** A shop: one topic for each webhook, whose secret is never shown, and which is deleted only by force. */
class FakeShop implements FakeRegistrations {
  readonly webhooks: Webhook[] = [];
  /** What was posted to the URL while a webhook was saved. */
  readonly pings: { readonly url: string; readonly body: string }[] = [];
  #count = 0;

  answer({ method, url, headers, body }: ListRequest): ListAnswer {
    if (headers.authorization !== `Basic ${Buffer.from(KEY).toString('base64')}`)
      return refusal(401, 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.');
    const path = `${url.origin}${url.pathname}`;
    if (path === API && method === 'GET') return { body: this.#page(Number(url.searchParams.get('page') ?? '1')) };
    const given = isJsonObject(body) ? body : {};
    if (path === API) return this.#create(given);
    const found = this.webhooks.find(({ id }) => path === `${API}/${id}`);
    if (found === undefined) return refusal(404, 'woocommerce_rest_shop_webhook_invalid_id', 'Invalid ID.');
    if (method === 'DELETE') {
      if (url.searchParams.get('force') !== 'true')
        return refusal(501, 'woocommerce_rest_trash_not_supported', 'Webhooks do not support trashing.');
      this.webhooks.splice(this.webhooks.indexOf(found), 1);
    } else change(found, given);
    return { body: shown(found) };
  }

  plant({ url, types }: Planted): string {
    const ids = types.map(
      (topic) => this.#add({ name: 'by hand', topic, delivery_url: url, secret: 'of somebody' }).id,
    );
    return ids.join(',');
  }

  turnOff(id: string): void {
    for (const one of this.webhooks) if (id.split(',').includes(String(one.id))) one.status = 'disabled';
  }

  held(): readonly HeldWebhook[] {
    return [...Map.groupBy(this.webhooks, (one) => one.delivery_url)].map(([url, group]) => ({
      id: group.map(({ id }) => id).join(','),
      url,
      types: group.map(({ topic }) => topic),
      isOn: group.every(({ status }) => status === 'active'),
      isMarked: group.every(({ name }) => name === 'integration-service'),
      secret: new Set(group.map(({ secret }) => secret)).size === 1 ? group[0]?.secret : undefined,
    }));
  }

  #create(given: Record<string, unknown>): ListAnswer {
    const [topic, url] = [textAt(given, '/topic') ?? '', textAt(given, '/delivery_url') ?? ''];
    if (!/^\w+\.\w+$/.test(topic)) return refusal(400, 'woocommerce_rest_shop_webhook_invalid_topic', 'Invalid topic.');
    if (!url.startsWith('http'))
      return refusal(400, 'woocommerce_rest_invalid_delivery_url', 'Delivery URL is invalid.');
    const secret = textAt(given, '/secret') ?? 'a random one';
    const webhook = this.#add({ name: textAt(given, '/name') ?? 'Webhook', topic, delivery_url: url, secret });
    this.pings.push({ url, body: `webhook_id=${webhook.id}` });
    return { status: 201, body: shown(webhook) };
  }

  #add(facts: Pick<Webhook, 'name' | 'topic' | 'delivery_url' | 'secret'>): Webhook {
    const webhook = { id: ++this.#count, status: 'active', ...facts };
    this.webhooks.unshift(webhook);
    return webhook;
  }

  #page(page: number) {
    return this.webhooks.slice((page - 1) * PAGE, page * PAGE).map(shown);
  }
}

function change(webhook: Webhook, given: Record<string, unknown>): void {
  webhook.name = textAt(given, '/name') ?? webhook.name;
  webhook.status = textAt(given, '/status') ?? webhook.status;
  webhook.topic = textAt(given, '/topic') ?? webhook.topic;
  webhook.delivery_url = textAt(given, '/delivery_url') ?? webhook.delivery_url;
  webhook.secret = textAt(given, '/secret') ?? webhook.secret;
}

function shown({ secret: _secret, ...webhook }: Webhook) {
  return { ...webhook, resource: webhook.topic.split('.')[0], hooks: [] };
}

function refusal(status: number, code: string, message: string): ListAnswer {
  return { status, body: { code, message, data: { status } } };
}

const world: RegistrarWorld = {
  registration: woocommerceRegistration,
  fake: () => new FakeShop(),
  types: ['order.updated', 'product.updated', 'customer.created'],
  apiKey: KEY,
  variables: { WOOCOMMERCE_SHOP: 'https://shop.example/store/' },
};

testRegistrar(world);

describe("WooCommerce's webhooks", () => {
  it('are pinged without a signature while they are created, each in a form that the function answers', async () => {
    const shop = new FakeShop();
    await using run = await RegistrarRun.start({ ...world, fake: () => shop });
    await run.connect();
    expect(shop.pings.map(({ url }) => url)).toEqual([OUR_URL, OUR_URL]);
    for (const { body } of shop.pings) expect(body).toMatch(/^webhook_id=\d+$/);
  });

  it('become one for each topic if somebody made two', async () => {
    const shop = new FakeShop();
    await using run = await RegistrarRun.start({ ...world, fake: () => shop });
    await run.connect();
    shop.plant({ url: OUR_URL, types: ['order.updated'] });
    // It carries another name.
    await run.connect();
    expect(shop.webhooks.map(({ topic }) => topic).toSorted()).toEqual(['order.updated', 'product.updated']);
    expect(new Set(shop.webhooks.map(({ secret }) => secret))).toEqual(new Set([run.kept[0]]));
  });

  it('are all turned on again if one of them is off', async () => {
    const shop = new FakeShop();
    await using run = await RegistrarRun.start({ ...world, fake: () => shop });
    await run.connect();
    shop.turnOff(String(shop.webhooks[0]?.id));
    expect((await run.list())[0]).toMatchObject({ isOn: false, trouble: expect.stringContaining('five failures') });
    await run.connect();
    expect(shop.webhooks.map(({ status }) => status)).toEqual(['active', 'active']);
  });
});
