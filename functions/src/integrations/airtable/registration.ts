import { valueAt } from '../../core/event/json-pointer.ts';
import { objectsAt, textAt } from '../../core/recover/answers.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Health, Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { bearer, everyObject, idAt, pathTo, RestCalls, secretAt } from '../../core/registration/rest-calls.ts';
import { airtable } from './index.ts';

const API = 'https://api.airtable.com/v0';
const LAST_ERROR = '/lastNotificationResult/error/message';

/** What a webhook of ours watches: the records of all tables. One that exists keeps what it watches. */
const SPECIFICATION = { options: { filters: { dataTypes: ['tableData'] } } };

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  // A notification says that something has changed, whatever it is.
  types: { are: 'everything' },
  secret: { from: 'created' },
  rotation: { by: 'second' },
  test: 'none',
  changes: { url: false, types: false, state: true, form: [] },
  refusesDuplicates: false,
  extends: true,
  marks: false,
  most: 10,
};

/**
 * A webhook of a base, which ends after seven days unless it is refreshed.
 * @see https://airtable.com/developers/web/api/webhooks-overview
 */
const webhook: Registrar = {
  name: 'webhook',
  title: 'webhook',
  capabilities,
  places: {
    form: /^app\w+$/,
    example: 'the id of the base, as in airtable.com/appID',
    async discover(api) {
      const calls = await callsOf('/meta/bases', api);
      const bases = await everyObject('/bases', async (offset) => {
        const json = await calls.get('', { offset });
        return { json, next: textAt(json, '/offset') };
      });
      return bases.map((base) => idAt(base, '/id'));
    },
  },
  async list(api, at = '') {
    const all = await listed(at, api);
    // One that has ended sends nothing, and nothing brings it back.
    return all.filter((one) => valueAt(one, '/isHookEnabled') !== false).map((one) => registeredOf(one, at));
  },
  async create({ url, at = '' }, api) {
    const calls = await callsOf(webhooksOf(at), api);
    const created = await calls.send('POST', '', { notificationUrl: url, specification: SPECIFICATION });
    const registered = { id: idAt(created, '/id'), at, url, types: 'all', isOn: true, isMarked: true } as const;
    return { registered: { ...registered, ...endOf(created) }, secret: secretAt(created, '/macSecretBase64') };
  },
  async update({ id, at = '', isOn }, _desired, api) {
    const calls = await callsOf(webhooksOf(at), api);
    if (!isOn) await calls.send('POST', `${pathTo(id)}/enableNotifications`, { enable: true });
    await calls.send('POST', `${pathTo(id)}/refresh`);
  },
  async remove({ id, at = '' }, api) {
    await (await callsOf(webhooksOf(at), api)).drop(pathTo(id));
  },
  async health({ id, at = '' }, api) {
    const last = valueAt(
      (await listed(at, api)).find((one) => textAt(one, '/id') === id),
      '/lastNotificationResult',
    );
    return valueAt(last, '/success') === false ? failureOf(last) : { failed: 0 };
  },
};

/** How Airtable tells of the changes of a base here. */
export const airtableRegistration: Registration = {
  integration: airtable,
  key: {
    is: 'a personal access token with the scopes webhook:manage, data.records:read and schema.bases:read',
    where: 'https://airtable.com/create/tokens',
    form: /^(?:pat|oaa)[\w.]+$/,
  },
  ways: [webhook],
};

async function listed(base: string, api: RegistrationApi): Promise<readonly Record<string, unknown>[]> {
  return objectsAt(await (await callsOf(webhooksOf(base), api)).get(''), '/webhooks');
}

function registeredOf(one: unknown, at: string): Registered {
  const trouble = textAt(one, LAST_ERROR);
  return {
    id: idAt(one, '/id'),
    at,
    url: textAt(one, '/notificationUrl') ?? '',
    types: 'all',
    isOn: valueAt(one, '/areNotificationsEnabled') === true,
    ...(trouble !== undefined && { trouble }),
    isMarked: true,
    ...endOf(one),
  };
}

function endOf(one: unknown): Pick<Registered, 'expiresAt'> {
  const end = textAt(one, '/expirationTime');
  return end === undefined ? {} : { expiresAt: new Date(end) };
}

/** The list holds the last attempt alone. */
function failureOf(last: unknown): Health {
  const [time, answer] = [textAt(last, '/completionTimestamp'), textAt(last, '/error/message')];
  return {
    failed: 1,
    ...(time !== undefined && { lastFailure: new Date(time) }),
    ...(answer !== undefined && { answer }),
  };
}

function webhooksOf(base: string): string {
  return `/bases${pathTo(base)}/webhooks`;
}

async function callsOf(path: string, api: RegistrationApi): Promise<RestCalls> {
  return new RestCalls(api, `${API}${path}`, bearer(await api.key()));
}
