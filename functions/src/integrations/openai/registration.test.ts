import { expect, it } from 'vitest';
import { isJsonObject } from '../../core/event/json.ts';
import { textAt, textsAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { FakeRestApi, type RestFacts } from '../../testing/registrar/fake-rest-api.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { openaiRegistration } from './registration.ts';

const KEY = 'sk-proj-1';
const TYPES = ['response.completed', 'response.failed', 'batch.completed', 'realtime.call.incoming'];

/** OpenAI's endpoints: a secret is shown at the creation and when it is replaced, later a hint of it. */
class FakeEndpoints extends FakeRestApi {
  /** What the last rotation said of the old secret. */
  keptOld: unknown;

  constructor() {
    super({ ...facts, others: (request, path) => this.#act(request, path) });
  }

  #act({ method, body }: ListRequest, path: string): ListAnswer | undefined {
    const [, id = '', action] = /^\/([^/]+)\/(rotate_secret|test)$/.exec(path) ?? [];
    const webhook = this.withId(id);
    if (action === undefined) return undefined;
    if (webhook === undefined || method !== 'POST' || !isJsonObject(body)) return this.refuse(404, 'Not found.');
    if (action === 'test') {
      if (!TYPES.includes(textAt(body, '/event_type') ?? '')) return this.refuse(400, 'Invalid value: event_type.');
      this.tests++;
      return { body: { object: 'webhook_endpoint.test', success: true, status_code: 500 } };
    }
    this.keptOld = body['keep_old_secret_active_for_24_hours'] ?? false;
    const secret = this.newSecret();
    this.replace(webhook, { secret });
    return { body: { ...facts.show(webhook), signing_secret: secret } };
  }
}

const facts = {
  url: 'https://api.openai.com/v1/webhook_endpoints',
  authorization: `Bearer ${KEY}`,
  changesBy: 'POST',
  idOf: (number) => `whe_${number}`,
  makesSecret: (number) => `whsec_${Buffer.from(`secret number ${number} of OpenAI`).toString('base64')}`,
  pageSize: 5,
  isNeverOff: true,
  mark: 'integration-service',
  read: (body, before) => {
    const url = textAt(body, '/url') ?? before?.settings.url ?? '';
    const types = 'event_types' in body ? textsAt(body, '/event_types') : (before?.settings.types ?? []);
    const name = textAt(body, '/name') ?? before?.settings.name ?? '';
    if (types.length === 0 || types.some((type) => !TYPES.includes(type))) return 'Invalid value: event_types.';
    return name === '' || !url.startsWith('https://') ? 'Invalid value.' : { url, types, name, isOn: true };
  },
  show: ({ id, settings: { url, types, name } }) => ({
    object: 'webhook_endpoint',
    id,
    created_at: 1_796_000_000,
    name,
    url,
    event_types: types,
    signing_secret_hint: 'whsec_…',
  }),
  created: ({ secret }) => ({ signing_secret: secret }),
  list: ({ shown, next }) => ({ object: 'list', data: shown, has_more: next !== undefined }),
  refusal: (_status, message) => ({ error: { type: 'invalid_request_error', message } }),
} satisfies RestFacts;

const world: RegistrarWorld = {
  registration: openaiRegistration,
  fake: () => new FakeEndpoints(),
  types: ['response.completed', 'batch.completed', 'realtime.call.incoming'],
  apiKey: KEY,
};

testRegistrar(world);

it.each([
  [undefined, true],
  [24, true],
  [0, false],
])('has OpenAI sign with the old secret, too, if %s hours are asked for: %s', async (overlapHours, isKept) => {
  const fake = new FakeEndpoints();
  await using run = await RegistrarRun.start({ ...world, fake: () => fake });
  await run.connect();
  const [ours] = await run.list();
  if (ours === undefined) throw new Error('It is not listed.');
  await run.registrar.rotate?.(ours, overlapHours === undefined ? {} : { overlapHours }, run.api());
  expect(fake.keptOld).toBe(isKept);
});
