import { randomBytes } from 'node:crypto';
import { valueAt } from '../../core/event/json-pointer.ts';
import { objectsAt, textAt } from '../../core/recover/answers.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Desired, Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { idAt, namesOf, pathTo, RestCalls } from '../../core/registration/rest-calls.ts';
import { credentialOf, withCredential, withoutCredential } from './credential.ts';
import { postmark } from './index.ts';

const PATH = '/webhooks';
const SERVER = '/server';
const TYPES = ['Delivery', 'Bounce', 'SpamComplaint', 'Open', 'Click', 'SubscriptionChange'] as const;
const CREDENTIAL = 'credential';
const PASSWORD_BYTES = 24;

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  types: { are: 'listed', all: 'available' },
  secret: { from: 'us', make: () => `integration:${randomBytes(PASSWORD_BYTES).toString('hex')}` },
  rotation: { by: 'us' },
  test: 'none',
  changes: { url: true, types: true, state: false, form: [CREDENTIAL] },
  refusesDuplicates: false,
  marks: false,
};

/** @see https://postmarkapp.com/developer/api/webhooks-api */
const ofStream: Registrar = {
  name: 'webhook',
  title: 'webhook of a message stream',
  capabilities,
  places: {
    form: /^[a-z\d][\w-]*$/i,
    example: 'the id of the message stream, such as outbound',
    async discover(api) {
      const streams = objectsAt(await (await callsOf(api)).get('/message-streams'), '/MessageStreams');
      return streams.flatMap((one) => (one['MessageStreamType'] === 'Inbound' ? [] : (textAt(one, '/ID') ?? [])));
    },
  },
  form: { [CREDENTIAL]: 'set' },
  subscriptions: (types) => types.filter((type) => TYPES.some((one) => one === type)),
  available: () => Promise.resolve(TYPES),
  async list(api, at) {
    const json = await (await callsOf(api)).get(PATH, { MessageStream: at });
    return objectsAt(json, '/Webhooks').map(registeredOf);
  },
  async create(desired, api) {
    const body = { ...bodyOf(desired), MessageStream: desired.at };
    return { registered: registeredOf(await (await callsOf(api)).send('POST', PATH, body)) };
  },
  async update({ id }, desired, api) {
    await (await callsOf(api)).send('PUT', `${PATH}${pathTo(id)}`, bodyOf(desired));
  },
  async remove({ id }, api) {
    await (await callsOf(api)).drop(`${PATH}${pathTo(id)}`);
  },
  async rotate({ id, url, types }, { secret = '' }, api) {
    await (await callsOf(api)).send('PUT', `${PATH}${pathTo(id)}`, bodyOf({ url, types, secret, form: {} }));
    return undefined;
  },
};

/** The server has one URL for inbound messages, and the credential is a part of it. */
const inbound: Registrar = {
  name: 'inbound',
  title: 'inbound webhook',
  sendsOthers: true,
  capabilities: { ...capabilities, unit: 'attribute', types: { are: 'everything' } },
  form: { [CREDENTIAL]: 'set' },
  async list(api) {
    const url = textAt(await (await callsOf(api)).get(SERVER), '/InboundHookUrl') ?? '';
    const plain = withoutCredential(url);
    const form = { [CREDENTIAL]: plain === url ? 'not set' : 'set' };
    return [{ id: 'inbound', url: plain, types: 'all', isOn: true, form, isMarked: true }];
  },
  async update(_registered, { url, secret = '' }, api) {
    await (await callsOf(api)).send('PUT', SERVER, { InboundHookUrl: withCredential(url, secret) });
  },
  async remove(_registered, api) {
    await (await callsOf(api)).send('PUT', SERVER, { InboundHookUrl: '' });
  },
  async rotate({ url }, { secret = '' }, api) {
    await (await callsOf(api)).send('PUT', SERVER, { InboundHookUrl: withCredential(url, secret) });
    return undefined;
  },
};

/** How Postmark sends the events of a server here. */
export const postmarkRegistration: Registration = {
  integration: postmark,
  key: {
    is: 'the API token of the server',
    where: 'Postmark → the server → API Tokens',
    form: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  },
  ways: [ofStream, inbound],
};

function bodyOf({ url, types, secret = '' }: Desired): object {
  const wanted = namesOf(types);
  const { user, password } = credentialOf(secret);
  return {
    Url: url,
    HttpAuth: { Username: user, Password: password },
    Triggers: Object.fromEntries(TYPES.map((type) => [type, { Enabled: wanted.includes(type) }])),
  };
}

function registeredOf(one: unknown): Registered {
  const stream = textAt(one, '/MessageStream');
  return {
    id: idAt(one, '/ID'),
    ...(stream !== undefined && { at: stream }),
    url: textAt(one, '/Url') ?? '',
    types: TYPES.filter((type) => valueAt(one, `/Triggers/${type}/Enabled`) === true),
    // Postmark turns none off.
    isOn: true,
    form: { [CREDENTIAL]: textAt(one, '/HttpAuth/Username') === undefined ? 'not set' : 'set' },
    isMarked: true,
  };
}

async function callsOf(api: RegistrationApi): Promise<RestCalls> {
  return new RestCalls(api, 'https://api.postmarkapp.com', { 'x-postmark-server-token': await api.key() });
}
