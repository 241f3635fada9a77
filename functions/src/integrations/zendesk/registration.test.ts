import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../core/event/json.ts';
import { textAt, textsAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { FakeRestApi } from '../../testing/registrar/fake-rest-api.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { OUR_URL, RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { zendeskRegistration } from './registration.ts';

const KEY = 'ada@example.com/token:6wiIBWbGkBMo1mRDMuVwkw1EPsNkeUj95PIz2akv';
const TRIGGERS = 'conditional_ticket_events';

/** Zendesk's webhooks: only a call of its own tells the secret, and one for triggers never becomes one for events. */
const fake = () =>
  new FakeRestApi({
    url: 'https://acme.zendesk.com/api/v2/webhooks',
    authorization: `Basic ${Buffer.from(KEY).toString('base64')}`,
    changesBy: 'PATCH',
    idOf: (number) => `01GH${number}`,
    makesSecret: (number) => Buffer.from(`a signing secret ${number}`).toString('base64'),
    pageSize: 5,
    mark: 'integration-service',
    read: (body, before) => {
      const webhook = isJsonObject(body['webhook']) ? body['webhook'] : {};
      const types = 'subscriptions' in webhook ? textsAt(webhook, '/subscriptions') : (before?.settings.types ?? []);
      const isByTriggers = types.includes(TRIGGERS);
      if (before !== undefined && before.settings.types.includes(TRIGGERS) !== isByTriggers)
        return 'A webhook keeps its kind of connection.';
      const [method, format] = [textAt(webhook, '/http_method'), textAt(webhook, '/request_format')];
      if (before === undefined && (method !== 'POST' || format !== 'json')) return 'Events take POST and json.';
      const name = textAt(webhook, '/name') ?? before?.settings.name ?? '';
      const url = textAt(webhook, '/endpoint') ?? before?.settings.url ?? '';
      const status = textAt(webhook, '/status') ?? (before?.settings.isOn === false ? 'inactive' : 'active');
      return name === '' || url === '' ? 'Invalid webhook.' : { url, types, isOn: status === 'active', name };
    },
    show: ({ id, settings: { url, types, isOn, name } }) => ({
      id,
      name,
      endpoint: url,
      status: isOn ? 'active' : 'inactive',
      http_method: 'POST',
      request_format: 'json',
      subscriptions: types,
    }),
    wrap: (webhook) => ({ webhook }),
    list: ({ shown, next }) => ({
      webhooks: shown,
      meta: { has_more: next !== undefined, after_cursor: next ?? null },
    }),
    others: answerOthers,
  });

function answerOthers({ method }: ListRequest, path: string, api: FakeRestApi): ListAnswer | undefined {
  const [, id = '', what] = path.split('/');
  const webhook = api.withId(id);
  if (webhook === undefined || what === undefined) return undefined;
  if (what === 'invocations') {
    const invocations = api.failures.map(({ at }) => ({ latest_completed_at: at.toISOString(), status: 'failed' }));
    return { body: { invocations: [...invocations, { status: 'success' }] } };
  }
  const secret = method === 'POST' ? api.newSecret() : webhook.secret;
  api.replace(webhook, { secret });
  return { body: { signing_secret: { algorithm: 'sha256', secret } } };
}

const world: RegistrarWorld = {
  registration: zendeskRegistration,
  fake,
  types: ['zen:event-type:ticket.status_changed', 'zen:event-type:user.created', 'zen:event-type:organization.deleted'],
  apiKey: KEY,
  variables: { ZENDESK_SUBDOMAIN: 'acme' },
};

testRegistrar(world);

describe("Zendesk's webhook of a trigger", () => {
  it('is neither adopted nor changed, although it has the same URL', async () => {
    await using run = await RegistrarRun.start(world);
    const id = run.fake.plant({ url: OUR_URL, types: [TRIGGERS] });
    expect((await run.connect()).does).toBe('create');
    expect(run.fake.held().find((one) => one.id === id)?.types).toEqual([TRIGGERS]);
  });
});

describe('the key', () => {
  it.each(['token', 'ada@example.com:password', 'ada@example.com/token'])('is not %j', (key) => {
    expect(zendeskRegistration.key.form?.test(key)).toBe(false);
  });
});
