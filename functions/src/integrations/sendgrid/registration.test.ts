import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../core/event/json.ts';
import { textAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { FakeRestApi, type FakeWebhook } from '../../testing/registrar/fake-rest-api.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { OUR_URL, RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { sendgridRegistration } from './registration.ts';

const KEY = 'SG.0123456789abcdef.0123456789abcdef';
const URL_OF_ALL = 'https://api.sendgrid.com/v3/user/webhooks/event/settings';
const TYPES = ['processed', 'delivered', 'bounce', 'open', 'spam_report', 'account_status_change'];

/** SendGrid's Event Webhooks: one for each URL, unsigned at first, and a path without an id means the oldest one. */
class FakeSendgrid extends FakeRestApi {
  constructor() {
    super({
      url: URL_OF_ALL,
      authorization: `Bearer ${KEY}`,
      changesBy: 'PATCH',
      idOf: (number) => `77d4a5da-7015-11ed-a1eb-${number}`,
      makesSecret: (number) => `MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE${number}`,
      mark: 'integration-service',
      read: (body, before) => {
        const types = TYPES.filter((type) => body[type] === true);
        const url = textAt(body, '/url') ?? before?.settings.url ?? '';
        const isSigned = before === undefined ? false : (before.settings.rest?.['isSigned'] ?? true);
        if (url === '') return 'url is required';
        return {
          url,
          types,
          isOn: body['enabled'] === true,
          name: textAt(body, '/friendly_name') ?? '',
          rest: { isSigned },
        };
      },
      refuses: ({ url }, others) =>
        others.some(({ settings }) => settings.url === url) ? { status: 400, message: 'webhook exists' } : undefined,
      show,
      list: ({ shown }) => ({ max_allowed: 5, webhooks: shown }),
      refusal: (_status, message) => ({ errors: [{ message, field: null }] }),
      others: answerOthers,
    });
  }

  sign(id: string, isSigned: boolean): void {
    const webhook = this.withId(id);
    if (webhook !== undefined) this.replace(webhook, { settings: { ...webhook.settings, rest: { isSigned } } });
  }
}

function show({ id, settings: { url, types, isOn, name, rest }, secret }: FakeWebhook) {
  const switches = Object.fromEntries(TYPES.map((type) => [type, types.includes(type)]));
  // What was planted is signed.
  const isSigned = rest?.['isSigned'] ?? true;
  return { id, url, enabled: isOn, friendly_name: name, ...switches, public_key: isSigned === true ? secret : '' };
}

function answerOthers({ method, body }: ListRequest, path: string, api: FakeRestApi): ListAnswer | undefined {
  if (path === '/all') return { body: { max_allowed: 5, webhooks: api.webhooks.map(show) } };
  if (path === '' && method === 'GET') return { body: api.webhooks.map(show).at(-1) ?? {} };
  if (!path.startsWith('/signed')) return undefined;
  const id = path.slice('/signed/'.length);
  const webhook = id === '' ? api.webhooks.at(-1) : api.withId(id);
  if (webhook === undefined) return api.refuse(404, 'not found');
  if (method !== 'PATCH') return { body: { public_key: show(webhook).public_key } };
  const isSigned = isJsonObject(body) && body['enabled'] === true;
  return {
    body: {
      id: webhook.id,
      public_key: show(api.replace(webhook, { settings: { ...webhook.settings, rest: { isSigned } } })).public_key,
    },
  };
}

const world: RegistrarWorld = {
  registration: sendgridRegistration,
  fake: () => new FakeSendgrid(),
  types: ['delivered', 'bounce', 'spamreport'],
  apiKey: KEY,
};

testRegistrar(world);

describe("SendGrid's Event Webhook", () => {
  it('has its events signed again if somebody has turned that off, and the oldest one is left alone', async () => {
    const fake = new FakeSendgrid();
    await using run = await RegistrarRun.start({ ...world, fake: () => fake });
    const oldest = fake.plant({ url: 'https://other.example/', types: ['open'] });
    fake.sign(oldest, false);
    await run.connect();
    const ours = fake.held().find(({ url }) => url === OUR_URL)?.id ?? '';
    fake.sign(ours, false);
    expect((await run.list()).map(({ form }) => form)).toEqual([{ signature: 'off' }, { signature: 'off' }]);
    expect((await run.connect()).does).toBe('update');
    expect((await run.list()).map(({ id, form }) => [id, form])).toEqual([
      [ours, { signature: 'on' }],
      [oldest, { signature: 'off' }],
    ]);
  });

  it('is signed by the next run if the first one ended before that', async () => {
    await using run = await RegistrarRun.start(world);
    // The list, the list before the creation, the creation, and what turns signing on.
    run.http.faults.set(4, 'refuse');
    await expect(run.connect()).rejects.toThrow('401');
    expect((await run.connect()).does).toBe('update');
    expect(run.fake.held()).toHaveLength(1);
    expect(run.kept).toEqual([run.fake.held()[0]?.secret]);
  });

  it('leaves out a type that SendGrid has no switch for', () => {
    const [way] = sendgridRegistration.ways;
    expect(way?.subscriptions?.(['spamreport', 'inbound'])).toEqual(['spam_report']);
  });
});
