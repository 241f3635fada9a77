import { valueAt } from '../../core/event/json-pointer.ts';
import { setting } from '../../core/logic/setting.ts';
import { textAt, textsAt } from '../../core/recover/answers.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { hostIn } from '../../core/registration/region.ts';
import { everyObject, idAt, MARK, namesOf, pathTo, RestCalls, secretAt } from '../../core/registration/rest-calls.ts';
import { pagerduty } from './index.ts';

const PATH = '/webhook_subscriptions';
const PAGE_SIZE = 100;
const ACCOUNT = 'account';
/** Nobody subscribes to it: it comes with each test. */
const PING = 'pagey.ping';

const host = setting('PAGERDUTY_REGION', hostIn({ us: 'api.pagerduty.com', eu: 'api.eu.pagerduty.com' }));

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  types: { are: 'listed', all: 'refused' },
  secret: { from: 'created' },
  rotation: { by: 'second' },
  test: 'verified',
  // The delivery method, which holds the URL, is fixed.
  changes: { url: false, types: true, state: true, form: [] },
  refusesDuplicates: false,
  marks: true,
};

/** @see https://developer.pagerduty.com/api-reference/ under "Webhooks" */
const subscription: Registrar = {
  name: 'subscription',
  title: 'webhook subscription',
  capabilities,
  places: {
    form: /^(?:account|(?:services|teams)\/\w+)$/,
    example: 'account, services/ID or teams/ID',
    discover: () => Promise.resolve([ACCOUNT]),
  },
  subscriptions: (types) => types.filter((type) => type !== PING),
  async list(api, at) {
    const calls = await callsOf(api);
    const found = await everyObject('/webhook_subscriptions', async (offset = '0') => {
      const json = await calls.get(PATH, { limit: PAGE_SIZE, offset });
      const hasMore = valueAt(json, '/more') === true;
      return { json, next: hasMore ? String(Number(offset) + Number(valueAt(json, '/limit'))) : undefined };
    });
    return found.map(registeredOf).filter((one) => at === undefined || one.at === at);
  },
  async create({ url, types, at = ACCOUNT }, api) {
    const calls = await callsOf(api);
    const wanted = {
      type: 'webhook_subscription',
      delivery_method: { type: 'http_delivery_method', url },
      description: MARK,
      events: namesOf(types),
      filter: filterOf(at),
    };
    const created = valueAt(await calls.send('POST', PATH, { webhook_subscription: wanted }), '/webhook_subscription');
    return { registered: registeredOf(created), secret: secretAt(created, '/delivery_method/secret') };
  },
  async update({ id, isOn }, { types, at = ACCOUNT }, api) {
    const calls = await callsOf(api);
    const wanted = { description: MARK, events: namesOf(types), filter: filterOf(at), active: true };
    await calls.send('PUT', `${PATH}${pathTo(id)}`, { webhook_subscription: wanted });
    if (!isOn) await calls.send('POST', `${PATH}${pathTo(id)}/enable`);
  },
  async remove({ id }, api) {
    await (await callsOf(api)).drop(`${PATH}${pathTo(id)}`);
  },
  async test({ id }, api) {
    await (await callsOf(api)).send('POST', `${PATH}${pathTo(id)}/ping`);
    return { type: PING };
  },
};

/** How PagerDuty sends the events of an account, a team or a service here. */
export const pagerdutyRegistration: Registration = {
  integration: pagerduty,
  key: {
    is: 'a REST API key that is not read-only: of the account, or of a user who may manage webhooks',
    where: 'PagerDuty → Integrations → API Access Keys',
    form: /^[\w+-]{20,}$/,
  },
  settings: [host],
  ways: [subscription],
};

/** `services/PIJ90N7` as PagerDuty's filter. The account needs no id. */
function filterOf(at: string): object {
  const [kind, id] = at.split('/');
  if (id === undefined) return { type: 'account_reference' };
  return { type: kind === 'services' ? 'service_reference' : 'team_reference', id };
}

function registeredOf(one: unknown): Registered {
  const isPaused = valueAt(one, '/delivery_method/temporarily_disabled') === true;
  const [kind, id] = [textAt(one, '/filter/type'), textAt(one, '/filter/id')];
  return {
    id: idAt(one, '/id'),
    at: kind === 'account_reference' ? ACCOUNT : `${kind === 'service_reference' ? 'services' : 'teams'}/${id}`,
    url: textAt(one, '/delivery_method/url') ?? '',
    types: textsAt(one, '/events'),
    isOn: valueAt(one, '/active') === true && !isPaused,
    ...(isPaused && { trouble: 'it was disabled for a day, because events were refused' }),
    isMarked: textAt(one, '/description') === MARK,
  };
}

async function callsOf(api: RegistrationApi): Promise<RestCalls> {
  const headers = {
    accept: 'application/vnd.pagerduty+json;version=2',
    authorization: `Token token=${await api.key()}`,
  };
  return new RestCalls(api, `https://${await api.use(host)}`, headers);
}
