import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../core/event/json.ts';
import { textAt, textsAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import type { FakeRegistrations, HeldWebhook, Planted } from '../../testing/registrar/fake-registrations.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { sentryRegistration } from './registration.ts';

const KEY = 'sntryu_1';
const AT = 'acme/webhooks-1a2b3c';
const EVENTS = ['issue', 'error', 'comment'];

interface App {
  readonly slug: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly events: readonly string[];
  readonly isAlertable: boolean;
  readonly webhookUrl: string | null;
}

/** Sentry's custom integrations: each page names a next one, and a change says the name and the permissions again. */
class FakeSentry implements FakeRegistrations {
  readonly #host: string;
  apps: readonly App[] = ['other-0', 'webhooks-1a2b3c'].map((slug) => ({
    slug,
    name: `Integration ${slug}`,
    scopes: ['event:read'],
    events: [],
    isAlertable: false,
    webhookUrl: null,
  }));

  constructor(host = 'sentry.io') {
    this.#host = host;
  }

  answer({ method, url, headers, body }: ListRequest): ListAnswer {
    if (headers.authorization !== `Bearer ${KEY}`) return { status: 401, body: { detail: 'Invalid token' } };
    if (url.host !== this.#host) return { status: 404 };
    const path = url.pathname.replace('/api/0', '');
    if (path === '/organizations/') return page([{ slug: 'empty' }, { slug: 'acme' }], url);
    if (path === '/organizations/empty/sentry-apps/') return page([], url);
    if (path === '/organizations/acme/sentry-apps/') return page(this.apps, url);
    const found = this.apps.find(({ slug }) => path === `/sentry-apps/${slug}/`);
    if (found === undefined) return { status: 404, body: { detail: 'The requested resource does not exist' } };
    if (method === 'GET') return { body: found };
    const [name, scopes] = [textAt(body, '/name'), isJsonObject(body) ? body['scopes'] : undefined];
    if (method !== 'PUT' || name === undefined || !Array.isArray(scopes))
      return { status: 400, body: { name: ['This field is required.'], scopes: ['This field is required.'] } };
    const events = textsAt(body, '/events');
    if (events.some((event) => !EVENTS.includes(event))) return { status: 400, body: { events: ['Invalid event.'] } };
    const changed: App = {
      ...found,
      name,
      scopes: textsAt(body, '/scopes'),
      events,
      isAlertable: isJsonObject(body) && body['isAlertable'] === true,
      webhookUrl: textAt(body, '/webhookUrl') ?? null,
    };
    this.apps = this.apps.map((one) => (one === found ? changed : one));
    return { body: changed };
  }

  plant({ url }: Planted): string {
    const [, id = ''] = AT.split('/');
    this.apps = this.apps.map((one) => (one.slug === id ? { ...one, webhookUrl: url, events: ['comment'] } : one));
    return id;
  }

  held(): readonly HeldWebhook[] {
    return this.apps.flatMap(({ slug, webhookUrl, events, isAlertable }) => {
      if (webhookUrl === null || webhookUrl === '') return [];
      const types = [...events, ...(isAlertable ? ['alert-rule-action'] : [])];
      return [{ id: slug, url: webhookUrl, types, isOn: true, isMarked: false, secret: undefined }];
    });
  }
}

/** One object a page. */
function page(all: readonly object[], url: URL): ListAnswer {
  const at = Number(url.searchParams.get('cursor')?.split(':')[1] ?? 0);
  const cursor = `0:${at + 1}:0`;
  const link = `<${url.origin}${url.pathname}?&cursor=${cursor}>; rel="next"; results="${at + 1 < all.length}"; cursor="${cursor}"`;
  return { body: all.slice(at, at + 1), headers: { link } };
}

const world: RegistrarWorld = {
  registration: sentryRegistration,
  fake: () => new FakeSentry(),
  types: ['issue.created', 'metric_alert.critical', 'comment.created'],
  at: AT,
  apiKey: KEY,
};

testRegistrar(world);

describe("Sentry's integration", () => {
  it('keeps its name and its permissions', async () => {
    const fake = new FakeSentry();
    await using run = await RegistrarRun.start({ ...world, fake: () => fake });
    await run.connect();
    expect(fake.apps[1]).toMatchObject({ name: 'Integration webhooks-1a2b3c', scopes: ['event:read'] });
    expect(fake.apps[0]).toMatchObject({ webhookUrl: null });
  });

  it('is one of those of all organizations', async () => {
    await using run = await RegistrarRun.start(world);
    expect(await run.registrar.places?.discover?.(run.api())).toEqual(['acme/other-0', AT]);
  });

  it('may be at a host of the operator', async () => {
    const variables = { SENTRY_HOST: 'sentry.example.com:8443' };
    const fake = () => new FakeSentry('sentry.example.com:8443');
    await using run = await RegistrarRun.start({ ...world, variables, fake });
    expect((await run.connect()).does).toBe('update');
    expect(() => sentryRegistration.settings?.[0]?.read('https://sentry.example.com')).toThrow(
      'it is the host of your Sentry',
    );
  });

  it('is created by hand, step by step', () => {
    const wanted = { url: 'https://a.example/sentry-webhook', variable: 'SENTRY_WEBHOOK_SECRET' };
    const steps = sentryRegistration.byHand?.({ ...wanted, types: ['issue.created', 'metric_alert.critical'] });
    expect(steps?.join('\n')).toMatch(
      /URL https:\/\/a\.example.*webhooks: issue\n.*Alert Rule Action.*SENTRY_WEBHOOK_SECRET_NAME/s,
    );
    const fewer = sentryRegistration.byHand?.({ ...wanted, types: ['issue.created'] });
    expect(fewer?.join('\n')).not.toContain('Alert Rule Action');
  });
});

it.each([
  ['sntryu_1a2b', true],
  ['sntryi_1a2b', true],
  ['sntrys_eyJpYXQiOjE3.x-y', true],
  ['https://1a2b@o1.ingest.sentry.io/2', false],
])('takes a token of a user, an integration or an organization, and no address for errors: %s %s', (key, isKey) => {
  expect(sentryRegistration.key.form?.test(key)).toBe(isKey);
});
