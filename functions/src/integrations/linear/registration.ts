import { valueAt } from '../../core/event/json-pointer.ts';
import { objectsAt, textAt, textsAt, timeAt } from '../../core/recover/answers.ts';
import { askGraphql, changeByGraphql, type GraphqlPlace } from '../../core/registration/graphql.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { everyObject, HEALTH_MS, healthOf, idAt, MARK, namesOf } from '../../core/registration/rest-calls.ts';
import { linear } from './index.ts';

const PAGE_SIZE = 50;
const FIELDS = 'id url label enabled resourceTypes secret';

const LIST = `query Webhooks($first: Int!, $after: String) {
  webhooks(first: $first, after: $after) { nodes { ${FIELDS} } pageInfo { hasNextPage endCursor } }
}`;
const CREATE = `mutation Create($input: WebhookCreateInput!) {
  webhookCreate(input: $input) { success webhook { ${FIELDS} } }
}`;
const UPDATE = `mutation Update($id: String!, $input: WebhookUpdateInput!) {
  webhookUpdate(id: $id, input: $input) { success }
}`;
const DELETE = 'mutation Delete($id: String!) { webhookDelete(id: $id) { success } }';
const FAILURES = `query Failures($id: String!) {
  webhook(id: $id) { failures { createdAt httpStatus executionId } }
}`;

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  // Nothing lists them, and some belong to apps alone.
  types: { are: 'listed', all: 'refused' },
  secret: { from: 'read' },
  // Linear's own call makes the old secret invalid at once; a change takes one that we choose.
  rotation: { by: 'us' },
  test: 'none',
  changes: { url: true, types: true, state: true, form: [] },
  refusesDuplicates: false,
  marks: true,
};

/** @see https://github.com/linear/linear/blob/master/packages/sdk/src/schema.graphql */
const webhook: Registrar = {
  name: 'webhook',
  title: 'webhook',
  capabilities,
  // It subscribes to a kind of data, with every action.
  subscriptions: (types) => [...new Set(types.map((type) => type.replace(/\..*$/, '')))],
  async list(api) {
    const place = await placeOf(api);
    const found = await everyObject('/webhooks/nodes', async (after) => {
      const json = await askGraphql(place, { query: LIST, variables: { first: PAGE_SIZE, after: after ?? null } }, api);
      const hasMore = valueAt(json, '/webhooks/pageInfo/hasNextPage') === true;
      return { json, next: hasMore ? textAt(json, '/webhooks/pageInfo/endCursor') : undefined };
    });
    return found.map(registeredOf);
  },
  async create({ url, types }, api) {
    const input = { url, label: MARK, resourceTypes: namesOf(types), enabled: true, allPublicTeams: true };
    const json = await changeByGraphql(await placeOf(api), { query: CREATE, variables: { input } }, api);
    return { registered: registeredOf(valueAt(json, '/webhookCreate/webhook')) };
  },
  async update({ id }, { url, types }, api) {
    await change(id, { url, label: MARK, resourceTypes: namesOf(types), enabled: true }, api);
  },
  async remove({ id }, api) {
    // Removing one that is gone is an error like any other.
    const isThere = (await webhook.list(api)).some((one) => one.id === id);
    if (isThere) await changeByGraphql(await placeOf(api), { query: DELETE, variables: { id } }, api);
  },
  async rotate({ id }, { secret }, api) {
    await change(id, { secret }, api);
    return undefined;
  },
  async health({ id }, api) {
    const json = await askGraphql(await placeOf(api), { query: FAILURES, variables: { id } }, api);
    const since = Date.now() - HEALTH_MS;
    const recent = objectsAt(json, '/webhook/failures')
      .filter((line) => timeAt(line, '/createdAt').getTime() >= since)
      .toSorted((one, other) => timeAt(other, '/createdAt').getTime() - timeAt(one, '/createdAt').getTime());
    // Attempts at one delivery share an id.
    const deliveries = Map.groupBy(recent, (line) => textAt(line, '/executionId'));
    const answer = textAt(recent[0], '/httpStatus');
    const times = [...deliveries.values()].flatMap(([line]) => (line === undefined ? [] : timeAt(line, '/createdAt')));
    return { ...healthOf(times), ...(answer !== undefined && { answer }) };
  },
};

/** How Linear sends events here. */
export const linearRegistration: Registration = {
  integration: linear,
  key: {
    is: "an API key of an administrator of the workspace, with the permission Admin, or an OAuth app's token with the scope admin",
    where: 'Linear → Settings → Security & access → Personal API keys',
    form: /^lin_(?:api|oauth)_\w+$/,
  },
  ways: [webhook],
};

async function change(id: string, input: object, api: RegistrationApi): Promise<void> {
  await changeByGraphql(await placeOf(api), { query: UPDATE, variables: { id, input } }, api);
}

function registeredOf(one: unknown): Registered {
  const secret = textAt(one, '/secret');
  return {
    id: idAt(one, '/id'),
    // That of an OAuth app has its URL there.
    url: textAt(one, '/url') ?? '',
    types: textsAt(one, '/resourceTypes'),
    isOn: valueAt(one, '/enabled') === true,
    isMarked: textAt(one, '/label') === MARK,
    ...(secret !== undefined && { secret }),
  };
}

/** An API key is sent as it is, a token as a bearer. */
async function placeOf(api: RegistrationApi): Promise<GraphqlPlace> {
  const key = await api.key();
  const authorization = key.startsWith('lin_oauth_') ? `Bearer ${key}` : key;
  return { provider: 'linear', url: 'https://api.linear.app/graphql', headers: { authorization } };
}
