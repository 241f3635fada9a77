import { validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks.js';
import { IntegrationError } from '../../core/event/errors.ts';
import type { HttpReply, Integration, RawWebhook, VerifiedEvent } from '../../core/ingest/integration.ts';
import { signedUrls } from '../../core/ingest/public-urls.ts';
import {
  firstThatVerifies,
  headerOf,
  notAnEvent,
  requireBatch,
  requireHeader,
  requireText,
} from '../../core/ingest/verification.ts';
import { secretForm } from '../../core/secret-forms.ts';
import { digestOf, isForm, jsonOf, paramsOf } from './body.ts';
import {
  isCall,
  isIncomingMessage,
  isMessage,
  isStreamEvent,
  isText,
  isTwilioNative,
  typeOf,
  type TwilioNative,
  type TwilioStreamEvent,
} from './native.ts';

const PROVIDER = 'twilio';
const SIGNATURE_HEADER = 'x-twilio-signature';
/** The query parameter that carries the hash of a body that is no form. */
const BODY_HASH = 'bodySHA256';

/** An empty TwiML document: callbacks ignore the answer, but for JSON an incoming message or call logs error 12300. */
const NO_INSTRUCTIONS: HttpReply = { status: 200, headers: { 'content-type': 'text/xml' }, body: '<Response/>' };

/**
 * Twilio: status callbacks of messages and calls, incoming ones, other products' webhooks, and Event Streams.
 * Verified by the official SDK; its root takes 130 ms to load, the verifier alone 5.
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export const twilio: Integration<TwilioNative> = {
  provider: PROVIDER,
  methods: ['POST', 'GET'],
  // Forms, JSON, or none with GET: `verify` tells them apart.
  contentTypes: [],
  // Twilio documents no limit; a message holds 1,600 characters and a batch of Event Streams is far below.
  maxBytes: 1_000_000,
  signatureHeader: SIGNATURE_HEADER,

  checkSecret: secretForm(
    /^[0-9a-f]{32}$/,
    'is not an auth token of Twilio, which has 32 hexadecimal digits: copy it from the API keys & tokens of the account',
  ),

  verify(request, secrets) {
    const signature = requireHeader(PROVIDER, request, SIGNATURE_HEADER);
    const text = requireText(PROVIDER, request);
    requireBody(request, text);
    const urls = signedUrls(PROVIDER, request);
    const params = request.method !== 'GET' && isForm(request) ? paramsOf(text) : undefined;

    const urlSignedBy = (token: string) =>
      urls.find((url) =>
        carriesBodyHash(url)
          ? validateRequestWithBody(token, signature, url, text)
          : // Without a form only the URL is signed, which is all that a GET has. A body would be anybody's.
            (params !== undefined || text === '') && validateRequest(token, signature, url, params ?? {}),
      );
    const secret = firstThatVerifies(PROVIDER, secrets, (token) => urlSignedBy(token) !== undefined);
    return { events: eventsOf(request, text, () => urlSignedBy(secrets[secret] ?? '')), secret };
  },

  describe(native, request) {
    const type = typeOf(native);
    if (isStreamEvent(native)) {
      return { id: native.id, type, ...streamTimeOf(native, request), source: sourceOf(native), ...subjectOf(native) };
    }
    return { ...idOf(native, request), type, source: sourceOf(native), ...subjectOf(native) };
  },

  ack: () => NO_INSTRUCTIONS,
};

function requireBody(request: RawWebhook, text: string): void {
  if ((text === '') === (request.method === 'GET')) return;
  const fault = text === '' ? 'has no body' : 'has a body, which a GET of Twilio has not';
  throw new IntegrationError(PROVIDER, 'bad-webhook-request', `The request ${fault}; send it as Twilio signed it.`);
}

function queryOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
}

function carriesBodyHash(url: string): boolean {
  return URL.canParse(url) && new URL(url).searchParams.has(BODY_HASH);
}

/** What the signature covers, and nothing else: of a GET the query that was signed, not the one that was asked for. */
function eventsOf(
  request: RawWebhook,
  text: string,
  signedUrl: () => string | undefined,
): readonly VerifiedEvent<TwilioNative>[] {
  if (request.method === 'GET') return [{ native: paramsOf(queryOf(signedUrl() ?? '')) }];
  if (isForm(request)) return [{ native: paramsOf(text) }];
  const { value, isList } = jsonOf(text);
  if (isList) {
    const missing = 'an element needs a specversion, an id, a type, a source and data';
    return requireBatch(PROVIDER, value, isStreamEvent, missing).map((native) => ({ native }));
  }
  if (!isTwilioNative(value)) throw notAnEvent(PROVIDER, 'it needs to be an object with fields');
  return [{ native: value, json: request.rawBody }];
}

/**
 * Twilio numbers no webhook. A message comes to each status once; the callbacks of a call are counted; what is
 * neither is told apart by all that it says, and by a header that stays the same when Twilio sends it again.
 */
function idOf(native: TwilioNative, request: RawWebhook) {
  const arrival = { time: request.receivedAt, unsigned: ['time'] };
  if (isMessage(native)) return { id: `${native.MessageSid}:${native.MessageStatus}`, ...arrival };
  if (isIncomingMessage(native)) return { id: `${native.MessageSid}:received`, ...arrival };
  if (isCall(native)) {
    const id = `${native.CallSid}:${native.CallStatus}:${native.SequenceNumber ?? digestOf(native)}`;
    const time = new Date(native.Timestamp ?? Number.NaN);
    return Number.isNaN(time.getTime()) ? { id, ...arrival } : { id, time };
  }
  const token = headerOf(request, 'i-twilio-idempotency-token');
  const id = [digestOf(native), ...(token === undefined ? [] : [token])].join(':');
  return { id, time: request.receivedAt, unsigned: token === undefined ? ['time'] : ['id', 'time'] };
}

function streamTimeOf({ time, data }: TwilioStreamEvent, request: RawWebhook) {
  const said = new Date([time, data['timestamp']].find(isText) ?? Number.NaN);
  return Number.isNaN(said.getTime()) ? { time: request.receivedAt, unsigned: ['time'] } : { time: said };
}

/** The account is part of the source: one URL may serve subaccounts. */
function sourceOf(native: TwilioNative): string {
  const account = isStreamEvent(native) ? native.data['accountSid'] : native['AccountSid'];
  return isText(account) ? `//twilio.com/accounts/${encodeURIComponent(account)}` : '//twilio.com';
}

function subjectOf(native: TwilioNative): { subject?: string } {
  const subject = isStreamEvent(native)
    ? [native.data['messageSid'], native.data['callSid']].find(isText)
    : [native['MessageSid'], native['CallSid'], native['Sid']].find(isText);
  return subject === undefined ? {} : { subject };
}
