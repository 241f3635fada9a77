import { createHash } from 'node:crypto';
import { validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks.js';
import { timeOf } from '../../core/event/time.ts';
import { IntegrationError } from '../../core/event/errors.ts';
import { firstJsonCharacter } from '../../core/event/json.ts';
import type { HttpReply, Integration } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { signedUrls } from '../../core/scheme/signed-urls.ts';
import { readBatch, readOne, type Sorted } from '../../core/integration/recognition.ts';
import {
  firstThatVerifies,
  headerOf,
  requireHeader,
  requireText,
  requireUtf8,
} from '../../core/scheme/verification.ts';
import { secretForm } from '../../core/config/secret-forms.ts';
import { digestOf, formOf, paramsOf, type Params } from './body.ts';
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
import { BODY_HASH, claimsForm, readingOf, type Reading } from './reading.ts';

const PROVIDER = 'twilio';
const SIGNATURE_HEADER = 'x-twilio-signature';

/** One object of JSON is the webhook of any product. */
const WEBHOOK = { provider: PROVIDER, isEvent: isTwilioNative, needs: 'to be an object' };
/** A list comes from Event Streams. */
const STREAM = {
  provider: PROVIDER,
  isEvent: isStreamEvent,
  needs: 'a specversion, an id, a type, a source and data',
};

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
  // Forms, JSON, or none with GET: what is signed tells them apart (see reading.ts).
  contentTypes: [],
  // Twilio documents no limit; a message holds 1,600 characters and a batch of Event Streams is far below.
  maxBytes: 1_000_000,
  signatureHeader: SIGNATURE_HEADER,
  signsUrl: true,

  checkSecret: secretForm(
    /^[0-9a-f]{32}$/,
    'is not an auth token of Twilio, which has 32 hexadecimal digits: copy it from the API keys & tokens of the account',
  ),

  verify(request, secrets) {
    const signature = requireHeader(PROVIDER, request, SIGNATURE_HEADER);
    requireUtf8(PROVIDER, request);
    requireBody(request);
    const urls = signedUrls(PROVIDER, request).map((url) => ({ url, isExact: request.publicUrls.includes(url) }));
    const isHashed = urls.some((one) => readingOf(request, one, undefined) === 'hashed');
    const params = !isHashed && claimsForm(request) ? formOf(request) : undefined;
    const readings = urls.flatMap((one) => {
      const reading = readingOf(request, one, params);
      return reading === undefined ? [] : [{ reading, url: one.url }];
    });
    if (readings.length === 0) throw unsignedReading(request, params);

    let signed: SignedReading | undefined;
    const secret = firstThatVerifies(PROVIDER, secrets, (token) => {
      signed = readings.find((one) => isSignedBy(request, token, signature, one, params));
      return signed !== undefined;
    });
    return { ...(signed === undefined ? { events: [] } : eventsOf(request, signed, params)), secret };
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

interface SignedReading {
  readonly reading: Reading;
  readonly url: string;
}

function isSignedBy(
  request: RawWebhook,
  token: string,
  signature: string,
  { reading, url }: SignedReading,
  params: Params | undefined,
): boolean {
  // Beside the URL only a form signs anything.
  if (!validateRequest(token, signature, url, reading === 'form' ? { ...params } : {})) return false;
  if (reading !== 'hashed') return true;
  // The SDK takes a string, which nobody may make us build who did not sign: our own hash of the bytes comes first.
  const hash = createHash('sha256').update(request.rawBody).digest('hex');
  if (URL.parse(url)?.searchParams.get(BODY_HASH) !== hash) return false;
  return validateRequestWithBody(token, signature, url, requireText(PROVIDER, request));
}

function unsignedReading(request: RawWebhook, params: Params | undefined): IntegrationError {
  const sentence =
    request.method === 'GET' || params !== undefined
      ? 'The signature could be that of another kind of request; send callbacks by POST, to a URL without AccountSid in its query.'
      : 'No signature covers a body that is neither a form nor hashed in the URL; send it as Twilio signed it.';
  return new IntegrationError(PROVIDER, 'bad-signature', sentence);
}

function requireBody(request: RawWebhook): void {
  const isEmpty = request.rawBody.byteLength === 0;
  if (isEmpty === (request.method === 'GET')) return;
  const fault = isEmpty ? 'has no body' : 'has a body, which a GET of Twilio has not';
  throw new IntegrationError(PROVIDER, 'bad-webhook-request', `The request ${fault}; send it as Twilio signed it.`);
}

function queryOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
}

/** What the signature covers, and nothing else: of a GET the query that was signed, not the one that was asked for. */
function eventsOf(
  request: RawWebhook,
  { reading, url }: SignedReading,
  params: Params | undefined,
): Sorted<TwilioNative> {
  if (reading === 'query') return { events: [{ native: paramsOf(queryOf(url)) }] };
  if (reading === 'form') return { events: [{ native: { ...params } }] };
  return firstJsonCharacter(request.rawBody) === '[' ? readBatch(STREAM, request) : readOne(WEBHOOK, request);
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
    const time = timeOf(native.Timestamp);
    return time === undefined ? { id, ...arrival } : { id, time };
  }
  const token = headerOf(request, 'i-twilio-idempotency-token');
  const id = [digestOf(native), ...(token === undefined ? [] : [token])].join(':');
  return { id, time: request.receivedAt, unsigned: ['id', 'time'] };
}

function streamTimeOf({ time, data }: TwilioStreamEvent, request: RawWebhook) {
  const said = timeOf(time) ?? timeOf(data['timestamp']);
  return said === undefined ? { time: request.receivedAt, unsigned: ['time'] } : { time: said };
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
