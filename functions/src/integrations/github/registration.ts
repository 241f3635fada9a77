import { isJsonObject, isText } from '../../core/event/json.ts';
import { nextIn, objectsAt, textAt, timeAt, urlWith } from '../../core/recover/answers.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import type { Desired, Health, Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import { github } from './index.ts';

const API = 'https://api.github.com';
const PAGE_SIZE = 100;
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
    form: /repos\/[\w.-]+\/[\w.-]+|orgs\/[\w.-]+/,
    example: 'repos/OWNER/NAME or orgs/NAME',
  },
  form: { [CONTENT_TYPE]: 'json', [TLS]: 'verified' },
  // An event without its action: `release` for `release.published`.
  subscriptions: (types) => [...new Set(types.map((type) => type.split('.')[0] ?? type))],
  async list(api, at) {
    const found: Registered[] = [];
    let page: string | undefined = '1';
    do {
      const url = urlWith(hooksOf(at), { per_page: PAGE_SIZE, page });
      const { json, headers } = await api.ask(url, { headers: await headersFor(api) });
      found.push(...objectsAt(json, '').map((hook) => registeredOf(hook, at)));
      page = nextIn(headers, 'page');
    } while (page !== undefined);
    return found;
  },
  async create(desired, api) {
    const body = { name: 'web', ...wanted(desired) };
    const call = { method: 'POST', headers: await headersFor(api), body } as const;
    const { json } = await api.change(hooksOf(desired.at), call);
    return { registered: registeredOf(isJsonObject(json) ? json : {}, desired.at) };
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
  health: (hook, api) => healthOf(hook, api),
};

/** How GitHub's webhooks are registered. The one of an app is set on the app's page, where its events are chosen, too. */
export const githubRegistration: Registration = {
  integration: github,
  key: {
    is: 'a token that may write webhooks: admin:repo_hook or admin:org_hook, or "Webhooks: read and write" of a fine-grained one',
    where: 'https://github.com/settings/tokens',
    form: /^\S+$/,
  },
  ways: [webhook],
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

function registeredOf(hook: Readonly<Record<string, unknown>>, at: string | undefined): Registered {
  const events: readonly unknown[] = Array.isArray(hook['events']) ? hook['events'] : [];
  const types = events.filter(isText);
  const response = isJsonObject(hook['last_response']) ? hook['last_response'] : {};
  const code = Number(response['code'] ?? 200);
  return {
    id: textAt(hook, '/id') ?? '',
    ...(at !== undefined && { at }),
    url: textAt(hook, '/config/url') ?? '',
    types: types.includes('*') ? 'all' : types,
    isOn: hook['active'] === true,
    ...(code >= 300 && { trouble: `the last delivery was answered ${code}` }),
    form: {
      [CONTENT_TYPE]: textAt(hook, '/config/content_type') ?? 'form',
      [TLS]: textAt(hook, '/config/insecure_ssl') === '1' ? 'not verified' : 'verified',
    },
    isMarked: true,
  };
}

/** The deliveries of the newest page: GitHub keeps three days. */
async function healthOf(hook: Registered, api: RegistrationApi): Promise<Health | undefined> {
  const url = urlWith(`${urlOf(hook)}/deliveries`, { per_page: PAGE_SIZE });
  const { json } = await api.ask(url, { headers: await headersFor(api) });
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
  return `${hooksOf(at)}/${encodeURIComponent(id)}`;
}

async function headersFor(api: RegistrationApi): Promise<Readonly<Record<string, string>>> {
  return {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${await api.key()}`,
    'x-github-api-version': '2022-11-28',
  };
}
