import { valueAt } from '../../core/event/json-pointer.ts';
import { textAt, textsAt } from '../../core/recover/answers.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Created, Desired, Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { bearer, everyObject, idAt, namesOf, pathTo, RestCalls } from '../../core/registration/rest-calls.ts';
import { calendly } from './index.ts';

const PATH = '/webhook_subscriptions';
const PAGE_SIZE = 100;
const ORGANIZATION = 'organization';

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  types: { are: 'listed', all: 'refused' },
  secret: { from: 'us' },
  rotation: { by: 'us' },
  test: 'none',
  // Nothing can be changed. Until the next one is created, Calendly sends nothing.
  changes: { url: false, types: false, state: false, form: [] },
  refusesDuplicates: true,
  marks: false,
};

/** @see https://developer.calendly.com/api-docs/calendly-api/webhooks/create-webhook-subscription */
const subscription: Registrar = {
  name: 'subscription',
  title: 'webhook subscription',
  capabilities,
  places: {
    form: /^(?:organization|user)$/,
    example: 'organization or user',
    discover: () => Promise.resolve([ORGANIZATION]),
  },
  async list(api, at) {
    const calls = await callsOf(api);
    const me = await currentUser(calls);
    const scopes = at === undefined ? [ORGANIZATION, 'user'] : [at];
    const found: Registered[] = [];
    for (const scope of scopes) {
      const owner = ownerOf(scope, me);
      const listed = await everyObject('/collection', async (page_token) => {
        const json = await calls.get(PATH, { ...owner, count: PAGE_SIZE, page_token });
        return { json, next: textAt(json, '/pagination/next_page_token') };
      });
      found.push(...listed.map(registeredOf));
    }
    return found;
  },
  async create(desired, api) {
    return createOne(desired, await callsOf(api));
  },
  async remove({ id }, api) {
    await (await callsOf(api)).drop(`${PATH}${pathTo(id)}`);
  },
  async rotate({ id, url, types, at = ORGANIZATION }, { secret = '' }, api) {
    const calls = await callsOf(api);
    await calls.drop(`${PATH}${pathTo(id)}`);
    await createOne({ url, types, at, secret, form: {} }, calls);
    return undefined;
  },
};

/** How Calendly sends the events of an organization or a user here. */
export const calendlyRegistration: Registration = {
  integration: calendly,
  key: {
    is: 'a personal access token of an owner or administrator of the organization, with webhooks:read, webhooks:write and users:read',
    where: 'https://calendly.com/integrations/api_webhooks',
    form: /^\S{20,}$/,
  },
  ways: [subscription],
};

async function createOne({ url, types, secret, at = ORGANIZATION }: Desired, calls: RestCalls): Promise<Created> {
  const wanted = { url, events: namesOf(types), ...ownerOf(at, await currentUser(calls)), signing_key: secret };
  const created = await calls.send('POST', PATH, wanted);
  return { registered: registeredOf(valueAt(created, '/resource')) };
}

/** Whose token it is. */
async function currentUser(calls: RestCalls): Promise<unknown> {
  return valueAt(await calls.get('/users/me'), '/resource');
}

/** Whose events are meant, as URLs of the token's user and organization. */
function ownerOf(scope: string, me: unknown): Readonly<Record<string, string>> {
  const organization = idAt(me, '/current_organization');
  return { scope, organization, ...(scope === 'user' && { user: idAt(me, '/uri') }) };
}

function registeredOf(one: unknown): Registered {
  const isOn = textAt(one, '/state') === 'active';
  const failing = textAt(one, '/retry_started_at');
  return {
    // It is named by its URL.
    id: idAt(one, '/uri').replace(/^.*\//, ''),
    at: textAt(one, '/scope') ?? ORGANIZATION,
    url: textAt(one, '/callback_url') ?? '',
    types: textsAt(one, '/events'),
    isOn,
    ...(failing !== undefined && { trouble: `requests have failed since ${failing}` }),
    isMarked: true,
  };
}

async function callsOf(api: RegistrationApi): Promise<RestCalls> {
  return new RestCalls(api, 'https://api.calendly.com', bearer(await api.key()));
}
