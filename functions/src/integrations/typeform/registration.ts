import { createHash } from 'node:crypto';
import { valueAt } from '../../core/event/json-pointer.ts';
import { isJsonObject } from '../../core/event/json.ts';
import { setting } from '../../core/logic/setting.ts';
import { objectsAt, textAt } from '../../core/recover/answers.ts';
import { hostIn } from '../../core/registration/region.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Desired, Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { bearer, everyObject, idAt, MARK, namesOf, pathTo, RestCalls } from '../../core/registration/rest-calls.ts';
import { typeform } from './index.ts';

const PAGE_SIZE = 200;
const TYPES = ['form_response', 'form_response_partial'] as const;
const TLS = 'TLS verification';

/** An account in the second data center of the EU has tokens of that place only. */
const host = setting(
  'TYPEFORM_REGION',
  hostIn({ us: 'api.typeform.com', eu: 'api.eu.typeform.com', eu2: 'api.typeform.eu' }),
);

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  types: { are: 'listed', all: 'available' },
  secret: { from: 'us' },
  rotation: { by: 'us' },
  test: 'none',
  changes: { url: true, types: true, state: true, form: [TLS] },
  refusesDuplicates: false,
  // The tag of a webhook is its name in the API, and stays.
  marks: false,
};

/** @see https://www.typeform.com/developers/webhooks/reference/create-or-update-webhook/ */
const webhook: Registrar = {
  name: 'webhook',
  title: 'webhook',
  capabilities,
  places: {
    form: /^\w+$/,
    example: 'the id of the form, as in admin.typeform.com/form/ID',
    async discover(api) {
      const calls = await callsOf('/forms', api);
      const forms = await everyObject('/items', async (page = '1') => {
        const json = await calls.get('', { page_size: PAGE_SIZE, page });
        const isLast = Number(page) >= Number(valueAt(json, '/page_count'));
        return { json, next: isLast ? undefined : String(Number(page) + 1) };
      });
      return forms.flatMap((form) => textAt(form, '/id') ?? []);
    },
  },
  form: { [TLS]: 'on' },
  available: () => Promise.resolve(TYPES),
  async list(api, at) {
    if (at === undefined) return [];
    const calls = await callsOf(webhooksAt(at), api);
    return objectsAt(await calls.get(''), '/items').map((one) => registeredOf(one, at));
  },
  async create(desired, api) {
    const { at = '', url } = desired;
    const calls = await callsOf(webhooksAt(at), api);
    const tag = `${MARK}-${createHash('sha256').update(url).digest('hex').slice(0, 8)}`;
    return { registered: registeredOf(await calls.send('PUT', pathTo(tag), bodyOf(desired)), at) };
  },
  async update({ id }, desired, api) {
    const calls = await callsOf(webhooksAt(desired.at ?? ''), api);
    await calls.send('PUT', pathTo(id), bodyOf(desired));
  },
  async remove({ id, at = '' }, api) {
    await (await callsOf(webhooksAt(at), api)).drop(pathTo(id));
  },
  async rotate({ id, at = '', url, types }, { secret = '' }, api) {
    const calls = await callsOf(webhooksAt(at), api);
    await calls.send('PUT', pathTo(id), bodyOf({ url, types, secret, form: {} }));
    return undefined;
  },
};

/** How Typeform sends the answers to a form here. */
export const typeformRegistration: Registration = {
  integration: typeform,
  key: {
    is: 'a personal access token with the scopes webhooks:read, webhooks:write and forms:read',
    where: 'Typeform → your account → Your settings → Personal tokens',
    form: /^tfp_[\w.=-]+$/,
  },
  settings: [host],
  ways: [webhook],
};

/** Everything is said: without "enabled" a webhook is off, and without a secret nothing is signed. */
function bodyOf({ url, types, secret }: Desired): object {
  const wanted = namesOf(types);
  return {
    url,
    enabled: true,
    verify_ssl: true,
    secret,
    event_types: Object.fromEntries(TYPES.map((type) => [type, wanted.includes(type)])),
  };
}

function registeredOf(one: unknown, at: string): Registered {
  const types = valueAt(one, '/event_types');
  return {
    id: idAt(one, '/tag'),
    at,
    url: textAt(one, '/url') ?? '',
    // Webhooks from before there was a choice send complete answers.
    types: isJsonObject(types) ? TYPES.filter((type) => types[type] === true) : ['form_response'],
    isOn: valueAt(one, '/enabled') === true,
    form: { [TLS]: valueAt(one, '/verify_ssl') === false ? 'off' : 'on' },
    isMarked: true,
  };
}

function webhooksAt(form: string): string {
  return `/forms${pathTo(form)}/webhooks`;
}

async function callsOf(path: string, api: RegistrationApi): Promise<RestCalls> {
  return new RestCalls(api, `https://${await api.use(host)}${path}`, bearer(await api.key()));
}
