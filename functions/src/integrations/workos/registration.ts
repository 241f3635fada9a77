import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { bearer, everyObject, idAt, namesOf, pathTo, RestCalls } from '../../core/registration/rest-calls.ts';
import { textAt, textsAt } from '../../core/recover/answers.ts';
import { EVENT_TYPES } from './event-types.ts';
import { workos } from './index.ts';

const PATH = '/webhook_endpoints';
const PAGE_SIZE = 100;

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  types: { are: 'listed', all: 'available' },
  secret: { from: 'read' },
  rotation: { by: 'replaced' },
  test: 'none',
  changes: { url: true, types: true, state: true, form: [] },
  refusesDuplicates: true,
  marks: false,
};

/** @see https://github.com/workos/openapi-spec */
const endpoint: Registrar = {
  name: 'endpoint',
  title: 'webhook endpoint',
  capabilities,
  // No list of WorkOS tells more.
  available: () => Promise.resolve(EVENT_TYPES),
  async list(api) {
    const calls = await callsOf(api);
    const found = await everyObject('/data', async (after) => {
      const json = await calls.get(PATH, { limit: PAGE_SIZE, after });
      return { json, next: textAt(json, '/list_metadata/after') };
    });
    return found.map(registeredOf);
  },
  async create({ url, types }, api) {
    const calls = await callsOf(api);
    const created = await calls.send('POST', PATH, { endpoint_url: url, events: namesOf(types) });
    return { registered: registeredOf(created) };
  },
  async update({ id }, { url, types }, api) {
    const calls = await callsOf(api);
    const wanted = { endpoint_url: url, events: namesOf(types), status: 'enabled' };
    await calls.send('PATCH', `${PATH}${pathTo(id)}`, wanted);
  },
  async remove({ id }, api) {
    await (await callsOf(api)).drop(`${PATH}${pathTo(id)}`);
  },
};

/** How WorkOS sends events here. */
export const workosRegistration: Registration = {
  integration: workos,
  key: { is: 'the API key of the environment', where: 'https://dashboard.workos.com/api-keys', form: /^sk_\S+$/ },
  ways: [endpoint],
};

function registeredOf(one: unknown): Registered {
  const secret = textAt(one, '/secret');
  return {
    id: idAt(one, '/id'),
    url: textAt(one, '/endpoint_url') ?? '',
    types: textsAt(one, '/events'),
    isOn: textAt(one, '/status') === 'enabled',
    // It has no place for a mark.
    isMarked: true,
    ...(secret !== undefined && { secret }),
  };
}

async function callsOf(api: RegistrationApi): Promise<RestCalls> {
  return new RestCalls(api, 'https://api.workos.com', bearer(await api.key()));
}
