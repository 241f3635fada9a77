import { valueAt } from '../../core/event/json-pointer.ts';
import { objectsAt, textAt, textsAt, timeAt } from '../../core/recover/answers.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Desired, Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import {
  basic,
  everyObject,
  healthOf,
  idAt,
  MARK,
  namesOf,
  pathTo,
  RestCalls,
  toldAt,
} from '../../core/registration/rest-calls.ts';
import { zendesk } from './index.ts';
import { subdomain } from './missed-events.ts';

const PAGE_SIZE = 100;

/** What a webhook subscribes to whose requests come from triggers and automations. Such a webhook cannot become another. */
const BY_TRIGGERS = 'conditional_ticket_events';

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  // No list of Zendesk tells which there are.
  types: { are: 'listed', all: 'refused' },
  secret: { from: 'read' },
  rotation: { by: 'replaced' },
  test: 'none',
  changes: { url: true, types: true, state: true, form: [] },
  refusesDuplicates: false,
  marks: true,
};

/** @see https://developer.zendesk.com/api-reference/webhooks/webhooks-api/webhooks/ */
const webhook: Registrar = {
  name: 'webhook',
  title: 'webhook for events',
  capabilities,
  async list(api) {
    const calls = await callsOf(api);
    const found = await everyObject('/webhooks', async (after) => {
      const json = await calls.get('', { 'page[size]': PAGE_SIZE, 'page[after]': after });
      const hasMore = valueAt(json, '/meta/has_more') === true;
      return { json, next: hasMore ? textAt(json, '/meta/after_cursor') : undefined };
    });
    return found.filter((one) => !textsAt(one, '/subscriptions').includes(BY_TRIGGERS)).map(registeredOf);
  },
  async create(desired, api) {
    const wanted = { ...settingsOf(desired), http_method: 'POST', request_format: 'json' };
    const created = await (await callsOf(api)).send('POST', '', { webhook: wanted });
    return { registered: registeredOf(valueAt(created, '/webhook')) };
  },
  async update({ id }, desired, api) {
    await (await callsOf(api)).send('PATCH', pathTo(id), { webhook: settingsOf(desired) });
  },
  async remove({ id }, api) {
    await (await callsOf(api)).drop(pathTo(id));
  },
  async readSecret({ id }, api) {
    return secretIn(await (await callsOf(api)).get(`${pathTo(id)}/signing_secret`));
  },
  async rotate({ id }, _rotation, api) {
    return secretIn(await (await callsOf(api)).send('POST', `${pathTo(id)}/signing_secret`));
  },
  async health({ id }, api) {
    const latest = { 'page[size]': PAGE_SIZE, sort: '-latest_completed_at' };
    const lines = objectsAt(await (await callsOf(api)).get(`${pathTo(id)}/invocations`, latest), '/invocations');
    const failed = lines.filter(({ status }) => status !== 'success');
    return healthOf(
      failed.map((line) => timeAt(line, '/latest_completed_at')),
      lines.length,
    );
  },
};

/** How Zendesk sends events here. Triggers and automations are set up by hand. */
export const zendeskRegistration: Registration = {
  integration: zendesk,
  key: {
    is: 'an API token of an administrator, as EMAIL/token:TOKEN',
    where: 'Admin Center → Apps and integrations → APIs → API tokens',
    form: /^[^\s/:@]+@[^\s/:]+\/token:\S+$/,
  },
  settings: [subdomain],
  ways: [webhook],
};

function settingsOf({ url, types }: Desired) {
  return { name: MARK, endpoint: url, status: 'active', subscriptions: namesOf(types) };
}

function registeredOf(one: unknown): Registered {
  return {
    id: idAt(one, '/id'),
    url: textAt(one, '/endpoint') ?? '',
    types: textsAt(one, '/subscriptions'),
    isOn: textAt(one, '/status') === 'active',
    isMarked: textAt(one, '/name') === MARK,
  };
}

function secretIn(json: unknown): string {
  return toldAt(
    json,
    '/signing_secret/secret',
    'Zendesk does not tell the signing secret: a webhook of an app of the Marketplace keeps it.',
  );
}

async function callsOf(api: RegistrationApi): Promise<RestCalls> {
  const [name, key] = [await api.use(subdomain), await api.key()];
  return new RestCalls(api, `https://${name}.zendesk.com/api/v2/webhooks`, basic(api, key));
}
