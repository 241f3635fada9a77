import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../core/event/json.ts';
import { valueAt } from '../../core/event/json-pointer.ts';
import { textAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import type { FakeRegistrations, HeldWebhook, Planted } from '../../testing/registrar/fake-registrations.ts';
import { FakeRestApi, type RestFacts } from '../../testing/registrar/fake-rest-api.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { credentialOf, withCredential, withoutCredential } from './credential.ts';
import { postmarkRegistration } from './registration.ts';

const KEY = '0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f';
const API = 'https://api.postmarkapp.com';
const TYPES = ['Delivery', 'Bounce', 'SpamComplaint', 'Open', 'Click', 'SubscriptionChange'];

function streams(_request: ListRequest, path: string): ListAnswer | undefined {
  if (path !== `${API}/message-streams`) return undefined;
  const types = { outbound: 'Transactional', news: 'Broadcasts', inbound: 'Inbound' };
  const MessageStreams = Object.entries(types).map(([ID, MessageStreamType]) => ({ ID, MessageStreamType }));
  return { body: { MessageStreams, TotalCount: 3 } };
}

/** The webhooks of a server's streams: the stream is fixed, and what signs is a user and a password. */
const facts = {
  url: `${API}/webhooks`,
  authorization: KEY,
  header: 'x-postmark-server-token',
  changesBy: 'PUT',
  idOf: (number) => String(1_234_000 + number),
  isNeverOff: true,
  otherName: 'outbound',
  otherSecret: 'somebody:password',
  read: (body, before) => {
    if (before !== undefined && 'MessageStream' in body) return 'The MessageStream of a webhook cannot be changed.';
    const url = textAt(body, '/Url') ?? before?.settings.url ?? '';
    const types = TYPES.filter((type) => valueAt(body, `/Triggers/${type}/Enabled`) === true);
    const name = textAt(body, '/MessageStream') ?? before?.settings.name ?? 'outbound';
    return url.startsWith('https://') ? { url, types, name, isOn: true } : 'Invalid Url.';
  },
  readSecret: (body) =>
    isJsonObject(body['HttpAuth'])
      ? `${textAt(body, '/HttpAuth/Username')}:${textAt(body, '/HttpAuth/Password')}`
      : undefined,
  show: ({ id, settings: { url, types, name }, secret = '' }) => ({
    ID: Number(id),
    Url: url,
    MessageStream: name,
    HttpAuth: secret === '' ? null : { Username: secret.split(':')[0], Password: secret.split(':')[1] },
    HttpHeaders: [],
    Triggers: Object.fromEntries(TYPES.map((type) => [type, { Enabled: types.includes(type) }])),
  }),
  list: ({ shown }) => ({ Webhooks: shown }),
  refusal: (_status, Message) => ({ ErrorCode: 402, Message }),
  others: streams,
} satisfies RestFacts;

/** The server's own settings: a change says only what changes. */
class FakeServer implements FakeRegistrations {
  #url = '';

  answer({ method, url, headers, body }: ListRequest): ListAnswer {
    if (headers['x-postmark-server-token'] !== KEY)
      return { status: 401, body: { ErrorCode: 10, Message: 'No token.' } };
    if (url.href !== `${API}/server`) return { status: 404 };
    const wanted = valueAt(body, '/InboundHookUrl');
    if (method === 'PUT' && typeof wanted === 'string') this.#url = wanted;
    return { body: { ID: 1, Name: 'Production', ApiTokens: ['hidden'], InboundHookUrl: this.#url } };
  }

  plant({ url }: Planted): string {
    this.#url = url;
    return 'inbound';
  }

  held(): readonly HeldWebhook[] {
    if (this.#url === '') return [];
    const { username, password } = new URL(this.#url);
    const secret = username === '' ? undefined : `${username}:${password}`;
    const url = withoutCredential(this.#url);
    return [{ id: 'inbound', url, types: [], isOn: true, isMarked: false, secret }];
  }
}

const world: RegistrarWorld = {
  registration: postmarkRegistration,
  way: 'webhook',
  fake: () => new FakeRestApi(facts),
  types: ['Bounce', 'Delivery', 'SpamComplaint'],
  at: 'outbound',
  apiKey: KEY,
};

const inboundWorld: RegistrarWorld = {
  registration: postmarkRegistration,
  way: 'inbound',
  fake: () => new FakeServer(),
  types: world.types,
  apiKey: KEY,
};

testRegistrar(world);
testRegistrar(inboundWorld);

describe("Postmark's webhooks", () => {
  it('get a credential if somebody left it out, since nothing would be accepted', async () => {
    const fake = new FakeRestApi(facts);
    await using run = await RegistrarRun.start({ ...world, fake: () => fake });
    await run.connect();
    for (const one of fake.webhooks) fake.replace(one, { secret: '' });
    expect((await run.connect()).does).toBe('update');
    expect(fake.held()[0]?.secret).toBe(run.kept[0]);
  });

  it('belong to a stream of outgoing mail', async () => {
    await using run = await RegistrarRun.start(world);
    expect(await run.registrar.places?.discover?.(run.api())).toEqual(['outbound', 'news']);
    expect(run.registrar.subscriptions?.(['Bounce', 'Inbound'])).toEqual(['Bounce']);
  });

  it('are listed without the credential, whoever looks', async () => {
    const fake = new FakeServer();
    fake.plant({ url: 'https://ann:hunter2@other.example/mail', types: [] });
    await using run = await RegistrarRun.start({ ...inboundWorld, fake: () => fake });
    expect(await run.registrar.list(run.api())).toMatchObject([{ url: 'https://other.example/mail' }]);
    const error: unknown = await run.connect().catch((reason: unknown) => reason);
    expect(String(error)).not.toContain('hunter2');
  });
});

describe('a credential', () => {
  it('is a user and a password', () => {
    expect(() => credentialOf('password')).toThrow('POSTMARK_WEBHOOK_SECRET is not user:password');
  });

  it.each([
    ['ann:p:w/d', 'https://ann:p%3Aw%2Fd@a.example/'],
    [`Basic ${Buffer.from('ann:pw').toString('base64')}`, 'https://ann:pw@a.example/'],
  ])('%s is written into a URL', (secret, url) => {
    expect(withCredential('https://a.example', secret)).toBe(url);
    expect(withoutCredential(url)).toBe('https://a.example/');
    const { username, password } = new URL(url);
    const { user, password: plain } = credentialOf(secret);
    expect([decodeURIComponent(username), decodeURIComponent(password)]).toEqual([user, plain]);
  });
});
