import { expect, it } from 'vitest';
import { textAt, textsAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { FakeRestApi, type RestFacts } from '../../testing/registrar/fake-rest-api.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { calendlyRegistration } from './registration.ts';

const KEY = 'eyJraWQiOiIxY2UxZTEzNjE3.eyJpc3MiOi.x1';
const [ME, ORGANIZATION] = ['https://api.calendly.com/users/U1', 'https://api.calendly.com/organizations/O1'];

/** Calendly's subscriptions: nothing can be changed, a scope has each URL once, and the key is never shown. */
class FakeSubscriptions extends FakeRestApi {
  constructor() {
    super({ ...facts, others: (request, path) => this.#answer(request, path) });
  }

  #answer({ method, url }: ListRequest, path: string): ListAnswer | undefined {
    if (path === 'https://api.calendly.com/users/me')
      return { body: { resource: { uri: ME, current_organization: ORGANIZATION } } };
    if (method !== 'GET' || path !== '') return undefined;
    const scope = url.searchParams.get('scope');
    const user = url.searchParams.get('user');
    if (url.searchParams.get('organization') !== ORGANIZATION || (scope === 'user' && user !== ME))
      return this.refuse(400, 'The supplied parameters are invalid.');
    const all = this.webhooks.filter(({ settings }) => settings.name === scope);
    const start = Number(url.searchParams.get('page_token') ?? 0);
    const end = start + 5;
    const next_page_token = end < all.length ? String(end) : null;
    return { body: { collection: all.slice(start, end).map(facts.show), pagination: { next_page_token } } };
  }
}

const facts = {
  url: 'https://api.calendly.com/webhook_subscriptions',
  authorization: `Bearer ${KEY}`,
  // No request changes one.
  changesBy: 'PATCH',
  idOf: (number) => `W${number}`,
  otherName: 'organization',
  read: (body, before) => {
    const scope = textAt(body, '/scope') ?? '';
    const [url, types] = [textAt(body, '/url') ?? '', textsAt(body, '/events')];
    const isOwned = textAt(body, '/organization') === ORGANIZATION && (scope !== 'user' || body['user'] === ME);
    if (before !== undefined || types.length === 0 || !isOwned) return 'The supplied parameters are invalid.';
    return { url, types, isOn: true, name: scope };
  },
  readSecret: (body) => textAt(body, '/signing_key'),
  refuses: ({ url, name }, others) =>
    others.some(({ settings }) => settings.url === url && settings.name === name)
      ? { status: 409, message: 'Hook with this url already exists' }
      : undefined,
  show: ({ id, settings: { url, types, isOn, name } }) => ({
    uri: `https://api.calendly.com/webhook_subscriptions/${id}`,
    callback_url: url,
    retry_started_at: isOn ? null : '2026-11-24T10:00:00.000000Z',
    state: isOn ? 'active' : 'disabled',
    events: types,
    scope: name,
    organization: ORGANIZATION,
    user: name === 'user' ? ME : null,
  }),
  wrap: (resource) => ({ resource }),
  list: ({ shown }) => shown,
  refusal: (_status, message) => ({ title: 'Invalid Argument', message }),
} satisfies RestFacts;

const world: RegistrarWorld = {
  registration: calendlyRegistration,
  fake: () => new FakeSubscriptions(),
  types: ['invitee.created', 'invitee.canceled', 'routing_form_submission.created'],
  at: 'organization',
  apiKey: KEY,
};

testRegistrar(world);

it('is of the organization or of the user of the token', async () => {
  const fake = new FakeSubscriptions();
  for (const at of ['organization', 'user']) {
    await using run = await RegistrarRun.start({ ...world, at, fake: () => fake });
    expect((await run.connect()).does).toBe('create');
    expect((await run.list()).map((one) => one.at)).toEqual([at]);
    if (at === 'user') expect(await run.registrar.list(run.api())).toHaveLength(2);
  }
});
