import { randomUUID } from 'node:crypto';
import { parseJson } from '../../core/event/json.ts';
import { valueAt } from '../../core/event/json-pointer.ts';
import { textAt, textsAt } from '../../core/recover/answers.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Desired, Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import {
  bearer,
  everyObject,
  idAt,
  MARK,
  namesOf,
  pathTo,
  RestCalls,
  toldAt,
} from '../../core/registration/rest-calls.ts';
import { accessOf } from './access.ts';
import { square } from './index.ts';

const PATH = '/subscriptions';
const PAGE_SIZE = 100;

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  types: { are: 'listed', all: 'available' },
  secret: { from: 'read' },
  rotation: { by: 'replaced' },
  test: 'verified',
  changes: { url: true, types: true, state: true, form: [] },
  refusesDuplicates: false,
  marks: true,
};

const NO_KEY = 'Square does not tell the signature key: copy it from the Developer Console.';

/** @see https://developer.squareup.com/reference/square/webhook-subscriptions-api */
const subscription: Registrar = {
  name: 'subscription',
  title: 'webhook subscription',
  capabilities,
  async available(api) {
    return textsAt(await (await callsOf(api)).get('/event-types'), '/event_types');
  },
  async list(api) {
    const calls = await callsOf(api);
    const found = await everyObject('/subscriptions', async (cursor) => {
      // Without that parameter, those that are off are left out.
      const json = await calls.get(PATH, { include_disabled: 'true', limit: PAGE_SIZE, cursor });
      return { json, next: textAt(json, '/cursor') };
    });
    return found.map(registeredOf);
  },
  async create(desired, api) {
    const wanted = { idempotency_key: randomUUID(), subscription: settingsOf(desired) };
    const created = await (await callsOf(api)).send('POST', PATH, wanted);
    return { registered: registeredOf(valueAt(created, '/subscription')) };
  },
  async update({ id }, desired, api) {
    await (await callsOf(api)).send('PUT', `${PATH}${pathTo(id)}`, { subscription: settingsOf(desired) });
  },
  async remove({ id }, api) {
    await (await callsOf(api)).drop(`${PATH}${pathTo(id)}`);
  },
  async readSecret({ id }, api) {
    return toldAt(await (await callsOf(api)).get(`${PATH}${pathTo(id)}`), '/subscription/signature_key', NO_KEY);
  },
  async rotate({ id }, _rotation, api) {
    const wanted = { idempotency_key: randomUUID() };
    const replaced = await (await callsOf(api)).send('POST', `${PATH}${pathTo(id)}/signature-key`, wanted);
    return toldAt(replaced, '/signature_key', NO_KEY);
  },
  async test({ id, types }, api) {
    const [type] = types;
    // Whatever is made up looks like an event of a buyer, so production takes none.
    if (type === undefined || types === 'all' || !accessOf(await api.key()).isSandbox) return undefined;
    const sent = await (await callsOf(api)).send('POST', `${PATH}${pathTo(id)}/test`, { event_type: type });
    const payload = textAt(sent, '/subscription_test_result/payload') ?? textAt(sent, '/payload') ?? '';
    const event = textAt(parseJson(payload), '/event_id');
    return { type, ...(event !== undefined && { id: event }) };
  },
};

/** How Square sends events here. */
export const squareRegistration: Registration = {
  integration: square,
  key: {
    is: "the application's own access token, with :sandbox behind that of the sandbox; the token of a seller is refused",
    where: 'https://developer.squareup.com/apps',
    form: /^\S{20,}$/,
  },
  ways: [subscription],
};

function settingsOf({ url, types }: Desired) {
  return { name: MARK, notification_url: url, event_types: namesOf(types), enabled: true };
}

function registeredOf(one: unknown): Registered {
  const secret = textAt(one, '/signature_key');
  return {
    id: idAt(one, '/id'),
    url: textAt(one, '/notification_url') ?? '',
    types: textsAt(one, '/event_types'),
    isOn: valueAt(one, '/enabled') === true,
    isMarked: textAt(one, '/name') === MARK,
    ...(secret !== undefined && { secret }),
  };
}

async function callsOf(api: RegistrationApi): Promise<RestCalls> {
  const { token, host } = accessOf(await api.key());
  api.hide(token);
  return new RestCalls(api, `https://${host}/v2/webhooks`, bearer(token));
}
