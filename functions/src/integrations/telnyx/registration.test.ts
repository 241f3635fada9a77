import { expect, it } from 'vitest';
import { isJsonObject } from '../../core/event/json.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import type { FakeRegistrations, HeldWebhook, Planted } from '../../testing/registrar/fake-registrations.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { telnyxRegistration } from './registration.ts';

const KEY = 'KEY0198_1';
const API = 'https://api.telnyx.com/v2';
const AT = '40017c2f-0001';

interface Facts {
  readonly path: string;
  readonly url: string;
  /** What each change has to say. */
  readonly required: readonly string[];
}

const PROFILES: Facts = { path: '/messaging_profiles', url: 'webhook_url', required: [] };
const APPLICATIONS: Facts = {
  path: '/call_control_applications',
  url: 'webhook_event_url',
  required: ['application_name', 'webhook_event_url'],
};

/** Things of Telnyx that have a URL. Pages are counted. */
class FakeThings implements FakeRegistrations {
  readonly #facts: Facts;
  readonly #failures: Date[] = [];
  #things: readonly Readonly<Record<string, unknown>>[];

  constructor(facts: Facts) {
    this.#facts = facts;
    const nothing = { [facts.url]: null, webhook_api_version: '1', name: 'Cups', application_name: 'Cups' };
    this.#things = [
      { id: '40017c2f-0000', ...nothing },
      { id: AT, ...nothing },
    ];
  }

  answer({ method, url, headers, body }: ListRequest): ListAnswer {
    if (headers.authorization !== `Bearer ${KEY}`)
      return { status: 401, body: { errors: [{ code: '10009', title: 'Authentication failed' }] } };
    const path = `${url.origin}${url.pathname}`.slice(API.length);
    const { path: things, required } = this.#facts;
    if (path === '/webhook_deliveries') return { body: { data: this.#deliveries(url.searchParams) } };
    if (path === things) return this.#page(Number(url.searchParams.get('page[number]')));
    const found = this.#things.find(({ id }) => `${things}/${String(id)}` === path);
    if (found === undefined) return { status: 404, body: { errors: [{ title: 'Resource not found' }] } };
    if (method !== 'PATCH') return { body: { data: found } };
    const wanted = isJsonObject(body) ? body : {};
    if (required.some((name) => typeof wanted[name] !== 'string'))
      return { status: 422, body: { errors: [{ title: 'Missing required parameter' }] } };
    const changed = { ...found, ...wanted };
    this.#things = this.#things.map((one) => (one === found ? changed : one));
    return { body: { data: changed } };
  }

  plant({ url }: Planted): string {
    const planted = { [this.#facts.url]: url };
    this.#things = this.#things.map((one) => (one['id'] === AT ? { ...one, ...planted } : one));
    return AT;
  }

  failDelivery(_id: string, at: Date): void {
    this.#failures.push(at);
  }

  held(): readonly HeldWebhook[] {
    return this.#things.flatMap((thing) => {
      const url = thing[this.#facts.url];
      if (typeof url !== 'string') return [];
      return [{ id: String(thing['id']), url, types: [], isOn: true, isMarked: false, secret: undefined }];
    });
  }

  version(): unknown {
    return this.#things.find(({ id }) => id === AT)?.['webhook_api_version'];
  }

  #page(number: number): ListAnswer {
    return { body: { data: this.#things.slice(number - 1, number), meta: { total_pages: this.#things.length } } };
  }

  /** One of each is of another URL. */
  #deliveries(query: URLSearchParams): readonly object[] {
    if (query.get('filter[status][eq]') !== 'failed') return [];
    const urls = [this.held()[0]?.url, 'https://other.example'];
    return this.#failures.flatMap((at) =>
      urls.map((url) => ({ id: url, started_at: at.toISOString(), attempts: [{ http: { request: { url } } }] })),
    );
  }
}

const world: RegistrarWorld = {
  registration: telnyxRegistration,
  way: 'messaging',
  fake: () => new FakeThings(PROFILES),
  types: ['message.received', 'message.finalized', 'call.initiated'],
  at: AT,
  apiKey: KEY,
};
const voiceWorld: RegistrarWorld = {
  ...world,
  way: 'voice',
  fake: () => new FakeThings(APPLICATIONS),
  cannotBeRemoved: 'A Voice API application cannot be without a URL',
};

testRegistrar(world);
testRegistrar(voiceWorld);

it.each([
  [world, PROFILES],
  [voiceWorld, APPLICATIONS],
])('has events sent in version 2, which alone can be verified', async (one, facts) => {
  const fake = new FakeThings(facts);
  fake.plant({ url: 'https://europe-west1-acme.cloudfunctions.net/webhook', types: [] });
  await using run = await RegistrarRun.start({ ...one, fake: () => fake });
  expect(await run.connect()).toMatchObject({
    does: 'update',
    changes: [{ of: 'form', name: 'API version', to: '2' }],
  });
  expect(fake.version()).toBe('2');
});

it('can be any profile of the account, of all pages', async () => {
  await using run = await RegistrarRun.start(world);
  expect(await run.registrar.places?.discover?.(run.api())).toEqual(['40017c2f-0000', AT]);
});
