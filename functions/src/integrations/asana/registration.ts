import { valueAt } from '../../core/event/json-pointer.ts';
import { isText } from '../../core/event/json.ts';
import { objectsAt, textAt } from '../../core/recover/answers.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Registered, Registrar, Registration, Subscribed } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { bearer, everyObject, idAt, pathTo, RestCalls, secretAt } from '../../core/registration/rest-calls.ts';
import { asana } from './index.ts';

const PATH = '/webhooks';
const PAGE_SIZE = 100;
const FIELDS =
  'active,target,filters.resource_type,filters.action,filters.fields,resource,last_failure_at,last_failure_content,failure_deletion_timestamp';

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  types: { are: 'listed', all: 'wildcard' },
  secret: { from: 'handshake' },
  rotation: { by: 'second' },
  test: 'none',
  changes: { url: false, types: true, state: false, form: [] },
  // It refuses the same target, but each registration that is opened is another one.
  refusesDuplicates: false,
  marks: false,
};

/** @see https://developers.asana.com/reference/createwebhook */
const webhook: Registrar = {
  name: 'webhook',
  title: 'webhook',
  capabilities,
  places: { form: /^\d+$/, example: 'the id of the project, as in app.asana.com/…/project/ID', listsAll: true },
  subscriptions: (types) => types.filter((type) => /^\w+\.\w+$/.test(type)),
  async list(api, at) {
    const calls = await callsOf(api);
    const found: Registered[] = [];
    for (const workspace of await everyPage('/workspaces', {}, calls)) {
      const filter = { workspace: idAt(workspace, '/gid'), resource: at, opt_fields: FIELDS };
      found.push(...(await everyPage(PATH, filter, calls)).map(registeredOf));
    }
    return found;
  },
  async create({ url, types, at }, api) {
    const calls = await callsOf(api);
    const data = { resource: at, target: url, ...(types !== 'all' && { filters: filtersOf(types) }) };
    // Asana calls the endpoint before it answers.
    const created = await calls.send('POST', `${PATH}?opt_fields=${FIELDS}`, { data });
    return { registered: registeredOf(valueAt(created, '/data')), secret: secretAt(created, '/X-Hook-Secret') };
  },
  async update({ id }, { types }, api) {
    await (await callsOf(api)).send('PUT', `${PATH}${pathTo(id)}`, { data: { filters: filtersOf(types) } });
  },
  async remove({ id }, api) {
    await (await callsOf(api)).drop(`${PATH}${pathTo(id)}`);
  },
};

/** How Asana sends the events of a project here. */
export const asanaRegistration: Registration = {
  integration: asana,
  key: {
    is: 'a personal access token, or that of a service account, of somebody who can see the project',
    where: 'https://app.asana.com/0/my-apps',
    form: /^\S{16,}$/,
  },
  ways: [webhook],
};

/** A webhook without filters sends everything. */
function filtersOf(types: Subscribed): readonly object[] {
  if (types === 'all') return [];
  return types.map((type) => {
    const [resource_type, action] = type.split('.');
    return { resource_type, action };
  });
}

function registeredOf(one: unknown): Registered {
  const filters = objectsAt(one, '/filters');
  const failure = textAt(one, '/last_failure_content') ?? textAt(one, '/last_failure_at');
  const end = textAt(one, '/failure_deletion_timestamp');
  const resource = textAt(one, '/resource/gid');
  return {
    id: idAt(one, '/gid'),
    ...(resource !== undefined && { at: resource }),
    url: textAt(one, '/target') ?? '',
    types: filters.length === 0 ? 'all' : filters.map(typeOf),
    isOn: valueAt(one, '/active') === true,
    ...(failure !== undefined && { trouble: `requests failed: ${failure}` }),
    isMarked: true,
    ...(end !== undefined && { expiresAt: new Date(end) }),
  };
}

/** A filter for some fields is another one: `task.changed(name)`. */
function typeOf(filter: Readonly<Record<string, unknown>>): string {
  const { fields } = filter;
  const names = Array.isArray(fields) ? fields.filter(isText) : [];
  const type = `${textAt(filter, '/resource_type')}.${textAt(filter, '/action') ?? '*'}`;
  return names.length === 0 ? type : `${type}(${names.join(',')})`;
}

function everyPage(
  path: string,
  parameters: Readonly<Record<string, string | undefined>>,
  calls: RestCalls,
): Promise<readonly Record<string, unknown>[]> {
  return everyObject('/data', async (offset) => {
    const json = await calls.get(path, { ...parameters, limit: PAGE_SIZE, offset });
    return { json, next: textAt(json, '/next_page/offset') };
  });
}

async function callsOf(api: RegistrationApi): Promise<RestCalls> {
  return new RestCalls(api, 'https://app.asana.com/api/1.0', bearer(await api.key()));
}
