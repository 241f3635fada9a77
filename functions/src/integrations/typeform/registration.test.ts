import { expect, it } from 'vitest';
import { isJsonObject } from '../../core/event/json.ts';
import { textAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { FakeRestApi, type RestFacts } from '../../testing/registrar/fake-rest-api.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { typeformRegistration } from './registration.ts';

const KEY = 'tfp_1';
const FORM = 'lT4Z3j';
const TYPES = ['form_response', 'form_response_partial'];

/** Typeform's webhooks: a PUT creates what is not there, under the tag of the caller. What it leaves out is off. */
class FakeForm extends FakeRestApi {
  readonly forms = [FORM];

  constructor() {
    super({ ...facts, others: (request, path) => this.#put(request, path) ?? this.#list(request, path) });
  }

  #put({ method, body }: ListRequest, path: string): ListAnswer | undefined {
    if (method !== 'PUT' || this.withId(path.slice(1)) !== undefined || !isJsonObject(body)) return undefined;
    const settings = facts.read(body);
    if (typeof settings === 'string') return this.refuse(400, settings);
    const webhook = { id: path.slice(1), settings, secret: facts.readSecret(body) };
    this.webhooks.push(webhook);
    return { body: facts.show(webhook) };
  }

  #list({ url }: ListRequest, path: string): ListAnswer | undefined {
    if (path !== 'https://api.typeform.com/forms') return undefined;
    const page = Number(url.searchParams.get('page'));
    return { body: { items: this.forms.slice(page - 1, page).map((id) => ({ id })), page_count: this.forms.length } };
  }
}

const facts = {
  url: `https://api.typeform.com/forms/${FORM}/webhooks`,
  authorization: `Bearer ${KEY}`,
  changesBy: 'PUT',
  idOf: (number) => `by-hand-${number}`,
  read: (body) => {
    const [url, chosen] = [textAt(body, '/url') ?? '', body['event_types']];
    if (!url.startsWith('https://')) return 'url is required';
    const types = isJsonObject(chosen) ? TYPES.filter((type) => chosen[type] === true) : ['form_response'];
    return { url, types, isOn: body['enabled'] === true, name: '' };
  },
  readSecret: (body) => textAt(body, '/secret'),
  show: ({ id, settings: { url, types, isOn } }) => ({
    id: `01${id}`,
    form_id: FORM,
    tag: id,
    url,
    enabled: isOn,
    verify_ssl: true,
    event_types: Object.fromEntries(TYPES.map((type) => [type, types.includes(type)])),
  }),
  list: ({ shown }) => ({ items: shown }),
  refusal: (_status, description) => ({ code: 'VALIDATION_ERROR', description }),
} satisfies RestFacts;

const world: RegistrarWorld = {
  registration: typeformRegistration,
  fake: () => new FakeForm(),
  types: ['form_response', 'form_response_partial', 'form_response'],
  at: FORM,
  apiKey: KEY,
};

testRegistrar(world);

it('does not overwrite the webhook of another installation, which has another tag', async () => {
  const fake = new FakeForm();
  await using run = await RegistrarRun.start({ ...world, fake: () => fake });
  await run.connect();
  const [create, api] = [run.registrar.create?.bind(run.registrar), run.api()];
  await create?.({ url: 'https://staging.example', types: ['form_response'], at: FORM, secret: 's', form: {} }, api);
  expect(fake.held().map(({ url }) => url)).toEqual([
    expect.stringContaining('cloudfunctions'),
    'https://staging.example',
  ]);
});

it('belongs to one of the forms of the account, of all pages', async () => {
  const fake = new FakeForm();
  fake.forms.push('u6nXL7', 'k9xNV4');
  await using run = await RegistrarRun.start({ ...world, fake: () => fake });
  expect(await run.registrar.places?.discover?.(run.api())).toEqual([FORM, 'u6nXL7', 'k9xNV4']);
});
