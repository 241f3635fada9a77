import { objectsAt, textAt, textsAt, timeAt } from '../../core/recover/answers.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import type { Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import {
  bearer,
  everyObject,
  healthOf,
  idAt,
  lastIdIn,
  namesOf,
  pathTo,
  RestCalls,
  secretAt,
} from '../../core/registration/rest-calls.ts';
import { resend } from './index.ts';

const PAGE_SIZE = 100;

/** A webhook of the team. Its secret can be read at any time. @see https://resend.com/docs/api-reference/webhooks */
const webhook: Registrar = {
  name: 'webhook',
  title: 'webhook',
  capabilities: {
    unit: 'object',
    types: { are: 'listed', all: 'refused' },
    secret: { from: 'read' },
    rotation: { by: 'replaced' },
    test: 'none',
    changes: { url: true, types: true, state: true, form: [] },
    refusesDuplicates: false,
    marks: false,
  },
  async list(api) {
    const calls = await callsOf(api);
    const found = await everyObject('/data', async (after) => {
      const json = await calls.get('', { limit: PAGE_SIZE, after });
      return { json, next: lastIdIn(json, '/has_more') };
    });
    return found.map(registeredOf);
  },
  async create({ url, types }, api) {
    const json = await (await callsOf(api)).send('POST', '', { endpoint: url, events: namesOf(types) });
    const [id, secret] = [idAt(json, '/id'), textAt(json, '/signing_secret')];
    return { registered: { id, url, types, isOn: true, isMarked: true }, ...(secret !== undefined && { secret }) };
  },
  async update({ id }, { url, types }, api) {
    const wanted = { endpoint: url, events: namesOf(types), status: 'enabled' };
    await (await callsOf(api)).send('PATCH', pathTo(id), wanted);
  },
  async remove({ id }, api) {
    await (await callsOf(api)).drop(pathTo(id));
  },
  async readSecret({ id }, api) {
    return secretAt(await (await callsOf(api)).get(pathTo(id)), '/signing_secret');
  },
  async rotate({ id }, _rotation, api) {
    return secretAt(await (await callsOf(api)).send('POST', `${pathTo(id)}/signing-secret/rotate`), '/signing_secret');
  },
  // Of the newest page.
  async health({ id }, api) {
    const json = await (await callsOf(api)).get(`${pathTo(id)}/events`, { limit: PAGE_SIZE });
    const events = objectsAt(json, '/data');
    const failed = events.filter(({ status }) => status === 'failed');
    return healthOf(
      failed.map((event) => timeAt(event, '/created_at')),
      events.length,
    );
  },
};

/** How Resend's webhooks are registered. */
export const resendRegistration: Registration = {
  integration: resend,
  key: { is: 'an API key with full access', where: 'https://resend.com/api-keys', form: /^re_\w+$/ },
  ways: [webhook],
};

function registeredOf(hook: unknown): Registered {
  return {
    id: idAt(hook, '/id'),
    url: textAt(hook, '/endpoint') ?? '',
    types: textsAt(hook, '/events'),
    isOn: textAt(hook, '/status') === 'enabled',
    isMarked: true,
  };
}

async function callsOf(api: RegistrationApi): Promise<RestCalls> {
  return new RestCalls(api, 'https://api.resend.com/webhooks', bearer(await api.key()));
}
