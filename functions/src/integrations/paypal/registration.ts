import { objectsAt, textAt } from '../../core/recover/answers.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Registered, Registrar, Registration, Subscribed } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { basic, bearer, idAt, pathTo, RestCalls } from '../../core/registration/rest-calls.ts';
import { accessOf } from './client.ts';
import { paypal } from './index.ts';

const PATH = '/v1/notifications/webhooks';
const EVERY = '*';

/** What PayPal allows an app. @see https://developer.paypal.com/api/rest/webhooks/rest/ */
const MOST = 10;

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  types: { are: 'listed', all: 'wildcard' },
  // What a request is verified with is PayPal's certificate and this id.
  secret: { from: 'id' },
  rotation: { by: 'none' },
  test: 'unverifiable',
  changes: { url: true, types: true, state: false, form: [] },
  refusesDuplicates: true,
  marks: false,
  most: MOST,
};

/** @see https://developer.paypal.com/docs/api/webhooks/v1/ */
const webhook: Registrar = {
  name: 'webhook',
  title: 'webhook of the app',
  capabilities,
  async list(api) {
    return objectsAt(await (await callsOf(api)).get(PATH), '/webhooks').map(registeredOf);
  },
  async create({ url, types }, api) {
    const created = await (await callsOf(api)).send('POST', PATH, { url, event_types: eventTypes(types) });
    return { registered: registeredOf(created) };
  },
  async update({ id, url: before }, { url, types }, api) {
    const changes = [
      { op: 'replace', path: '/event_types', value: eventTypes(types) },
      // PayPal refuses a URL that is registered already, also this one's own.
      ...(url === before ? [] : [{ op: 'replace', path: '/url', value: url }]),
    ];
    await (await callsOf(api)).send('PATCH', `${PATH}${pathTo(id)}`, changes);
  },
  async remove({ id }, api) {
    await (await callsOf(api)).drop(`${PATH}${pathTo(id)}`);
  },
  async test({ id, types }, api) {
    const type = (types === 'all' ? undefined : types[0]) ?? 'PAYMENT.CAPTURE.COMPLETED';
    const calls = await callsOf(api);
    await calls.send('POST', '/v1/notifications/simulate-event', { webhook_id: id, event_type: type });
    return { type };
  },
};

/** How PayPal sends events here: each REST app has its own webhooks. */
export const paypalRegistration: Registration = {
  integration: paypal,
  key: {
    is: 'the client id and the secret of the app, and live or sandbox, separated by colons',
    where: 'https://developer.paypal.com/dashboard/applications',
    form: /^[\w-]{20,120}:[\w-]{20,120}:(?:live|sandbox)$/,
  },
  ways: [webhook],
};

function eventTypes(types: Subscribed): readonly { readonly name: string }[] {
  return (types === 'all' ? [EVERY] : types).map((name) => ({ name }));
}

function registeredOf(one: unknown): Registered {
  const types = objectsAt(one, '/event_types').flatMap((type) => textAt(type, '/name') ?? []);
  return {
    id: idAt(one, '/id'),
    url: textAt(one, '/url') ?? '',
    types: types.includes(EVERY) ? 'all' : types,
    // PayPal has none that is off, and no place for a mark.
    isOn: true,
    isMarked: true,
  };
}

async function callsOf(api: RegistrationApi): Promise<RestCalls> {
  await api.key();
  const { url, clientId, secret } = await accessOf(api.services);
  const headers = basic(api, `${clientId}:${secret}`);
  const form = { grant_type: 'client_credentials' };
  const token =
    textAt((await api.ask(new URL('/v1/oauth2/token', url), { headers, form })).json, '/access_token') ?? '';
  api.hide(token);
  return new RestCalls(api, url.origin, bearer(token));
}
