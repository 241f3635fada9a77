import { randomBytes } from 'node:crypto';
import { valueAt } from '../../core/event/json-pointer.ts';
import { IntegrationError } from '../../core/event/errors.ts';
import { isJsonObject } from '../../core/event/json.ts';
import { nextIn, textAt } from '../../core/recover/answers.ts';
import { configuredPlaces } from '../../core/registration/configured-places.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Desired, Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { everyObject, idAt, MARK, namesOf, pathTo, RestCalls } from '../../core/registration/rest-calls.ts';
import { gitlab } from './index.ts';
import { hooks } from './missed-events.ts';
import { TRIGGERS, triggersOf } from './triggers.ts';

const PAGE_SIZE = 100;
const PLACE = /^[a-z\d-]+(?:\.[a-z\d-]+)*(?::\d{1,5})?\/(?:projects|groups)\/(?!\.\.?$)(?:[\w.-]|%2F)+$/i;
const [TOKEN, TLS] = ['signing token', 'TLS verification'];
const TOKEN_BYTES = 32;

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  types: { are: 'listed', all: 'available' },
  secret: { from: 'us', make: () => `whsec_${randomBytes(TOKEN_BYTES).toString('base64')}` },
  rotation: { by: 'us' },
  // It sends something of the project without an action, which hardly any saga takes, so nothing would be proved.
  test: 'none',
  changes: { url: true, types: true, state: true, form: [TOKEN, TLS] },
  refusesDuplicates: false,
  marks: true,
};

/** @see https://docs.gitlab.com/api/project_webhooks/ */
const webhook: Registrar = {
  name: 'webhook',
  title: 'webhook',
  capabilities,
  places: {
    form: PLACE,
    example: 'HOST/projects/ID or HOST/groups/ID, such as gitlab.com/projects/acme%2Fshop',
    discover: async (api) => [
      ...new Set((await configuredPlaces(hooks, api)).map((hook) => hook.replace(/\/hooks\/\d+$/, ''))),
    ],
  },
  form: { [TOKEN]: 'set', [TLS]: 'on' },
  subscriptions: triggersOf,
  available: () => Promise.resolve(TRIGGERS),
  async list(api, at) {
    if (at === undefined) return [];
    const calls = await callsOf(at, api);
    const found = await everyObject('', async (page) => {
      const { json, headers } = await calls.ask('', { per_page: PAGE_SIZE, page });
      return { json, next: nextIn(headers, 'page') };
    });
    return found.map((hook) => registeredOf(hook, at));
  },
  async create(desired, api) {
    const { at = '' } = desired;
    const calls = await callsOf(at, api);
    const hook = await calls.send('POST', '', bodyOf(desired));
    const registered = registeredOf(hook, at);
    if (registered.form?.[TOKEN] !== 'set') {
      await calls.drop(pathTo(registered.id));
      throw tooOld();
    }
    return { registered };
  },
  async update({ id, types, isOn }, desired, api) {
    const calls = await callsOf(desired.at ?? '', api);
    const hook = await calls.send('PUT', pathTo(id), bodyOf(desired));
    if (valueAt(hook, '/signing_token_present') !== true) throw tooOld();
    // Only a request that is answered well turns it on again.
    const [trigger = 'push_events'] = types;
    if (!isOn) await calls.send('POST', `${pathTo(id)}/test/${trigger}`);
  },
  async remove({ id, at = '' }, api) {
    await (await callsOf(at, api)).drop(pathTo(id));
  },
  async rotate({ id, at = '', url }, { secret }, api) {
    await (await callsOf(at, api)).send('PUT', pathTo(id), { url, signing_token: secret });
    return undefined;
  },
};

/** How GitLab sends the events of a project or a group here. */
export const gitlabRegistration: Registration = {
  integration: gitlab,
  key: {
    is: 'an access token with the scope api, of a maintainer of the project or an owner of the group',
    where: 'GitLab → Settings → Access tokens, of the project, the group or yourself',
    form: /^[\w.-]{20,}$/,
  },
  ways: [webhook],
};

/** Everything is said: what is left out stays, pushes are on, and the token is lost if the URL changes. */
function bodyOf({ url, types, secret }: Desired): object {
  const wanted = new Set(namesOf(types));
  return {
    url,
    name: MARK,
    enable_ssl_verification: true,
    ...(secret !== undefined && { signing_token: secret }),
    ...Object.fromEntries(TRIGGERS.map((trigger) => [trigger, wanted.has(trigger)])),
  };
}

function registeredOf(hook: unknown, at: string): Registered {
  const status = textAt(hook, '/alert_status') ?? 'executable';
  const until = textAt(hook, '/disabled_until');
  const isOn = status === 'executable';
  return {
    id: idAt(hook, '/id'),
    at,
    url: textAt(hook, '/url') ?? '',
    types: Object.entries(isJsonObject(hook) ? hook : {}).flatMap(([name, isSent]) =>
      name.endsWith('_events') && isSent === true ? [name] : [],
    ),
    isOn,
    ...(!isOn && { trouble: `requests failed: ${status}${until === undefined ? '' : ` until ${until}`}` }),
    form: {
      [TOKEN]: valueAt(hook, '/signing_token_present') === true ? 'set' : 'not set',
      [TLS]: valueAt(hook, '/enable_ssl_verification') === false ? 'off' : 'on',
    },
    isMarked: textAt(hook, '/name') === MARK,
  };
}

function tooOld(): IntegrationError {
  return new IntegrationError(
    'gitlab',
    'bad-config',
    'This GitLab ignores signing tokens, so nothing could be verified: upgrade it to version 19, or describe it in the configuration as the README says.',
  );
}

async function callsOf(at: string, api: RegistrationApi): Promise<RestCalls> {
  const [host, kind, id] = at.split('/');
  const headers = { 'private-token': await api.key() };
  return new RestCalls(api, `https://${host}/api/v4/${kind}/${id}/hooks`, headers);
}
