import { expect, it } from 'vitest';
import { valueAt } from '../../core/event/json-pointer.ts';
import { textAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { FakeRestApi, type FakeWebhook, type RestFacts } from '../../testing/registrar/fake-rest-api.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { airtableRegistration } from './registration.ts';

const KEY = 'patAcme.0123456789abcdef';
const BASE = 'appCups1';
const DAY_MS = 24 * 60 * 60_000;

/** The webhooks of a base: they end after seven days, their secret is shown once, and their URL cannot be changed. */
class FakeBase extends FakeRestApi {
  readonly bases = [BASE];
  readonly #ends = new Map<string, Date>();
  /** Those that have ended. */
  readonly ended = new Set<string>();

  constructor() {
    super({ ...facts, others: (request, path) => this.#meta(request, path) ?? this.#act(request, path) });
  }

  endsIn(days: number): void {
    for (const { id } of this.webhooks) this.#ends.set(id, new Date(Date.now() + days * DAY_MS));
  }

  override show(webhook: FakeWebhook): Record<string, unknown> {
    const { id } = webhook;
    const failure = this.failures.find((one) => one.webhook === id);
    return {
      ...facts.show(webhook),
      isHookEnabled: !this.ended.has(id),
      expirationTime: (this.#ends.get(id) ?? new Date(Date.now() + 7 * DAY_MS)).toISOString(),
      lastNotificationResult: failure && {
        success: false,
        completionTimestamp: failure.at.toISOString(),
        retryNumber: 4,
        error: { message: 'The HTTP request returned a 503 status code instead of 200 or 204.' },
      },
    };
  }

  #meta({ url }: ListRequest, path: string): ListAnswer | undefined {
    if (path !== 'https://api.airtable.com/v0/meta/bases') return undefined;
    const from = Number(url.searchParams.get('offset') ?? 0);
    const bases = this.bases.slice(from, from + 1).map((id) => ({ id, name: 'Cups', permissionLevel: 'create' }));
    return { body: { bases, ...(from + 1 < this.bases.length && { offset: String(from + 1) }) } };
  }

  #act({ method, body }: ListRequest, path: string): ListAnswer | undefined {
    if (path === '' && method === 'GET') return { body: { webhooks: this.webhooks.map((one) => this.show(one)) } };
    const [, id = '', action] = /^\/(\w+)\/(enableNotifications|refresh)$/.exec(path) ?? [];
    if (action === undefined) return undefined;
    const webhook = this.withId(id);
    if (webhook === undefined || method !== 'POST') return this.refuse(404, 'Could not find what you are looking for');
    if (action === 'refresh') {
      if (this.ended.has(id)) return this.refuse(403, 'The webhook has expired');
      this.#ends.delete(id);
      return { body: { expirationTime: this.show(webhook)['expirationTime'] } };
    }
    this.replace(webhook, { settings: { ...webhook.settings, isOn: valueAt(body, '/enable') === true } });
    return { status: 200, body: {} };
  }
}

const facts = {
  url: `https://api.airtable.com/v0/bases/${BASE}/webhooks`,
  authorization: `Bearer ${KEY}`,
  // Nothing of one can be changed.
  changesBy: 'PATCH',
  idOf: (number) => `achCups${number}`,
  makesSecret: (number) => Buffer.from(`secret number ${number} of the base`).toString('base64'),
  read: (body, before) => {
    const url = textAt(body, '/notificationUrl') ?? '';
    const watched = valueAt(body, '/specification/options/filters/dataTypes');
    if (before !== undefined || !url.startsWith('https://') || !Array.isArray(watched)) return 'Invalid request';
    return { url, types: [], isOn: true, name: '' };
  },
  show: ({ id, settings: { url, isOn } }) => ({
    id,
    notificationUrl: url,
    areNotificationsEnabled: isOn,
    isHookEnabled: true,
    cursorForNextPayload: 1,
    specification: { options: { filters: { dataTypes: ['tableData'] } } },
  }),
  created: ({ secret }) => ({ macSecretBase64: secret, notificationUrl: undefined }),
  list: ({ shown }) => ({ webhooks: shown }),
  refuses: (_settings, others) =>
    others.length >= 10 ? { status: 403, message: 'The base has its ten webhooks.' } : undefined,
  refusal: (_status, message) => ({ error: { type: 'INVALID_REQUEST', message } }),
} satisfies RestFacts;

const world: RegistrarWorld = {
  registration: airtableRegistration,
  fake: () => new FakeBase(),
  types: ['changed', 'changed', 'changed'],
  at: BASE,
  apiKey: KEY,
};

testRegistrar(world);

it('lives on if it is connected again before it ends', async () => {
  const fake = new FakeBase();
  await using run = await RegistrarRun.start({ ...world, fake: () => fake });
  await run.connect();
  fake.endsIn(3);
  expect(await run.connect()).toMatchObject({ does: 'update', changes: [{ of: 'expiry' }] });
  const [ours] = await run.list();
  expect(ours?.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 6.9 * DAY_MS);
  expect((await run.connect()).does).toBe('nothing');
  expect(fake.webhooks).toHaveLength(1);
});

it('is created again if it has ended', async () => {
  const fake = new FakeBase();
  await using run = await RegistrarRun.start({ ...world, fake: () => fake });
  await run.connect();
  for (const { id } of fake.webhooks) fake.ended.add(id);
  expect((await run.connect()).does).toBe('create');
  expect(await run.list()).toHaveLength(1);
  expect(run.kept[0]).toBe(fake.webhooks[0]?.secret);
});

it('belongs to one of the bases of the token, of all pages', async () => {
  const fake = new FakeBase();
  fake.bases.push('appPots2', 'appPans3');
  await using run = await RegistrarRun.start({ ...world, fake: () => fake });
  expect(await run.registrar.places?.discover?.(run.api())).toEqual([BASE, 'appPots2', 'appPans3']);
});

it('says why Airtable turned its notifications off', async () => {
  const fake = new FakeBase();
  await using run = await RegistrarRun.start({ ...world, fake: () => fake });
  await run.connect();
  const [one] = fake.webhooks;
  if (one === undefined) throw new Error('There is none.');
  fake.turnOff?.(one.id);
  fake.failDelivery(one.id, new Date());
  expect(await run.list()).toMatchObject([{ isOn: false, trouble: expect.stringContaining('503') }]);
});
