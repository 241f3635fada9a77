import { textAt, textsAt } from '../../core/recover/answers.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import {
  bearer,
  everyObject,
  idAt,
  lastIdIn,
  MARK,
  namesOf,
  pathTo,
  RestCalls,
  secretAt,
} from '../../core/registration/rest-calls.ts';
import { openai } from './index.ts';

const PATH = '/webhook_endpoints';
const PAGE_SIZE = 100;
const OVERLAP_HOURS = 24;

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  types: { are: 'listed', all: 'refused' },
  secret: { from: 'created' },
  rotation: { by: 'overlap', hours: OVERLAP_HOURS },
  test: 'verified',
  changes: { url: true, types: true, state: false, form: [] },
  refusesDuplicates: false,
  marks: true,
};

/** @see https://platform.openai.com/docs/api-reference/webhooks */
const endpoint: Registrar = {
  name: 'endpoint',
  title: 'webhook endpoint',
  capabilities,
  async list(api) {
    const calls = await callsOf(api);
    const found = await everyObject('/data', async (after) => {
      const json = await calls.get(PATH, { limit: PAGE_SIZE, after });
      return { json, next: lastIdIn(json, '/has_more') };
    });
    return found.map(registeredOf);
  },
  async create({ url, types }, api) {
    const calls = await callsOf(api);
    const created = await calls.send('POST', PATH, { name: MARK, url, event_types: namesOf(types) });
    const secret = textAt(created, '/signing_secret');
    return { registered: registeredOf(created), ...(secret !== undefined && { secret }) };
  },
  async update({ id }, { url, types }, api) {
    const calls = await callsOf(api);
    await calls.send('POST', `${PATH}${pathTo(id)}`, { name: MARK, url, event_types: namesOf(types) });
  },
  async remove({ id }, api) {
    await (await callsOf(api)).drop(`${PATH}${pathTo(id)}`);
  },
  async rotate({ id }, { overlapHours = OVERLAP_HOURS }, api) {
    const calls = await callsOf(api);
    // Without it, the old secret ends at once.
    const overlap = { keep_old_secret_active_for_24_hours: overlapHours > 0 };
    return secretAt(await calls.send('POST', `${PATH}${pathTo(id)}/rotate_secret`, overlap), '/signing_secret');
  },
  async test({ id, types }, api) {
    const [type] = namesOf(types);
    if (type === undefined) return undefined;
    const calls = await callsOf(api);
    // It succeeds whatever our answer was.
    await calls.send('POST', `${PATH}${pathTo(id)}/test`, { event_type: type });
    return { type };
  },
};

/** How OpenAI sends a project's events here. */
export const openaiRegistration: Registration = {
  integration: openai,
  key: {
    is: 'an API key of the project that may write webhooks',
    where: 'https://platform.openai.com/api-keys',
    form: /^sk-[\w-]+$/,
  },
  ways: [endpoint],
};

function registeredOf(one: unknown): Registered {
  return {
    id: idAt(one, '/id'),
    url: textAt(one, '/url') ?? '',
    types: textsAt(one, '/event_types'),
    // OpenAI turns none off.
    isOn: true,
    isMarked: textAt(one, '/name') === MARK,
  };
}

async function callsOf(api: RegistrationApi): Promise<RestCalls> {
  return new RestCalls(api, 'https://api.openai.com/v1', bearer(await api.key()));
}
