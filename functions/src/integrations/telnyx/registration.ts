import { valueAt } from '../../core/event/json-pointer.ts';
import { IntegrationError } from '../../core/event/errors.ts';
import { isText } from '../../core/event/json.ts';
import { objectsAt, textAt, timeAt } from '../../core/recover/answers.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Health, Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import {
  bearer,
  everyObject,
  HEALTH_MS,
  healthOf,
  idAt,
  pathTo,
  RestCalls,
} from '../../core/registration/rest-calls.ts';
import { isSameUrl } from '../../core/registration/same-url.ts';
import { telnyx } from './index.ts';

const PAGE_SIZE = 100;
const VERSION = 'API version';
const KEY_STEP = 'Copy the public key from Telnyx Mission Control → Account → Keys & Credentials → Public Key.';

const capabilities: RegistrarCapabilities = {
  unit: 'attribute',
  types: { are: 'everything' },
  secret: { from: 'account', steps: [KEY_STEP] },
  rotation: {
    by: 'hand',
    steps: [
      `${KEY_STEP} Telnyx says when it changes.`,
      'Add it to Secret Manager as a new version before the old one ends.',
    ],
  },
  test: 'none',
  changes: { url: true, types: false, state: false, form: [VERSION] },
  refusesDuplicates: false,
  marks: false,
};

/** What differs between the things of Telnyx that have a URL. */
interface Thing {
  readonly path: string;
  readonly url: string;
  readonly name: string;
  readonly isOn: string;
}

const PROFILES: Thing = { path: '/messaging_profiles', url: 'webhook_url', name: 'name', isOn: 'enabled' };
const APPLICATIONS: Thing = {
  path: '/call_control_applications',
  url: 'webhook_event_url',
  name: 'application_name',
  isOn: 'active',
};

/** @see https://developers.telnyx.com/api/messaging/update-messaging-profile */
const messaging: Registrar = {
  ...wayOf(PROFILES),
  name: 'messaging',
  title: 'messaging profile',
  async update({ id }, { url }, api) {
    await (
      await callsOf(api)
    ).send('PATCH', `${PROFILES.path}${pathTo(id)}`, {
      webhook_url: url,
      webhook_api_version: '2',
    });
  },
  async remove({ id }, api) {
    await (await callsOf(api)).send('PATCH', `${PROFILES.path}${pathTo(id)}`, { webhook_url: null });
  },
};

/** @see https://developers.telnyx.com/api/call-control/update-call-control-application */
const voice: Registrar = {
  ...wayOf(APPLICATIONS),
  name: 'voice',
  title: 'Voice API application',
  // Calls, while a profile sends messages.
  sendsOthers: true,
  async update({ id }, { url }, api) {
    const calls = await callsOf(api);
    const path = `${APPLICATIONS.path}${pathTo(id)}`;
    const application_name = textAt(await calls.get(path), '/data/application_name');
    // The name has to be said each time.
    await calls.send('PATCH', path, { application_name, webhook_event_url: url, webhook_api_version: '2' });
  },
  remove({ id }) {
    return Promise.reject(
      new IntegrationError(
        'telnyx',
        'bad-config',
        `A Voice API application cannot be without a URL: enter another one at the application ${id}, or delete it.`,
      ),
    );
  },
};

/** How Telnyx sends messages and calls here. */
export const telnyxRegistration: Registration = {
  integration: telnyx,
  key: { is: 'an API key', where: 'https://portal.telnyx.com/#/app/api-keys', form: /^KEY\w+$/ },
  ways: [messaging, voice],
};

type Common = Pick<Registrar, 'capabilities' | 'places' | 'form' | 'list' | 'health'>;

function wayOf(thing: Thing): Common {
  const list = async (api: RegistrationApi) => {
    const calls = await callsOf(api);
    const found = await everyObject('/data', async (page = '1') => {
      const json = await calls.get(thing.path, { 'page[number]': page, 'page[size]': PAGE_SIZE });
      const isLast = Number(page) >= Number(valueAt(json, '/meta/total_pages'));
      return { json, next: isLast ? undefined : String(Number(page) + 1) };
    });
    return found.map((one) => registeredOf(one, thing));
  };
  return {
    capabilities,
    places: {
      form: /^[\w-]+$/,
      example: `the id, as in ${thing.path.slice(1)}/ID`,
      discover: async (api) => (await list(api)).map(({ id }) => id),
    },
    form: { [VERSION]: '2' },
    list: async (api, at) => (await list(api)).filter(({ id }) => at === undefined || id === at),
    health: async (registered, api) => healthFrom(registered, await callsOf(api)),
  };
}

function registeredOf(one: unknown, thing: Thing): Registered {
  const id = idAt(one, '/id');
  const isOn = valueAt(one, `/${thing.isOn}`) !== false;
  return {
    id,
    at: id,
    url: textAt(one, `/${thing.url}`) ?? '',
    types: 'all',
    // Turning it on would do more than send events.
    isOn: true,
    ...(!isOn && { trouble: `"${textAt(one, `/${thing.name}`) ?? id}" is turned off at Telnyx` }),
    form: { [VERSION]: textAt(one, '/webhook_api_version') ?? '' },
    isMarked: true,
  };
}

/** Of the deliveries of the account, those to our URL. */
async function healthFrom({ url }: Registered, calls: RestCalls): Promise<Health> {
  const since = new Date(Date.now() - HEALTH_MS).toISOString();
  const json = await calls.get('/webhook_deliveries', {
    'filter[status][eq]': 'failed',
    'filter[started_at][gte]': since,
    'page[size]': PAGE_SIZE,
  });
  const failed = objectsAt(json, '/data').filter((delivery) =>
    objectsAt(delivery, '/attempts').some((attempt) => {
      const target = valueAt(attempt, '/http/request/url');
      return isText(target) && isSameUrl(target, url);
    }),
  );
  return healthOf(failed.map((delivery) => timeAt(delivery, '/started_at')));
}

async function callsOf(api: RegistrationApi): Promise<RestCalls> {
  return new RestCalls(api, 'https://api.telnyx.com/v2', bearer(await api.key()));
}
