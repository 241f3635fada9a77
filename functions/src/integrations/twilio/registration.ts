import { isText } from '../../core/event/json.ts';
import { valueAt } from '../../core/event/json-pointer.ts';
import { textAt } from '../../core/recover/answers.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { basic, everyObject, pathTo, RestCalls } from '../../core/registration/rest-calls.ts';
import { attributesFor, emptied, formFor, sendIfAny, webhooksAt, type Attribute } from './attributes.ts';
import { credentialsIn } from './credentials.ts';
import { twilio } from './index.ts';

const TOKENS = 'Open the Console → Account → API keys & tokens';
const PAGE_SIZE = 100;

const isStatus = (type: string) => /^message\.(?!received$)/.test(type);
const isIncoming = (type: string) => type === 'message.received';
const isCall = (type: string) => type.startsWith('call.');

/** @see https://www.twilio.com/docs/messaging/api/service-resource */
const OF_SERVICE: readonly Attribute[] = [
  { name: 'StatusCallback', at: '/status_callback', takes: isStatus, ignoredIf: [] },
  {
    name: 'InboundRequestUrl',
    at: '/inbound_request_url',
    method: 'InboundMethod',
    takes: isIncoming,
    ignoredIf: [
      {
        at: '/use_inbound_webhook_on_number',
        remedy: 'the service leaves incoming messages to its numbers; connect each of them with --as number',
      },
    ],
  },
];

const BY_TRUNK = { at: '/trunk_sid', remedy: 'a SIP trunk takes its calls and messages; configure the trunk' };

/** A number's VoiceUrl is not among them: the empty answer to it ends the call. */
const OF_NUMBER: readonly Attribute[] = [
  {
    name: 'SmsUrl',
    at: '/sms_url',
    method: 'SmsMethod',
    takes: isIncoming,
    ignoredIf: [{ at: '/sms_application_sid', remedy: 'a TwiML app takes its messages; set the URL there' }, BY_TRUNK],
  },
  {
    name: 'StatusCallback',
    at: '/status_callback',
    method: 'StatusCallbackMethod',
    takes: isCall,
    ignoredIf: [{ at: '/voice_application_sid', remedy: 'a TwiML app takes its calls; set the URL there' }, BY_TRUNK],
  },
];

const capabilities: RegistrarCapabilities = {
  unit: 'attribute',
  types: { are: 'listed', all: 'available' },
  secret: { from: 'account', steps: [`${TOKENS}, and copy the auth token.`] },
  rotation: {
    by: 'hand',
    steps: [
      `${TOKENS} → Auth tokens → Create secondary token. Twilio signs with the primary one still.`,
      'Add the secondary token to Secret Manager as a new version, and wait five minutes, until the function holds both.',
      'Promote the secondary token there: from then on Twilio signs with it, and the old one is invalid.',
    ],
  },
  test: 'none',
  changes: { url: true, types: true, state: false, form: [] },
  refusesDuplicates: false,
  marks: false,
};

const service = wayTo({
  name: 'service',
  title: 'messaging service',
  places: { form: /^MG[0-9a-f]{32}$/, example: 'MG…, the SID of a messaging service' },
  attributes: OF_SERVICE,
  base: () => 'https://messaging.twilio.com/v1/Services',
  suffix: '',
  list: '/services',
  next: '/meta/next_page_url',
});

const number = wayTo({
  name: 'number',
  title: 'telephone number',
  places: { form: /^PN[0-9a-f]{32}$/, example: 'PN…, the SID of a number' },
  attributes: OF_NUMBER,
  base: (account) => `https://api.twilio.com/2010-04-01/Accounts${pathTo(account)}/IncomingPhoneNumbers`,
  suffix: '.json',
  list: '/incoming_phone_numbers',
  next: '/next_page_uri',
});

/** How Twilio sends events here: the URLs of messaging services and of numbers. */
export const twilioRegistration: Registration = {
  integration: twilio,
  key: {
    is: 'ACCOUNT_SID:AUTH_TOKEN, or ACCOUNT_SID:KEY_SID:KEY_SECRET',
    where: 'https://console.twilio.com → Account → API keys & tokens',
    form: /^AC[0-9a-f]{32}:(?:SK[0-9a-f]{32}:)?\w{16,64}$/,
  },
  ways: [service, number],
};

interface WayFacts {
  readonly name: string;
  readonly title: string;
  readonly places: { readonly form: RegExp; readonly example: string };
  readonly attributes: readonly Attribute[];
  readonly base: (account: string) => string;
  readonly suffix: string;
  /** The pointers to the objects of a page, and to the address of the next one. */
  readonly list: string;
  readonly next: string;
}

function wayTo({ name, title, places, attributes, base, suffix, list, next }: WayFacts): Registrar {
  const callsOf = async (api: RegistrationApi) => {
    const { accountSid, userName, password } = credentialsIn(await api.key());
    return new RestCalls(api, base(accountSid), basic(api, `${userName}:${password}`));
  };
  const one = (at: string) => `${pathTo(at)}${suffix}`;
  return {
    name,
    title,
    capabilities,
    places: {
      ...places,
      async discover(api) {
        const calls = await callsOf(api);
        const found = await everyObject(list, async (query = `?PageSize=${PAGE_SIZE}`) => {
          const json = await calls.get(`${suffix}${query}`);
          const after = valueAt(json, next);
          return { json, next: isText(after) ? new URL(after, 'https://api.twilio.com').search : undefined };
        });
        return found.flatMap((object) => textAt(object, '/sid') ?? []);
      },
    },
    subscriptions: (types) => attributesFor(attributes, types),
    available: () => Promise.resolve(attributes.map((attribute) => attribute.name)),
    async list(api, at) {
      if (at === undefined) return [];
      return webhooksAt(at, await (await callsOf(api)).get(one(at)), attributes);
    },
    async update({ at = '' }, desired, api) {
      const calls = await callsOf(api);
      await sendIfAny(formFor(await calls.get(one(at)), attributes, desired), one(at), calls);
    },
    async remove({ at = '', url }, api) {
      const calls = await callsOf(api);
      // What somebody else has set meanwhile stays.
      await sendIfAny(emptied(await calls.get(one(at)), attributes, url), one(at), calls);
    },
    async readSecret(_registered, api) {
      const { accountSid, userName, password } = credentialsIn(await api.key());
      return userName === accountSid ? password : undefined;
    },
  };
}
