import { isJsonObject, isText } from '../../core/event/json.ts';
import { objectsAt, textAt, timeAt, urlWith } from '../../core/recover/answers.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import type { Health, Registered, Registrar, Registration, Subscribed } from '../../core/registration/registrar.ts';
import { resend } from './index.ts';

const API = 'https://api.resend.com/webhooks';
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
    const found: Registered[] = [];
    let after: string | undefined;
    do {
      const { json } = await ask(urlWith(API, { limit: PAGE_SIZE, after }), api);
      const page = objectsAt(json, '/data').map(registeredOf);
      found.push(...page);
      after = isJsonObject(json) && json['has_more'] === true ? page.at(-1)?.id : undefined;
    } while (after !== undefined);
    return found;
  },
  async create({ url, types }, api) {
    const body = { endpoint: url, events: eventsOf(types) };
    const { json } = await api.change(API, { method: 'POST', headers: await headersFor(api), body });
    const [id = '', secret] = [textAt(json, '/id'), textAt(json, '/signing_secret')];
    return { registered: { id, url, types, isOn: true, isMarked: true }, ...(secret !== undefined && { secret }) };
  },
  async update({ id }, { url, types }, api) {
    const body = { endpoint: url, events: eventsOf(types), status: 'enabled' };
    await api.change(urlOf(id), { method: 'PATCH', headers: await headersFor(api), body });
  },
  async remove({ id }, api) {
    await api.drop(urlOf(id), { headers: await headersFor(api) });
  },
  async readSecret({ id }, api) {
    return secretIn((await ask(urlOf(id), api)).json);
  },
  async rotate({ id }, _rotation, api) {
    const call = { method: 'POST', headers: await headersFor(api) } as const;
    return secretIn((await api.change(`${urlOf(id)}/signing-secret/rotate`, call)).json);
  },
  health: ({ id }, api) => healthOf(id, api),
};

/** How Resend's webhooks are registered. */
export const resendRegistration: Registration = {
  integration: resend,
  key: { is: 'an API key with full access', where: 'https://resend.com/api-keys', form: /^re_\w+$/ },
  ways: [webhook],
};

function registeredOf(hook: Readonly<Record<string, unknown>>): Registered {
  const events: readonly unknown[] = Array.isArray(hook['events']) ? hook['events'] : [];
  return {
    id: textAt(hook, '/id') ?? '',
    url: textAt(hook, '/endpoint') ?? '',
    types: events.filter(isText),
    isOn: hook['status'] === 'enabled',
    isMarked: true,
  };
}

function eventsOf(types: Subscribed): readonly string[] {
  // The engine does not ask for every type: the API has no sign for that.
  return types === 'all' ? [] : types;
}

/** The events of the newest page. */
async function healthOf(id: string, api: RegistrationApi): Promise<Health> {
  const { json } = await ask(urlWith(`${urlOf(id)}/events`, { limit: PAGE_SIZE }), api);
  const events = objectsAt(json, '/data');
  const failed = events.filter(({ status }) => status === 'failed');
  const [last] = failed;
  return {
    failed: failed.length,
    of: events.length,
    ...(last !== undefined && { lastFailure: timeAt(last, '/created_at') }),
  };
}

function secretIn(json: unknown): string {
  const secret = textAt(json, '/signing_secret');
  if (secret === undefined) throw new TypeError('Resend answered without a signing secret.');
  return secret;
}

function urlOf(id: string): string {
  return `${API}/${encodeURIComponent(id)}`;
}

async function ask(url: string | URL, api: RegistrationApi) {
  return api.ask(url, { headers: await headersFor(api) });
}

async function headersFor(api: RegistrationApi): Promise<Readonly<Record<string, string>>> {
  return { authorization: `Bearer ${await api.key()}` };
}
