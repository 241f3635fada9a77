import { valueAt } from '../../core/event/json-pointer.ts';
import { setting } from '../../core/logic/setting.ts';
import { objectsAt, textAt, textsAt } from '../../core/recover/answers.ts';
import { hostIn } from '../../core/registration/region.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import {
  basic,
  everyObject,
  idAt,
  MARK,
  namesOf,
  pathTo,
  RestCalls,
  secretAt,
} from '../../core/registration/rest-calls.ts';
import { mailgun } from './index.ts';

const ACCOUNT_PATH = '/v1/webhooks';
const PAGE_SIZE = 100;
const KEY_STEP = 'Copy the HTTP webhook signing key from the API security page of the Mailgun account.';

/** What Mailgun calls the types of events where webhooks are made; an event itself is `failed` in either case. */
const TYPES: readonly string[] = [
  'accepted',
  'delivered',
  'opened',
  'clicked',
  'unsubscribed',
  'complained',
  'permanent_fail',
  'temporary_fail',
];

const host = setting('MAILGUN_REGION', hostIn({ us: 'api.mailgun.net', eu: 'api.eu.mailgun.net' }));

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  types: { are: 'listed', all: 'available' },
  secret: { from: 'account', steps: [KEY_STEP] },
  rotation: {
    by: 'hand',
    steps: [
      'Reset the HTTP webhook signing key on the API security page of the Mailgun account. All webhooks of the account are signed with the new one at once.',
      'Add the new key to Secret Manager as a new version at once: until then, events are refused, and Mailgun sends them again.',
    ],
  },
  test: 'none',
  changes: { url: true, types: true, state: false, form: [] },
  refusesDuplicates: true,
  marks: true,
};

type WayFacts = Pick<Registrar, 'subscriptions' | 'available' | 'readSecret'>;

/** What both ways have alike. */
const common: WayFacts = {
  subscriptions: (types) => [...new Set(types.flatMap(typesOf))],
  available: () => Promise.resolve(TYPES),
  async readSecret(_registered, api) {
    return secretAt(await (await callsOf(api)).get('/v5/accounts/http_signing_key'), '/http_signing_key');
  },
};

/** @see https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/account-webhooks */
const ofAccount: Registrar = {
  ...common,
  name: 'account',
  title: 'webhook of the account',
  capabilities,
  async list(api) {
    return objectsAt(await (await callsOf(api)).get(ACCOUNT_PATH), '/webhooks').map((one) => ({
      id: idAt(one, '/webhook_id'),
      url: textAt(one, '/url') ?? '',
      types: textsAt(one, '/event_types'),
      // Mailgun turns none off.
      isOn: true,
      isMarked: textAt(one, '/description') === MARK,
    }));
  },
  async create({ url, types }, api) {
    const fields = { url, event_types: namesOf(types), description: MARK };
    const created = await (await callsOf(api)).sendAs('POST', ACCOUNT_PATH, { multipart: fields });
    return { registered: { id: idAt(created, '/webhook_id'), url, types, isOn: true, isMarked: true } };
  },
  async update({ id }, { url, types }, api) {
    const fields = { url, event_types: namesOf(types), description: MARK };
    await (await callsOf(api)).sendAs('PUT', `${ACCOUNT_PATH}${pathTo(id)}`, { multipart: fields });
  },
  async remove({ id }, api) {
    await (await callsOf(api)).drop(`${ACCOUNT_PATH}${pathTo(id)}`);
  },
};

/**
 * The older calls replace the whole list of a type's URLs. These concern one URL, and leave the others alone.
 * @see https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/domain-webhooks
 */
const ofDomain: Registrar = {
  ...common,
  name: 'domain',
  title: 'webhook of a domain',
  capabilities: { ...capabilities, marks: false, changes: { ...capabilities.changes, url: false } },
  places: {
    form: /^[a-z\d-]+(?:\.[a-z\d-]+)+$/i,
    example: 'the domain, such as mg.example.com',
    async discover(api) {
      const calls = await callsOf(api);
      const domains = await everyObject('/items', async (skip = '0') => {
        const json = await calls.get('/v4/domains', { limit: PAGE_SIZE, skip });
        const end = Number(skip) + objectsAt(json, '/items').length;
        return { json, next: end < Number(valueAt(json, '/total_count')) ? String(end) : undefined };
      });
      return domains.flatMap((domain) => textAt(domain, '/name') ?? []);
    },
  },
  async list(api, at) {
    if (at === undefined) return [];
    return webhooksIn(await (await callsOf(api)).get(`/v3/domains${pathTo(at)}/webhooks`), at);
  },
  async create({ url, types, at = '' }, api) {
    const form = { url, event_types: namesOf(types) };
    await (await callsOf(api)).sendAs('POST', `/v4/domains${pathTo(at)}/webhooks`, { form });
    return { registered: { id: url, at, url, types, isOn: true, isMarked: true } };
  },
  async update({ url }, { types, at = '' }, api) {
    const form = { url, event_types: namesOf(types) };
    await (await callsOf(api)).sendAs('PUT', `/v4/domains${pathTo(at)}/webhooks`, { form });
  },
  async remove({ url, at = '' }, api) {
    const query = new URLSearchParams({ url });
    await (await callsOf(api)).drop(`/v4/domains${pathTo(at)}/webhooks?${query.toString()}`);
  },
};

/** How Mailgun sends the events of an account or a domain here. */
export const mailgunRegistration: Registration = {
  integration: mailgun,
  key: {
    is: 'an API key of the account with the role Admin or Developer; a sending key cannot do this',
    where: 'https://app.mailgun.com/settings/api_security',
    form: /^(?:key-)?[0-9a-f-]{32,}$/,
  },
  settings: [host],
  ways: [ofAccount, ofDomain],
};

function typesOf(type: string): readonly string[] {
  if (type === 'failed') return ['permanent_fail', 'temporary_fail'];
  return TYPES.includes(type) ? [type] : [];
}

/** A list by type, by URL. */
function webhooksIn(json: unknown, at: string): readonly Registered[] {
  const pairs = TYPES.flatMap((type) => textsAt(json, `/webhooks/${type}/urls`).map((url) => ({ type, url })));
  return [...Map.groupBy(pairs, ({ url }) => url)].map(([url, group]) => ({
    id: url,
    at,
    url,
    types: group.map(({ type }) => type),
    isOn: true,
    isMarked: true,
  }));
}

async function callsOf(api: RegistrationApi): Promise<RestCalls> {
  return new RestCalls(api, `https://${await api.use(host)}`, basic(api, `api:${await api.key()}`));
}
