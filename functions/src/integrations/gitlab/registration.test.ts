import { expect, it } from 'vitest';
import { textAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { FakeRestApi, type RestFacts } from '../../testing/registrar/fake-rest-api.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { gitlabRegistration } from './registration.ts';
import { TRIGGERS } from './triggers.ts';

const KEY = 'glpat-1234567890abcdef1234';
const AT = 'gitlab.example.com/projects/cups%2Fshop';
const URL_OF_HOOKS = 'https://gitlab.example.com/api/v4/projects/cups%2Fshop/hooks';
const PAGE = 5;

/** GitLab's webhooks: pages are counted, the token is never shown and lost with another URL, and a test turns one on. */
class FakeHooks extends FakeRestApi {
  constructor(more: Partial<RestFacts> = {}) {
    super({ ...facts, ...more, others: (request, path) => this.#page(request, path) ?? this.#test(request, path) });
  }

  #page({ method, url }: ListRequest, path: string): ListAnswer | undefined {
    if (path !== '' || method !== 'GET') return undefined;
    const number = Number(url.searchParams.get('page') ?? 1);
    const body = this.webhooks.slice((number - 1) * PAGE, number * PAGE).map((one) => facts.show(one));
    const isLast = number * PAGE >= this.webhooks.length;
    const link = `<${URL_OF_HOOKS}?page=${number + 1}&per_page=100>; rel="next"`;
    return { body, headers: { ...(!isLast && { link }) } };
  }

  #test({ method }: ListRequest, path: string): ListAnswer | undefined {
    const [, id = '', trigger = ''] = /^\/([^/]+)\/test\/(\w+)$/.exec(path) ?? [];
    const webhook = this.withId(id);
    if (webhook === undefined || method !== 'POST') return undefined;
    if (!TRIGGERS.includes(trigger)) return this.refuse(400, 'trigger does not have a valid value');
    this.replace(webhook, { settings: { ...webhook.settings, isOn: true } });
    return { status: 201, body: { message: '201 Created' } };
  }
}

const facts = {
  url: URL_OF_HOOKS,
  authorization: KEY,
  header: 'private-token',
  changesBy: 'PUT',
  idOf: String,
  mark: 'integration-service',
  read: (body, before) => {
    const url = textAt(body, '/url');
    if (url === undefined) return 'url is missing';
    const isSent = (trigger: string) =>
      body[trigger] ?? before?.settings.types.includes(trigger) ?? trigger === 'push_events';
    return {
      url,
      types: TRIGGERS.filter((trigger) => isSent(trigger) === true),
      name: textAt(body, '/name') ?? before?.settings.name ?? '',
      isOn: before?.settings.isOn ?? true,
    };
  },
  readSecret: (body, before) =>
    textAt(body, '/signing_token') ?? (body['url'] === before?.settings.url ? undefined : ''),
  show: ({ id, settings: { url, types, isOn, name }, secret }) => ({
    id: Number(id),
    url,
    name,
    enable_ssl_verification: true,
    alert_status: isOn ? 'executable' : 'temporarily_disabled',
    disabled_until: isOn ? null : '2026-11-24T10:00:00Z',
    repository_update_events: false,
    token_present: false,
    signing_token_present: Boolean(secret),
    ...Object.fromEntries(TRIGGERS.map((trigger) => [trigger, types.includes(trigger)])),
  }),
  list: ({ shown }) => shown,
} satisfies RestFacts;

const world = {
  registration: gitlabRegistration,
  fake: () => new FakeHooks(),
  types: ['issue.close', 'merge_request', 'pipeline'],
  at: AT,
  apiKey: KEY,
} satisfies RegistrarWorld;

testRegistrar(world);

it('gets a signing token if it has none, since nothing would be accepted', async () => {
  const fake = new FakeHooks();
  await using run = await RegistrarRun.start({ ...world, fake: () => fake });
  await run.connect();
  for (const hook of fake.webhooks) fake.replace(hook, { secret: '' });
  expect(await run.connect()).toMatchObject({ does: 'update', changes: [{ of: 'form', name: 'signing token' }] });
  expect(fake.held()[0]?.secret).toBe(run.kept[0]);
});

it('is not left behind at a GitLab that does not know signing tokens', async () => {
  const fake = new FakeHooks({ readSecret: () => undefined });
  await using run = await RegistrarRun.start({ ...world, fake: () => fake });
  await expect(run.connect()).rejects.toThrow('This GitLab ignores signing tokens');
  expect(fake.held()).toEqual([]);
});

it('belongs to the projects and groups of the settings', async () => {
  const variables = { GITLAB_HOOKS: `${AT}/hooks/7,${AT}/hooks/8,gitlab.com/groups/9/hooks/10` };
  await using run = await RegistrarRun.start({ ...world, variables });
  expect(await run.registrar.places?.discover?.(run.api())).toEqual([AT, 'gitlab.com/groups/9']);
});

it.each([
  ['gitlab.com/projects/512', true],
  ['git.example:8443/groups/cups%2Fshop', true],
  ['gitlab.com/projects/..', false],
  ['https://gitlab.com/projects/512', false],
  ['gitlab.com/projects/512/hooks/7', false],
])('belongs to a project or a group of a host: %s %s', (at, isPlace) => {
  expect(gitlabRegistration.ways[0]?.places?.form.test(at)).toBe(isPlace);
});

it.each([
  [['issue.close', 'work_item.open', 'issue'], ['issues_events']],
  [
    ['build', 'confidential_issues_events'],
    ['job_events', 'confidential_issues_events'],
  ],
  [['user_add_to_group'], []],
])('asks for the triggers of the types %s: %s', (types, triggers) => {
  expect(gitlabRegistration.ways[0]?.subscriptions?.(types)).toEqual(triggers);
});
