import { valueAt } from '../../core/event/json-pointer.ts';
import { setting } from '../../core/logic/setting.ts';
import { textAt, textsAt } from '../../core/recover/answers.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { ByHand, Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { bearer, everyObject, idAt, namesOf, pathTo, RestCalls } from '../../core/registration/rest-calls.ts';
import { secretStep } from '../../core/registration/steps.ts';
import { sentry } from './index.ts';

const ALERTS = 'alert-rule-action';
const RESOURCES: readonly string[] = ['issue', 'error', 'comment'];
const SECRET_STEP =
  'Open Settings → Custom Integrations → the integration, and copy the client secret. If it is no longer shown, rotate it there.';

/** That of your own Sentry, if you have one. */
const host = setting('SENTRY_HOST', {
  read(text: string) {
    if (/^[a-z\d-]+(?:\.[a-z\d-]+)*(?::\d{1,5})?$/i.test(text)) return text;
    throw new Error('it is the host of your Sentry, such as sentry.example.com');
  },
  otherwise: 'sentry.io',
});

const capabilities: RegistrarCapabilities = {
  unit: 'attribute',
  types: { are: 'listed', all: 'available' },
  secret: { from: 'account', steps: [SECRET_STEP] },
  rotation: {
    by: 'hand',
    steps: [
      'Open Settings → Custom Integrations → the integration → Rotate client secret. Sentry signs with the new one at once.',
      'Add it to Secret Manager as a new version at once: until then events are refused, and Sentry does not send them again.',
    ],
  },
  test: 'none',
  changes: { url: true, types: true, state: false, form: [] },
  refusesDuplicates: false,
  marks: false,
};

/** @see https://docs.sentry.io/api/integration/update-an-existing-custom-integration/ */
const integration: Registrar = {
  name: 'integration',
  title: 'custom integration',
  capabilities,
  places: {
    form: /^[\w-]+\/[\w-]+$/,
    example: 'ORGANIZATION/INTEGRATION, by their slugs',
    discover: async (api) => (await everyIntegration(await callsOf(api))).flatMap(({ at }) => at ?? []),
  },
  subscriptions: (types) => [...new Set(types.flatMap(resourceOf))],
  available: () => Promise.resolve([...RESOURCES, ALERTS]),
  async list(api, at) {
    return (await everyIntegration(await callsOf(api))).filter((one) => at === undefined || one.at === at);
  },
  update: ({ id }, { url, types }, api) => change(id, url, namesOf(types), api),
  remove: ({ id }, api) => change(id, '', [], api),
};

/** How Sentry sends the events of an organization here. */
export const sentryRegistration: Registration = {
  integration: sentry,
  key: {
    is: 'a token with org:read and org:write, and with every permission that the integration has',
    where: 'Sentry → Settings → Account → Personal Tokens',
    form: /^sntry[siu]_\S+$|^[0-9a-f]{64}$/,
  },
  settings: [host],
  ways: [integration],
  byHand: stepsToCreate,
};

/** The API changes an integration, but its creation is not documented. */
function stepsToCreate({ url, types, variable }: ByHand): readonly string[] {
  const resources = types === 'all' ? [...RESOURCES, ALERTS] : [...new Set(types.flatMap(resourceOf))];
  const webhooks = resources.filter((one) => one !== ALERTS);
  return [
    'Open Sentry → Settings → Custom Integrations → Create New Integration → Internal Integration.',
    `Enter the webhook URL ${url}`,
    'Give it the permission "Read" for Issue & Event.',
    ...(webhooks.length === 0 ? [] : [`Select these webhooks: ${webhooks.join(', ')}`]),
    ...(resources.includes(ALERTS)
      ? ['Turn on "Alert Rule Action", and choose the integration as the action of each alert that is to arrive.']
      : []),
    'Save it, and copy the client secret.',
    secretStep('the client secret', variable),
  ];
}

/** `issue` for `issue.created`. Alerts come if the integration is the action of a rule; installations always do. */
function resourceOf(type: string): readonly string[] {
  const [resource = ''] = type.split('.');
  if (resource === 'event_alert' || resource === 'metric_alert' || resource === ALERTS) return [ALERTS];
  return RESOURCES.includes(resource) ? [resource] : [];
}

async function everyIntegration(calls: RestCalls): Promise<readonly Registered[]> {
  const found: Registered[] = [];
  for (const one of await everyPage('/organizations/', calls)) {
    const organization = idAt(one, '/slug');
    const integrations = await everyPage(`/organizations${pathTo(organization)}/sentry-apps/`, calls);
    found.push(...integrations.map((app) => registeredOf(app, organization)));
  }
  return found;
}

/** Sentry names a next page always, and says whether there is anything on it. */
function everyPage(path: string, calls: RestCalls): Promise<readonly Record<string, unknown>[]> {
  return everyObject('', async (cursor) => {
    const { json, headers } = await calls.ask(path, { cursor });
    const [, next] = /rel="next";\s*results="true";\s*cursor="([^"]+)"/.exec(headers.get('link') ?? '') ?? [];
    return { json, next };
  });
}

/** The name and the permissions have to be said each time, or they would change. */
async function change(id: string, webhookUrl: string, types: readonly string[], api: RegistrationApi): Promise<void> {
  const calls = await callsOf(api);
  const path = `/sentry-apps${pathTo(id)}/`;
  const app = await calls.get(path);
  await calls.send('PUT', path, {
    name: idAt(app, '/name'),
    scopes: textsAt(app, '/scopes'),
    webhookUrl,
    events: types.filter((type) => type !== ALERTS),
    isAlertable: types.includes(ALERTS),
  });
}

function registeredOf(app: unknown, organization: string): Registered {
  const id = idAt(app, '/slug');
  return {
    id,
    at: `${organization}/${id}`,
    url: textAt(app, '/webhookUrl') ?? '',
    types: [...textsAt(app, '/events'), ...(valueAt(app, '/isAlertable') === true ? [ALERTS] : [])],
    // Nothing but its owner can turn it on again.
    isOn: true,
    ...(valueAt(app, '/isDisabled') === true && { trouble: 'Sentry has disabled it, because requests failed' }),
    isMarked: true,
  };
}

async function callsOf(api: RegistrationApi): Promise<RestCalls> {
  return new RestCalls(api, `https://${await api.use(host)}/api/0`, bearer(await api.key()));
}
