import { valueAt } from '../../core/event/json-pointer.ts';
import { isJsonObject } from '../../core/event/json.ts';
import { objectsAt, textAt, textsAt } from '../../core/recover/answers.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { ByHand, Registered, Registrar, Registration, Subscribed } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { basic, everyObject, idAt, namesOf, pathTo, RestCalls } from '../../core/registration/rest-calls.ts';
import { secretStep, typesStep } from '../../core/registration/steps.ts';
import { razorpay } from './index.ts';

const PAGE_SIZE = 100;

/** What Razorpay allows an account. @see https://razorpay.com/docs/api/partners/webhooks/create/ */
const MOST = 30;

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  types: { are: 'listed', all: 'refused' },
  secret: { from: 'us' },
  rotation: { by: 'us' },
  test: 'none',
  // A change has no field that turns it on.
  changes: { url: true, types: true, state: false, form: [] },
  // Only one that is off is ever replaced, and it may go first.
  refusesDuplicates: true,
  marks: false,
  most: MOST,
};

/** @see https://razorpay.com/docs/api/partners/webhooks/ */
const webhook: Registrar = {
  name: 'account',
  title: "webhook of a partner's account",
  capabilities,
  places: { form: /^acc_\w{14}$/, example: 'acc_…, the id of a sub-merchant' },
  async list(api, at) {
    if (at === undefined) return [];
    const calls = await callsOf(api, at);
    const found = await everyObject('/items', async (skip = '0') => {
      const json = await calls.get('', { count: PAGE_SIZE, skip });
      const count = objectsAt(json, '/items').length;
      return { json, next: count === 0 ? undefined : String(Number(skip) + count) };
    });
    return found.map((one) => registeredOf(one, at));
  },
  async create({ url, types, secret, at }, api) {
    const calls = await callsOf(api, at);
    const created = await calls.send('POST', '', { url, secret, events: namesOf(types) });
    return { registered: registeredOf(created, at) };
  },
  async update({ id }, { url, types, secret, at }, api) {
    const calls = await callsOf(api, at);
    await calls.send('PATCH', pathTo(id), { url, secret, events: namesOf(types) });
  },
  async remove({ id, at }, api) {
    await (await callsOf(api, at)).drop(pathTo(id));
  },
  async rotate({ id, at, url, types }, { secret }, api) {
    const calls = await callsOf(api, at);
    await calls.send('PATCH', pathTo(id), { url, secret, events: namesOf(types) });
    return undefined;
  },
};

/** How Razorpay sends events here: partners use the API, everybody else the dashboard. */
export const razorpayRegistration: Registration = {
  integration: razorpay,
  key: {
    is: "a partner's key id and key secret with a colon between them, rzp_live_…:…; without a partner's key, follow the steps of --by-hand",
    where: 'Dashboard → Account & Settings → API keys',
    form: /^rzp_(?:live|test)_\w+:\w+$/,
  },
  ways: [webhook],
  byHand,
};

function byHand({ url, types, variable }: ByHand): readonly string[] {
  return [
    'Open the Dashboard of Razorpay → Account & Settings → Webhooks → Add New Webhook. Test mode has its own webhooks.',
    `Enter as Webhook URL: ${url}`,
    'Make up a secret (openssl rand -hex 24), and enter it as Secret.',
    secretStep('the secret', variable),
    typesStep(types, 'events'),
    'Create it. Razorpay sends no test event: look for the first real one with "npx integrations events".',
  ];
}

function registeredOf(one: unknown, at: string | undefined): Registered {
  const disabledAt = valueAt(one, '/disabled_at');
  const wasDisabled = typeof disabledAt === 'number' && disabledAt > 0;
  return {
    id: idAt(one, '/id'),
    ...(at !== undefined && { at }),
    url: textAt(one, '/url') ?? '',
    types: eventsIn(valueAt(one, '/events')),
    isOn: valueAt(one, '/active') === true && !wasDisabled,
    ...(wasDisabled && {
      trouble: `disabled on ${new Date(disabledAt * 1_000).toISOString()}, since it failed for a day`,
    }),
    // It has no place for a mark.
    isMarked: true,
  };
}

/** A list, or an object with a switch for each. */
function eventsIn(events: unknown): Subscribed {
  if (!isJsonObject(events)) return textsAt(events, '');
  return Object.keys(events).filter((name) => events[name] === true || events[name] === 1 || events[name] === '1');
}

async function callsOf(api: RegistrationApi, at: string | undefined): Promise<RestCalls> {
  if (at === undefined) throw new TypeError('A webhook of Razorpay belongs to an account.');
  const url = `https://api.razorpay.com/v2/accounts${pathTo(at)}/webhooks`;
  return new RestCalls(api, url, basic(api, await api.key()));
}
