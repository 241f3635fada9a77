import { describe, expect, it } from 'vitest';
import { valueAt } from '../../core/event/json-pointer.ts';
import { textAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import type { FakeRegistrations, HeldWebhook, Planted } from '../../testing/registrar/fake-registrations.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { OUR_URL, RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { twilioRegistration } from './registration.ts';

const ACCOUNT = `AC${'0'.repeat(32)}`;
const TOKEN = '0123456789abcdef0123456789abcdef';
const SERVICE = `MG${'1'.repeat(32)}`;
const NUMBER = `PN${'2'.repeat(32)}`;
const KEY = `${ACCOUNT}:${TOKEN}`;
const THEIRS = 'https://other.example/1';

/** The fields that changes name in another way than answers. */
const FIELDS = new Map([
  ['StatusCallback', 'status_callback'],
  ['InboundRequestUrl', 'inbound_request_url'],
  ['SmsUrl', 'sms_url'],
  ['InboundMethod', 'inbound_method'],
  ['SmsMethod', 'sms_method'],
  ['StatusCallbackMethod', 'status_callback_method'],
]);
const URLS = ['StatusCallback', 'InboundRequestUrl', 'SmsUrl'];

/** Twilio's numbers and messaging services: whoever sets a URL last has it, and nobody is told. */
class FakeTwilio implements FakeRegistrations {
  /** What is tested: the conformance suite looks at this one. */
  readonly sid: string;
  readonly objects: Record<string, Record<string, unknown>> = {
    [SERVICE]: { sid: SERVICE, status_callback: null, inbound_request_url: null, use_inbound_webhook_on_number: false },
    [NUMBER]: {
      sid: NUMBER,
      sms_url: '',
      status_callback: '',
      sms_application_sid: '',
      voice_application_sid: null,
      trunk_sid: null,
    },
  };

  constructor(sid: string) {
    this.sid = sid;
  }

  answer({ method, url, headers, body }: ListRequest): ListAnswer {
    if (headers.authorization !== `Basic ${Buffer.from(KEY).toString('base64')}`)
      return { status: 401, body: { code: 20003, message: 'Authenticate', status: 401 } };
    const { pathname } = url;
    const numbers = `/2010-04-01/Accounts/${ACCOUNT}/IncomingPhoneNumbers`;
    if (url.host === 'messaging.twilio.com' && pathname === '/v1/Services') return { body: this.#services(url) };
    if (pathname === `${numbers}.json`)
      return { body: { incoming_phone_numbers: [this.objects[NUMBER]], next_page_uri: null } };
    const found = Object.entries(this.objects).find(
      ([sid]) => pathname === `/v1/Services/${sid}` || pathname === `${numbers}/${sid}.json`,
    );
    if (found === undefined) return { status: 404, body: { code: 20404, message: 'The resource was not found' } };
    const [, object] = found;
    if (method === 'POST')
      for (const [name, field] of FIELDS) {
        const value = valueAt(body, `/${name}`);
        if (value !== undefined) object[field] = value;
      }
    return { body: object };
  }

  plant({ url, types }: Planted): string {
    const object = this.objects[this.sid] ?? {};
    for (const type of types) object[FIELDS.get(type) ?? FIELDS.get(this.#attributeOf(type)) ?? ''] = url;
    return `${this.sid} ${url}`;
  }

  held(): readonly HeldWebhook[] {
    const object = this.objects[this.sid] ?? {};
    const set = URLS.flatMap((name) => {
      const url = textAt(object, `/${FIELDS.get(name)}`) ?? '';
      return url === '' ? [] : [{ name, url }];
    });
    return [...Map.groupBy(set, ({ url }) => url)].map(([url, group]) => ({
      id: `${this.sid} ${url}`,
      url,
      types: group.map(({ name }) => name),
      isOn: true,
      isMarked: false,
      secret: TOKEN,
    }));
  }

  #attributeOf(type: string): string {
    if (type !== 'message.received') return 'StatusCallback';
    return this.sid === SERVICE ? 'InboundRequestUrl' : 'SmsUrl';
  }

  /** One on a page. */
  #services(url: URL) {
    if (url.searchParams.get('PageToken') === '2')
      return { services: [this.objects[SERVICE]], meta: { next_page_url: null } };
    const next = 'https://messaging.twilio.com/v1/Services?PageSize=1&Page=1&PageToken=2';
    return { services: [{ sid: `MG${'9'.repeat(32)}` }], meta: { next_page_url: next } };
  }
}

const ofService = {
  registration: twilioRegistration,
  way: 'service',
  fake: () => new FakeTwilio(SERVICE),
  types: ['message.delivered', 'message.received', 'message.failed'],
  at: SERVICE,
  apiKey: KEY,
} satisfies RegistrarWorld;

const ofNumber = {
  ...ofService,
  way: 'number',
  fake: () => new FakeTwilio(NUMBER),
  types: ['message.received', 'call.completed', 'call.busy'],
  at: NUMBER,
} satisfies RegistrarWorld;

testRegistrar(ofService);
testRegistrar(ofNumber);

describe('an attribute', () => {
  it("is set beside somebody else's, which stays", async () => {
    const fake = new FakeTwilio(SERVICE);
    await using run = await RegistrarRun.start({ ...ofService, fake: () => fake });
    fake.plant({ url: THEIRS, types: ['InboundRequestUrl'] });
    await run.connect({ types: ['message.delivered'] });
    expect(fake.held().map(({ url, types }) => [url, types])).toEqual([
      [OUR_URL, ['StatusCallback']],
      [THEIRS, ['InboundRequestUrl']],
    ]);
    await expect(run.connect()).rejects.toThrow('InboundRequestUrl');
    expect(fake.held()).toHaveLength(2);
  });

  it.each([
    { world: ofService, sid: SERVICE, field: 'use_inbound_webhook_on_number', value: true, says: '--as number' },
    { world: ofNumber, sid: NUMBER, field: 'sms_application_sid', value: 'AP1', says: 'TwiML app' },
    { world: ofNumber, sid: NUMBER, field: 'trunk_sid', value: 'TK1', says: 'SIP trunk' },
  ])('is not set if Twilio ignores it because of $field', async ({ world, sid, field, value, says }) => {
    const fake = new FakeTwilio(sid);
    await using run = await RegistrarRun.start({ ...world, fake: () => fake });
    Object.assign(fake.objects[sid] ?? {}, { [field]: value });
    await expect(run.connect({ types: ['message.received'] })).rejects.toThrow(says);
    expect(fake.held()).toEqual([]);
  });

  it('of somebody else stays when ours is removed', async () => {
    const fake = new FakeTwilio(NUMBER);
    await using run = await RegistrarRun.start({ ...ofNumber, fake: () => fake });
    await run.connect();
    const ours = (await run.list()).find(({ url }) => url === OUR_URL);
    fake.plant({ url: THEIRS, types: ['SmsUrl'] });
    if (ours === undefined) throw new Error('It is not listed.');
    await run.registrar.remove(ours, run.api());
    expect(fake.held().map(({ url }) => url)).toEqual([THEIRS]);
  });
});

describe('the places', () => {
  it.each([
    { world: ofService, sids: [`MG${'9'.repeat(32)}`, SERVICE] },
    { world: ofNumber, sids: [NUMBER] },
  ])('are those of every page: $world.way', async ({ world, sids }) => {
    await using run = await RegistrarRun.start(world);
    expect(await run.registrar.places?.discover?.(run.api())).toEqual(sids);
  });
});

describe('the key', () => {
  it('does not tell the auth token if it is an API key', async () => {
    await using run = await RegistrarRun.start(ofService);
    const api = run.api(`${ACCOUNT}:SK${'3'.repeat(32)}:abcdefghijklmnopqrstuvwxyz123456`);
    const [way] = twilioRegistration.ways;
    const at = { id: SERVICE, at: SERVICE, url: OUR_URL, types: [], isOn: true, isMarked: true };
    expect(await way?.readSecret?.(at, api)).toBeUndefined();
    expect(await way?.readSecret?.(at, run.api())).toBe(TOKEN);
  });
});
