import { describe, expect, it } from 'vitest';
import { isJsonObject, isText } from '../../core/event/json.ts';
import { textAt, textsAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { FakeRestApi, type FakeSettings, type RestFacts } from '../../testing/registrar/fake-rest-api.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { paddleRegistration } from './registration.ts';

const KEY = 'pdl_sdbx_apikey_01gtgztp8f4kek3yd4g1wrksa3';
const LIVE_KEY = 'pdl_live_apikey_01gtgztp8f4kek3yd4g1wrksa3';
const TYPES = ['subscription.created', 'subscription.canceled', 'transaction.completed', 'customer.created'];

/** Paddle's destinations: names go in and objects come out, one configuration is refused twice, and ten may be active. */
const facts = {
  url: 'https://sandbox-api.paddle.com/notification-settings',
  authorization: `Bearer ${KEY}`,
  changesBy: 'PATCH',
  idOf: (number) => `ntfset_${number}`,
  makesSecret: (number) => `pdl_ntfset_${number}_secret`,
  pageSize: 5,
  mark: 'integration-service',
  read: (body, before) => {
    const traffic = textAt(body, '/traffic_source') ?? before?.settings.rest?.['traffic'] ?? 'platform';
    const read: FakeSettings = {
      url: textAt(body, '/destination') ?? before?.settings.url ?? '',
      types:
        body['subscribed_events'] === undefined ? (before?.settings.types ?? []) : textsAt(body, '/subscribed_events'),
      isOn: body['active'] === undefined ? (before?.settings.isOn ?? true) : body['active'] === true,
      name: textAt(body, '/description') ?? before?.settings.name ?? '',
      rest: { traffic },
    };
    if (before !== undefined && 'type' in body) return 'The type of a destination cannot be changed.';
    if (read.types.some((type) => !TYPES.includes(type))) return 'An event type does not exist.';
    return read.name === '' || read.types.length === 0 ? 'A description and events are required.' : read;
  },
  refuses: ({ url, isOn, types }, others) => {
    const isSame = others.some(({ settings }) => settings.url === url && String(settings.types) === String(types));
    if (isSame) return { status: 409, message: 'A setting with the same destination and configuration exists.' };
    const active = others.filter(({ settings }) => settings.isOn).length;
    return isOn && active >= 10 ? { status: 400, message: 'Only ten may be active.' } : undefined;
  },
  show: ({ id, settings: { url, types, isOn, name, rest }, secret }) => ({
    id,
    type: 'url',
    destination: url,
    description: name,
    active: isOn,
    api_version: 1,
    include_sensitive_fields: false,
    traffic_source: rest?.['traffic'] ?? 'all',
    subscribed_events: types.map((type) => ({ name: type, description: 'Occurs.', group: 'Group' })),
    endpoint_secret_key: secret,
  }),
  wrap: (data) => ({ data, meta: { request_id: 'r' } }),
  list: ({ shown, next }) => ({
    // An address for e-mail is listed, too.
    data: [
      ...shown.slice(0, -1),
      { id: 'ntfset_mail', type: 'email', destination: 'a@example.com' },
      ...shown.slice(-1),
    ],
    meta: { pagination: { per_page: 5, has_more: next !== undefined } },
  }),
  refusal: (status, detail) => ({ error: { type: 'request_error', code: `code_${status}`, detail } }),
  others: (request, path, fake) => fakeOthers(request, path, fake),
} satisfies RestFacts;

const SIMULATIONS = 'https://sandbox-api.paddle.com/simulations';
const NOTIFICATIONS = 'https://sandbox-api.paddle.com/notifications';

function fakeOthers({ method, url, body }: ListRequest, path: string, fake: FakeRestApi): ListAnswer | undefined {
  if (path === 'https://sandbox-api.paddle.com/event-types')
    return { body: { data: TYPES.map((name) => ({ name, description: 'Occurs.', available_versions: [1] })) } };
  if (path === NOTIFICATIONS && method === 'GET') {
    const ofIt = fake.failures.filter(({ webhook }) => webhook === url.searchParams.get('notification_setting_id'));
    return { body: { data: ofIt.map(({ at }, index) => ({ id: `ntf_${index}`, occurred_at: at.toISOString() })) } };
  }
  if (path === SIMULATIONS && method === 'GET') return { body: { data: [] } };
  if (path === SIMULATIONS) {
    const setting = isJsonObject(body) ? body['notification_setting_id'] : undefined;
    return { status: 201, body: { data: { id: `ntfsim_${isText(setting) ? setting : ''}`, status: 'active' } } };
  }
  if (!path.startsWith(SIMULATIONS)) return undefined;
  const webhook = fake.withId(path.slice(SIMULATIONS.length + '/ntfsim_'.length).replace('/runs', ''));
  if (webhook?.settings.rest?.['traffic'] === 'platform')
    return fake.refuse(409, 'Simulations with an invalid notification setting cannot be run.');
  fake.tests++;
  return { status: 201, body: { data: { id: 'ntfsimrun_1', status: 'pending' } } };
}

const world: RegistrarWorld = {
  registration: paddleRegistration,
  fake: () => new FakeRestApi(facts),
  types: ['subscription.created', 'transaction.completed', 'customer.created'],
  apiKey: KEY,
};

testRegistrar(world);

describe("Paddle's destination", () => {
  it('takes no simulations in production, since they look like events of customers', async () => {
    const liveFacts = { ...facts, url: facts.url.replace('sandbox-', ''), authorization: `Bearer ${LIVE_KEY}` };
    await using run = await RegistrarRun.start({ ...world, fake: () => new FakeRestApi(liveFacts), apiKey: LIVE_KEY });
    await run.connect();
    const [ours] = await run.list();
    if (ours === undefined) throw new Error('It is not listed.');
    expect(await run.registrar.test?.(ours, run.api())).toBeUndefined();
    expect(run.fake.tests).toBe(0);
  });

  it('gets real events if it was made for simulations alone', async () => {
    const fake = new FakeRestApi(facts);
    await using run = await RegistrarRun.start({ ...world, fake: () => fake });
    await run.connect();
    for (const webhook of fake.webhooks)
      fake.replace(webhook, { settings: { ...webhook.settings, rest: { traffic: 'simulation' } } });
    expect((await run.connect()).does).toBe('update');
    expect(fake.webhooks[0]?.settings.rest).toEqual({ traffic: 'all' });
  });

  it('can be asked for every type, by name', async () => {
    await using run = await RegistrarRun.start(world);
    expect(await run.registrar.available?.(run.api())).toEqual(TYPES);
  });
});
