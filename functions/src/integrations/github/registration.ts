import { isJsonObject } from '../../core/event/json.ts';
import { valueAt } from '../../core/event/json-pointer.ts';
import { nextIn, objectsAt, textAt, textsAt, timeAt, urlWith } from '../../core/recover/answers.ts';
import { configuredPlaces } from '../../core/registration/configured-places.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import type { Desired, Health, Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import { everyObject, idAt, pathTo } from '../../core/registration/rest-calls.ts';
import { API, headersFor, PAGE_SIZE } from './api.ts';
import { github } from './index.ts';
import { APP_HOOK, appId, hooks } from './missed-events.ts';

const CONTENT_TYPE = 'content type';
const TLS = 'TLS';

/**
 * A webhook of a repository or an organization. GitHub never shows the secret again, and a PATCH of `config` without it
 * would remove it.
 * @see https://docs.github.com/en/rest/repos/webhooks and https://docs.github.com/en/rest/orgs/webhooks
 */
const webhook: Registrar = {
  name: 'webhook',
  title: 'webhook',
  capabilities: {
    unit: 'object',
    types: { are: 'listed', all: 'wildcard' },
    secret: { from: 'us' },
    rotation: { by: 'us' },
    test: 'verified',
    changes: { url: true, types: true, state: true, form: [CONTENT_TYPE, TLS] },
    refusesDuplicates: true,
    marks: false,
    // For each event.
    most: 20,
  },
  places: {
    form: /^(?:repos\/[\w.-]+\/[\w.-]+|orgs\/[\w.-]+)$/,
    example: 'repos/OWNER/NAME or orgs/NAME',
    discover: async (api) =>
      (await configuredPlaces(hooks, api))
        .filter((hook) => hook !== APP_HOOK)
        .map((hook) => hook.replace(/\/hooks\/\d+$/, '')),
  },
  form: { [CONTENT_TYPE]: 'json', [TLS]: 'verified' },
  // An event without its action: `release` for `release.published`.
  subscriptions: (types) => [...new Set(types.map((type) => type.split('.')[0] ?? type))],
  async list(api, at) {
    const headers = await headersFor(api);
    const found = await everyObject('', async (page) => {
      const answer = await api.ask(urlWith(hooksOf(at), { per_page: PAGE_SIZE, page }), { headers });
      return { json: answer.json, next: nextIn(answer.headers, 'page') };
    });
    return found.map((hook) => registeredOf(hook, at));
  },
  async create(desired, api) {
    const body = { name: 'web', ...wanted(desired) };
    const call = { method: 'POST', headers: await headersFor(api), body } as const;
    const { json } = await api.change(hooksOf(desired.at), call);
    return { registered: registeredOf(json, desired.at) };
  },
  async update(hook, desired, api) {
    await api.change(urlOf(hook), { method: 'PATCH', headers: await headersFor(api), body: wanted(desired) });
  },
  async remove(hook, api) {
    await api.drop(urlOf(hook), { headers: await headersFor(api) });
  },
  async test(hook, api) {
    await api.change(`${urlOf(hook)}/pings`, { method: 'POST', headers: await headersFor(api) });
    return { type: 'ping' };
  },
  async rotate(hook, { secret }, api) {
    const call = { method: 'PATCH', headers: await headersFor(api), body: { secret } } as const;
    await api.change(`${urlOf(hook)}/config`, call);
    return undefined;
  },
  health: async (hook, api) => healthOf(urlOf(hook), await headersFor(api), api),
};

const APP = `${API}/${APP_HOOK}`;

/** The one webhook of an app. Its events are chosen on the app's page. @see https://docs.github.com/en/rest/apps/webhooks */
const app: Registrar = {
  name: 'app',
  title: "app's webhook",
  capabilities: {
    unit: 'attribute',
    types: { are: 'everything' },
    secret: { from: 'us' },
    rotation: { by: 'us' },
    test: 'none',
    changes: { url: true, types: false, state: false, form: [CONTENT_TYPE, TLS] },
    refusesDuplicates: true,
    marks: false,
  },
  places: {
    form: /^app$/,
    example: 'app',
    discover: async (api) => ((await configuredPlaces(hooks, api)).includes(APP_HOOK) ? ['app'] : []),
  },
  form: webhook.form ?? {},
  async list(api) {
    const { json } = await api.ask(`${APP}/config`, { headers: await headersFor(api, appId) });
    const hook = { id: 'app', active: true, events: ['*'], config: isJsonObject(json) ? json : {} };
    return [registeredOf(hook, 'app')];
  },
  update: (_hook, desired, api) => configure(wanted(desired).config, api),
  remove: (_hook, api) => configure({ url: '' }, api),
  async rotate(_hook, { secret }, api) {
    await configure({ secret }, api);
    return undefined;
  },
  health: async (_hook, api) => healthOf(APP, await headersFor(api, appId), api),
};

/** What is left out stays as it is. */
async function configure(config: object, api: RegistrationApi): Promise<void> {
  await api.change(`${APP}/config`, { method: 'PATCH', headers: await headersFor(api, appId), body: config });
}

/** How GitHub's webhooks are registered: those of repositories and organizations by a token, that of an app by its key. */
export const githubRegistration: Registration = {
  integration: github,
  key: {
    is: 'a token that may write webhooks (admin:repo_hook, admin:org_hook, or "Webhooks: read and write"); for an app, its private key in PEM and GITHUB_APP_ID',
    where: 'https://github.com/settings/tokens',
    form: /^(?:\S+|-----BEGIN [A-Z ]+-----[^]+)$/,
  },
  ways: [webhook, app],
};

function wanted({ url, types, secret, form }: Desired) {
  return {
    active: true,
    events: types === 'all' ? ['*'] : types,
    config: {
      url,
      content_type: form[CONTENT_TYPE] ?? 'json',
      insecure_ssl: '0',
      ...(secret !== undefined && { secret }),
    },
  };
}

function registeredOf(hook: unknown, at: string | undefined): Registered {
  const types = textsAt(hook, '/events');
  const code = Number(textAt(hook, '/last_response/code') ?? 200);
  return {
    id: idAt(hook, '/id'),
    ...(at !== undefined && { at }),
    url: textAt(hook, '/config/url') ?? '',
    types: types.includes('*') ? 'all' : types,
    isOn: valueAt(hook, '/active') === true,
    ...(code >= 300 && { trouble: `the last delivery was answered ${code}` }),
    form: {
      [CONTENT_TYPE]: textAt(hook, '/config/content_type') ?? 'form',
      [TLS]: textAt(hook, '/config/insecure_ssl') === '1' ? 'not verified' : 'verified',
    },
    isMarked: true,
  };
}

/** The deliveries of the newest page: GitHub keeps three days. */
async function healthOf(
  hook: string,
  headers: Readonly<Record<string, string>>,
  api: RegistrationApi,
): Promise<Health> {
  const url = urlWith(`${hook}/deliveries`, { per_page: PAGE_SIZE });
  const { json } = await api.ask(url, { headers });
  const deliveries = objectsAt(json, '');
  const failed = deliveries.filter(({ status_code: code }) => Number(code) < 200 || Number(code) > 299);
  const [last] = failed;
  return {
    failed: failed.length,
    of: deliveries.length,
    ...(last !== undefined && { lastFailure: timeAt(last, '/delivered_at'), answer: textAt(last, '/status') ?? '' }),
  };
}

function hooksOf(at = ''): string {
  return `${API}/${at}/hooks`;
}

function urlOf({ id, at }: Registered): string {
  return `${hooksOf(at)}${pathTo(id)}`;
}
