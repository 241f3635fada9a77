import { expect, it } from 'vitest';
import { isJsonObject, isText } from '../../core/event/json.ts';
import { textAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import type { FakeRegistrations, HeldWebhook, Planted } from '../../testing/registrar/fake-registrations.ts';
import { FakeRestApi, type RestFacts } from '../../testing/registrar/fake-rest-api.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { mailgunRegistration } from './registration.ts';

const KEY = '0123456789abcdef0123456789abcdef-1234abcd-5678ef90';
const BASIC = `Basic ${Buffer.from(`api:${KEY}`).toString('base64')}`;
const SIGNING_KEY = 'f1e2d3c4b5a697887766554433221100';
const DOMAIN = 'mg.example.com';
const TYPES = [
  'accepted',
  'delivered',
  'opened',
  'clicked',
  'unsubscribed',
  'complained',
  'permanent_fail',
  'temporary_fail',
];

/** A field that a form may repeat. */
function valuesOf(body: unknown, name: string): readonly string[] {
  const value = isJsonObject(body) ? body[name] : undefined;
  return Array.isArray(value) ? value.filter(isText) : isText(value) ? [value] : [];
}

function signingKey({ method, url }: ListRequest): ListAnswer | undefined {
  if (url.pathname !== '/v5/accounts/http_signing_key') return undefined;
  return method === 'GET' ? { body: { message: 'success', http_signing_key: SIGNING_KEY } } : { status: 405 };
}

/** The webhooks of the account: each has an id, and one key signs for all. */
const accountFacts = {
  url: 'https://api.mailgun.net/v1/webhooks',
  authorization: BASIC,
  changesBy: 'PUT',
  idOf: (number) => `wh_${number}`,
  makesSecret: () => SIGNING_KEY,
  isNeverOff: true,
  mark: 'integration-service',
  read: (body) => {
    const types = valuesOf(body, 'event_types');
    if (types.length === 0 || types.some((type) => !TYPES.includes(type))) return 'Invalid event type';
    return { url: textAt(body, '/url') ?? '', types, name: textAt(body, '/description') ?? '', isOn: true };
  },
  refuses: ({ url }, others) =>
    others.some(({ settings }) => settings.url === url) ? { status: 409, message: 'Conflict' } : undefined,
  show: ({ id, settings: { url, types, name } }) => ({ webhook_id: id, description: name, url, event_types: types }),
  wrap: ({ webhook_id }) => ({ webhook_id }),
  list: ({ shown }) => ({ webhooks: shown }),
  others: signingKey,
} satisfies RestFacts;

/** The webhooks of a domain: a list of at most three URLs for each type. */
class FakeDomain implements FakeRegistrations {
  readonly lists = new Map<string, readonly string[]>();

  answer(request: ListRequest): ListAnswer {
    const { method, url, headers, body } = request;
    if (headers.authorization !== BASIC) return { status: 401, text: 'Forbidden' };
    if (url.pathname === '/v4/domains') return this.#domains(url);
    const key = signingKey(request);
    if (key !== undefined) return key;
    const isRead = method === 'GET' && url.pathname === `/v3/domains/${DOMAIN}/webhooks`;
    if (isRead) return { body: this.#shown() };
    if (url.pathname !== `/v4/domains/${DOMAIN}/webhooks`)
      return { status: 404, body: { message: 'Domain not found' } };
    const [one = url.searchParams.get('url') ?? ''] = valuesOf(body, 'url');
    const types = valuesOf(body, 'event_types');
    if (method !== 'DELETE' && types.length === 0) return { status: 400, body: { message: 'event_types is required' } };
    if (method !== 'POST') this.#remove(one);
    for (const type of types) {
      const urls = [...new Set([...(this.lists.get(type) ?? []), one])];
      if (urls.length > 3) return { status: 400, body: { message: 'Too many URLs' } };
      this.lists.set(type, urls);
    }
    return { body: this.#shown() };
  }

  plant({ url, types }: Planted): string {
    for (const type of types) this.lists.set(type, [...(this.lists.get(type) ?? []), url]);
    return url;
  }

  held(): readonly HeldWebhook[] {
    const pairs = [...this.lists].flatMap(([type, urls]) => urls.map((url) => ({ type, url })));
    return [...Map.groupBy(pairs, ({ url }) => url)].map(([url, group]) => {
      const types = group.map(({ type }) => type);
      return { id: url, url, types, isOn: true, isMarked: false, secret: SIGNING_KEY };
    });
  }

  #domains({ searchParams }: URL): ListAnswer {
    const skip = Number(searchParams.get('skip'));
    const all = [DOMAIN, 'news.example.com', 'shop.example.com'];
    return { body: { items: all.slice(skip, skip + 2).map((name) => ({ name })), total_count: all.length } };
  }

  #remove(url: string): void {
    for (const [type, urls] of this.lists)
      this.lists.set(
        type,
        urls.filter((one) => one !== url),
      );
  }

  #shown(): object {
    const webhooks = TYPES.map((type) => {
      const urls = this.lists.get(type) ?? [];
      return [type, urls.length === 0 ? null : { urls }] as const;
    });
    return { webhooks: Object.fromEntries(webhooks) };
  }
}

const world: RegistrarWorld = {
  registration: mailgunRegistration,
  way: 'account',
  fake: () => new FakeRestApi(accountFacts),
  types: ['delivered', 'failed', 'complained'],
  apiKey: KEY,
};
const domainWorld: RegistrarWorld = { ...world, way: 'domain', at: DOMAIN, fake: () => new FakeDomain(), others: 2 };

testRegistrar(world);
testRegistrar(domainWorld);

it('leaves the URLs of others alone, which have the same types at the domain', async () => {
  const fake = new FakeDomain();
  fake.plant({ url: 'https://others.example', types: ['delivered', 'opened'] });
  await using run = await RegistrarRun.start({ ...domainWorld, fake: () => fake });
  await run.connect();
  await run.connect({ types: ['complained'] });
  expect(fake.held().find(({ url }) => url === 'https://others.example')?.types).toEqual(['delivered', 'opened']);
});

it.each([
  [
    ['failed', 'delivered'],
    ['permanent_fail', 'temporary_fail', 'delivered'],
  ],
  [['rejected'], []],
])('asks for %s in the words of webhooks: %s', (types, expected) => {
  for (const way of mailgunRegistration.ways) expect(way.subscriptions?.(types)).toEqual(expected);
});

it('belongs to one of the domains of the account, of all pages', async () => {
  await using run = await RegistrarRun.start(domainWorld);
  const found = await run.registrar.places?.discover?.(run.api());
  expect(found).toEqual([DOMAIN, 'news.example.com', 'shop.example.com']);
});
