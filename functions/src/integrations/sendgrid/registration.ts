import { valueAt } from '../../core/event/json-pointer.ts';
import { setting } from '../../core/logic/setting.ts';
import { objectsAt, textAt } from '../../core/recover/answers.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Desired, Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import { hostIn } from '../../core/registration/region.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { bearer, idAt, MARK, namesOf, pathTo, RestCalls, toldAt } from '../../core/registration/rest-calls.ts';
import { sendgrid } from './index.ts';

const PATH = '/v3/user/webhooks/event/settings';
const SIGNATURE = 'signature';

/** The API has a switch for each. */
const SWITCHES = [
  'processed',
  'deferred',
  'delivered',
  'bounce',
  'dropped',
  'open',
  'click',
  'spam_report',
  'unsubscribe',
  'group_unsubscribe',
  'group_resubscribe',
  'account_status_change',
];

/** Data of subusers in the European Union is kept apart. */
const host = setting('SENDGRID_REGION', hostIn({ global: 'api.sendgrid.com', eu: 'api.eu.sendgrid.com' }));

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  types: { are: 'listed', all: 'available' },
  // A public key, which is there once events are signed.
  secret: { from: 'read' },
  rotation: { by: 'replaced' },
  // What the API sends is made up, and would count as deliveries and bounces.
  test: 'none',
  changes: { url: true, types: true, state: true, form: [SIGNATURE] },
  refusesDuplicates: true,
  marks: true,
};

/** @see https://www.twilio.com/docs/sendgrid/api-reference/webhooks */
const webhook: Registrar = {
  name: 'webhook',
  title: 'Event Webhook',
  capabilities,
  form: { [SIGNATURE]: 'on' },
  subscriptions: (types) => types.map(switchOf).filter((name) => SWITCHES.includes(name)),
  available: () => Promise.resolve(SWITCHES),
  async list(api) {
    return objectsAt(await (await callsOf(api)).get(`${PATH}/all`), '/webhooks').map(registeredOf);
  },
  async create(desired, api) {
    const calls = await callsOf(api);
    const created = registeredOf(await calls.send('POST', PATH, settingsOf(desired)));
    const secret = await signed(created.id, calls);
    return { registered: { ...created, secret, form: { [SIGNATURE]: 'on' } } };
  },
  async update({ id, form }, desired, api) {
    const calls = await callsOf(api);
    await calls.send('PATCH', `${PATH}${pathTo(id)}`, settingsOf(desired));
    if (form?.[SIGNATURE] !== 'on') await signed(id, calls);
  },
  async remove({ id }, api) {
    await (await callsOf(api)).drop(`${PATH}${pathTo(id)}`);
  },
  async readSecret({ id }, api) {
    return keyIn(await (await callsOf(api)).get(`${PATH}/signed${pathTo(id)}`));
  },
};

/** How SendGrid sends events here. */
export const sendgridRegistration: Registration = {
  integration: sendgrid,
  key: {
    is: 'an API key with full access to Mail Settings → Event Webhook',
    where: 'https://app.sendgrid.com/settings/api_keys',
    form: /^SG\.[\w-]+\.[\w-]+$/,
  },
  settings: [host],
  ways: [webhook],
};

/** The API spells one type differently. */
function switchOf(type: string): string {
  return type === 'spamreport' ? 'spam_report' : type;
}

function settingsOf({ url, types }: Desired): object {
  const wanted = namesOf(types);
  const switches = SWITCHES.map((name) => [name, wanted.includes(name)] as const);
  return { url, enabled: true, friendly_name: MARK, ...Object.fromEntries(switches) };
}

/** Has the events of a webhook signed. Without an id, SendGrid would do it to the oldest one. @returns the public key. */
async function signed(id: string, calls: RestCalls): Promise<string> {
  return keyIn(await calls.send('PATCH', `${PATH}/signed${pathTo(id)}`, { enabled: true }));
}

function keyIn(json: unknown): string {
  return toldAt(json, '/public_key', 'SendGrid tells no public key: turn Signed Event Webhook on.');
}

function registeredOf(one: unknown): Registered {
  const secret = textAt(one, '/public_key') ?? '';
  return {
    id: idAt(one, '/id'),
    url: textAt(one, '/url') ?? '',
    types: SWITCHES.filter((name) => valueAt(one, `/${name}`) === true),
    isOn: valueAt(one, '/enabled') === true,
    form: { [SIGNATURE]: secret === '' ? 'off' : 'on' },
    isMarked: textAt(one, '/friendly_name') === MARK,
    ...(secret !== '' && { secret }),
  };
}

async function callsOf(api: RegistrationApi): Promise<RestCalls> {
  return new RestCalls(api, `https://${await api.use(host)}`, bearer(await api.key()));
}
