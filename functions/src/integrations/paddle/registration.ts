import { valueAt } from '../../core/event/json-pointer.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import {
  bearer,
  everyObject,
  HEALTH_MS,
  healthOf,
  idAt,
  lastIdIn,
  MARK,
  namesOf,
  pathTo,
  RestCalls,
} from '../../core/registration/rest-calls.ts';
import { objectsAt, textAt, timeAt } from '../../core/recover/answers.ts';
import { hostOf, isSandboxKey } from './hosts.ts';
import { paddle } from './index.ts';

const PATH = '/notification-settings';
const PAGE_SIZE = 200;
const VERSION = 'API version';
const REAL_EVENTS = 'real events';

/** Only this many may be active at once. */
const MOST = 10;

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  types: { are: 'listed', all: 'available' },
  secret: { from: 'read' },
  rotation: { by: 'replaced' },
  test: 'verified',
  changes: { url: true, types: true, state: true, form: [VERSION, REAL_EVENTS] },
  refusesDuplicates: true,
  marks: true,
  most: MOST,
};

/** @see https://developer.paddle.com/api-reference/notification-settings */
const destination: Registrar = {
  name: 'destination',
  title: 'notification destination',
  capabilities,
  form: { [VERSION]: '1', [REAL_EVENTS]: 'sent' },
  async available(api) {
    const calls = await callsOf(api);
    return objectsAt(await calls.get('/event-types'), '/data').flatMap((type) => textAt(type, '/name') ?? []);
  },
  async list(api) {
    const calls = await callsOf(api);
    const found = await everyObject('/data', async (after) => {
      const json = await calls.get(PATH, { per_page: PAGE_SIZE, after });
      return { json, next: lastIdIn(json, '/meta/pagination/has_more') };
    });
    // Some are e-mail addresses.
    return found.filter(({ type }) => type === 'url').map(registeredOf);
  },
  async create({ url, types }, api) {
    const [calls, isSandbox] = [await callsOf(api), isSandboxKey(await api.key())];
    const json = await calls.send('POST', PATH, {
      type: 'url',
      destination: url,
      description: MARK,
      subscribed_events: namesOf(types),
      api_version: 1,
      // Whatever is simulated looks like an event of a customer, so production takes none.
      traffic_source: isSandbox ? 'all' : 'platform',
    });
    return { registered: registeredOf(valueAt(json, '/data')) };
  },
  async update({ id, form }, { url, types }, api) {
    const calls = await callsOf(api);
    await calls.send('PATCH', `${PATH}${pathTo(id)}`, {
      destination: url,
      description: MARK,
      active: true,
      subscribed_events: namesOf(types),
      api_version: 1,
      ...(form?.[REAL_EVENTS] !== 'sent' && { traffic_source: 'all' }),
    });
  },
  async remove({ id }, api) {
    await (await callsOf(api)).drop(`${PATH}${pathTo(id)}`);
  },
  async health({ id }, api) {
    const calls = await callsOf(api);
    const from = new Date(Date.now() - HEALTH_MS).toISOString();
    const failed = { notification_setting_id: id, status: 'failed,needs_retry', from, per_page: PAGE_SIZE };
    const lines = objectsAt(await calls.get('/notifications', failed), '/data');
    return healthOf(lines.map((line) => timeAt(line, '/occurred_at')));
  },
  async test({ id, types }, api) {
    const [type] = types;
    if (type === undefined || types === 'all' || !isSandboxKey(await api.key())) return undefined;
    const calls = await callsOf(api);
    const simulation = await simulationOf(id, type, calls);
    await calls.send('POST', `/simulations${pathTo(simulation)}/runs`);
    return { type };
  },
};

/** How Paddle sends events here. */
export const paddleRegistration: Registration = {
  integration: paddle,
  key: {
    is: 'an API key with the permissions notification_setting.read and .write, and in the sandbox notification_simulation.read and .write',
    where: 'Paddle → Developer tools → Authentication',
    form: /^\S{20,}$/,
  },
  ways: [destination],
};

/** A simulation stays at Paddle, so one of an earlier run is used again. */
async function simulationOf(setting: string, type: string, calls: RestCalls): Promise<string> {
  const known = objectsAt(await calls.get('/simulations', { notification_setting_id: setting }), '/data');
  const ours = known.find((one) => one['name'] === MARK && one['type'] === type && one['status'] === 'active');
  if (ours !== undefined) return idAt(ours, '/id');
  const wanted = { notification_setting_id: setting, name: MARK, type };
  return idAt(await calls.send('POST', '/simulations', wanted), '/data/id');
}

function registeredOf(setting: unknown): Registered {
  const secret = textAt(setting, '/endpoint_secret_key');
  return {
    id: idAt(setting, '/id'),
    url: textAt(setting, '/destination') ?? '',
    types: objectsAt(setting, '/subscribed_events').flatMap((type) => textAt(type, '/name') ?? []),
    isOn: valueAt(setting, '/active') === true,
    form: {
      [VERSION]: textAt(setting, '/api_version') ?? '',
      [REAL_EVENTS]: textAt(setting, '/traffic_source') === 'simulation' ? 'not sent' : 'sent',
    },
    isMarked: textAt(setting, '/description') === MARK,
    ...(secret !== undefined && { secret }),
  };
}

async function callsOf(api: RegistrationApi): Promise<RestCalls> {
  const key = await api.key();
  return new RestCalls(api, `https://${hostOf(key)}`, bearer(key));
}
