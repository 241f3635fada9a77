import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../core/event/json.ts';
import { textAt, textsAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { FakeRestApi, type RestFacts } from '../../testing/registrar/fake-rest-api.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { squareRegistration } from './registration.ts';

const TOKEN = 'EAAAl0123456789abcdef0123456789abcdef01234567';
const TYPES = ['payment.created', 'payment.updated', 'refund.created', 'order.updated'];

/** Square's subscriptions: a list leaves out those that are off unless asked, and never shows the signature key. */
const facts: RestFacts = {
  url: 'https://connect.squareupsandbox.com/v2/webhooks/subscriptions',
  authorization: `Bearer ${TOKEN}`,
  changesBy: 'PUT',
  idOf: (number) => `wbhk_${number}`,
  makesSecret: (number) => `signature-key-of-${number}`,
  pageSize: 5,
  mark: 'integration-service',
  read: (body, before) => {
    const wanted = isJsonObject(body['subscription']) ? body['subscription'] : {};
    if (before === undefined && textAt(body, '/idempotency_key') === undefined) return 'idempotency_key is required.';
    const types = 'event_types' in wanted ? textsAt(wanted, '/event_types') : (before?.settings.types ?? []);
    const name = textAt(wanted, '/name') ?? before?.settings.name ?? '';
    const url = textAt(wanted, '/notification_url') ?? before?.settings.url ?? '';
    const isOn = 'enabled' in wanted ? wanted['enabled'] === true : (before?.settings.isOn ?? true);
    const isKnown = types.length > 0 && types.every((type) => TYPES.includes(type));
    return isKnown && name !== '' && name.length <= 64 ? { url, types, isOn, name } : 'INVALID_VALUE';
  },
  show: ({ id, settings: { url, types, isOn, name } }) => {
    return { id, name, enabled: isOn, event_types: types, notification_url: url, api_version: '2026-01-22' };
  },
  wrap: (subscription) => ({ subscription }),
  list: ({ shown, next }) => ({ subscriptions: shown, ...(next !== undefined && { cursor: next }) }),
  refusal: (status, detail) => ({ errors: [{ category: 'API_ERROR', code: `CODE_${status}`, detail }] }),
  others: answerOthers,
};

function answerOthers({ method, url, body }: ListRequest, path: string, api: FakeRestApi): ListAnswer | undefined {
  if (path === '' && method === 'GET' && url.searchParams.get('include_disabled') !== 'true')
    return api.refuse(400, 'Those that are off would be left out.');
  if (path.endsWith('/v2/webhooks/event-types')) return { body: { event_types: TYPES, metadata: [] } };
  const [, id = '', what] = path.split('/');
  const webhook = api.withId(id);
  if (webhook === undefined) return undefined;
  if (what === 'signature-key') {
    const secret = api.newSecret();
    api.replace(webhook, { secret });
    return { body: { signature_key: secret } };
  }
  if (what === 'test') {
    const type = textAt(body, '/event_type') ?? '';
    if (!webhook.settings.types.includes(type))
      return api.refuse(400, 'The subscription does not have this event type.');
    api.tests++;
    const payload = JSON.stringify({ merchant_id: 'M1', type, event_id: 'event-1', data: {} });
    return { body: { subscription_test_result: { id: 'test-1', status_code: 200, payload } } };
  }
  if (what !== undefined || method !== 'GET') return undefined;
  return { body: { subscription: { ...facts.show(webhook), signature_key: webhook.secret } } };
}

const world: RegistrarWorld = {
  registration: squareRegistration,
  fake: () => new FakeRestApi(facts),
  types: ['payment.updated', 'refund.created', 'order.updated'],
  apiKey: `${TOKEN}:sandbox`,
};

testRegistrar(world);

describe("Square's test event", () => {
  it.each([
    { key: `${TOKEN}:sandbox`, host: 'connect.squareupsandbox.com', sent: { type: 'payment.updated', id: 'event-1' } },
    { key: TOKEN, host: 'connect.squareup.com', sent: undefined },
  ])('is sent in the sandbox alone, since it looks like a payment: $host', async ({ key, host, sent }) => {
    const here = { ...facts, url: `https://${host}/v2/webhooks/subscriptions` };
    await using run = await RegistrarRun.start({ ...world, fake: () => new FakeRestApi(here), apiKey: key });
    await run.connect();
    const [ours] = await run.list();
    if (ours === undefined) throw new Error('It is not listed.');
    expect(await run.registrar.test?.(ours, run.api(key))).toEqual(sent);
  });

  it('is one of the types that Square lists', async () => {
    await using run = await RegistrarRun.start(world);
    expect(await run.registrar.available?.(run.api())).toEqual(TYPES);
  });
});
