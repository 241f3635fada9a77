import { expect, it } from 'vitest';
import { isJsonObject, isText } from '../../core/event/json.ts';
import { valueAt } from '../../core/event/json-pointer.ts';
import { textAt, textsAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { FakeRestApi, type RestFacts } from '../../testing/registrar/fake-rest-api.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { PagerdutyEvent } from './event.ts';
import { pagerduty } from './index.ts';
import { pagerdutyRegistration } from './registration.ts';
import { pagerdutySamples } from './samples.ts';

const KEY = 'u+zPa9dKwMxN4q1rT3sE';
const REFERENCES = ['account_reference', 'service_reference', 'team_reference'];

/** PagerDuty's subscriptions: pages are counted, a secret is shown once, and the URL cannot be changed. */
class FakeSubscriptions extends FakeRestApi {
  constructor(host = 'api.pagerduty.com') {
    super({
      ...facts,
      url: `https://${host}/webhook_subscriptions`,
      others: (request, path) => this.#page(request, path) ?? this.#act(request, path),
    });
  }

  #page({ method, url }: ListRequest, path: string): ListAnswer | undefined {
    if (path !== '' || method !== 'GET') return undefined;
    const offset = Number(url.searchParams.get('offset') ?? 0);
    const limit = 5;
    const page = this.webhooks.slice(offset, offset + limit).map((one) => facts.show(one));
    return { body: { webhook_subscriptions: page, limit, offset, more: offset + limit < this.webhooks.length } };
  }

  #act({ method }: ListRequest, path: string): ListAnswer | undefined {
    const [, id = '', action] = /^\/([^/]+)\/(ping|enable)$/.exec(path) ?? [];
    const webhook = this.withId(id);
    if (action === undefined) return undefined;
    if (webhook === undefined || method !== 'POST') return this.refuse(404, 'Not Found');
    if (action === 'ping') this.tests++;
    else this.replace(webhook, { settings: { ...webhook.settings, isOn: true } });
    return { status: 202, text: '' };
  }
}

const facts = {
  url: '',
  authorization: `Token token=${KEY}`,
  changesBy: 'PUT',
  idOf: (number) => `PWH${number}`,
  makesSecret: (number) => `secret-${number}-of-the-subscription`,
  mark: 'integration-service',
  read: (body, before) => {
    const wanted = body['webhook_subscription'];
    if (!isJsonObject(wanted)) return 'Parameters are missing.';
    // What a change says of it is not read.
    const url = before?.settings.url ?? textAt(wanted, '/delivery_method/url');
    const filter = wanted['filter'] ?? before?.settings.rest?.['filter'];
    const types = textsAt(wanted, '/events');
    if (!isText(url) || types.length === 0 || types.includes('pagey.ping')) return 'Invalid Input Provided';
    const type = textAt(filter, '/type') ?? '';
    if (!REFERENCES.includes(type) || (type === 'account_reference') !== (valueAt(filter, '/id') === undefined))
      return 'Invalid filter';
    // A subscription that is disabled for a day is "active".
    return {
      url,
      types,
      name: textAt(wanted, '/description') ?? '',
      isOn: before?.settings.isOn ?? true,
      rest: { filter },
    };
  },
  show: ({ id, settings: { url, types, isOn, name, rest } }) => ({
    id,
    type: 'webhook_subscription',
    active: true,
    delivery_method: { id: `D${id}`, type: 'http_delivery_method', url, secret: null, temporarily_disabled: !isOn },
    description: name,
    events: types,
    filter: rest?.['filter'] ?? { type: 'account_reference' },
  }),
  created: ({ settings: { url }, secret }) => ({
    delivery_method: { type: 'http_delivery_method', url, secret, temporarily_disabled: false },
  }),
  wrap: (shown) => ({ webhook_subscription: shown }),
  list: ({ shown }) => shown,
  refusal: (_status, message) => ({ error: { code: 2001, message, errors: [] } }),
} satisfies RestFacts;

const world: RegistrarWorld = {
  registration: pagerdutyRegistration,
  fake: () => new FakeSubscriptions(),
  types: ['incident.triggered', 'incident.resolved', 'service.updated'],
  at: 'account',
  apiKey: KEY,
};

testRegistrar(world);

it('belongs to a service or a team, beside that of the account', async () => {
  const fake = new FakeSubscriptions();
  for (const at of ['account', 'services/PIJ90N7', 'teams/PQ9K7I8']) {
    await using run = await RegistrarRun.start({ ...world, at, fake: () => fake });
    expect((await run.connect()).does).toBe('create');
    expect((await run.list()).map((one) => one.at)).toEqual([at]);
  }
  expect(fake.webhooks).toHaveLength(3);
});

it('is at the host of the region', async () => {
  const variables = { PAGERDUTY_REGION: 'eu' };
  await using run = await RegistrarRun.start({
    ...world,
    variables,
    fake: () => new FakeSubscriptions('api.eu.pagerduty.com'),
  });
  expect((await run.connect()).does).toBe('create');
  const [region] = pagerdutyRegistration.settings ?? [];
  expect(() => region?.read('asia')).toThrow(
    'PAGERDUTY_REGION cannot be used: "asia" is not a region; write us or eu.',
  );
});

it('does not ask for the ping, which comes anyway', async () => {
  await using run = await RegistrarRun.start(world);
  expect(run.registrar.subscriptions?.(['pagey.ping', 'incident.triggered'])).toEqual(['incident.triggered']);
});

it.each([
  ['pagey.ping', true],
  ['incident.triggered', false],
])('is tested by an event that gets an entry, although no saga wants it: %s %s', async (type, isTest) => {
  const event = PagerdutyEvent.revive(await sampleEvent(pagerduty, pagerdutySamples, type));
  expect(event.isConnectionTest()).toBe(isTest);
});
