import { createHash } from 'node:crypto';
import { validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks.js';
import { IntegrationError } from '../../core/event/errors.ts';
import { firstJsonCharacter } from '../../core/event/json.ts';
import { integration } from '../../core/integration/from-facts.ts';
import { guardOf, sentenceOfNeeds } from '../../core/integration/guard.ts';
import { readBatch, readOne, type Recognition, type Sorted } from '../../core/integration/recognition.ts';
import type { Check } from '../../core/scheme/proof.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { signedUrls } from '../../core/scheme/signed-urls.ts';
import { firstThatVerifies, requireHeader, requireText, requireUtf8 } from '../../core/scheme/verification.ts';
import { formOf, paramsOf, type Params } from './body.ts';
import { places, streamPlaces, type TwilioNative } from './event.ts';
import { claimsForm, readingOf, type Reading } from './reading.ts';
import { hashIn, scheme, SIGNATURE_HEADER } from './scheme.ts';
import { queryOf } from '../../core/scheme/signed-urls.ts';

const PROVIDER = 'twilio';

/**
 * Twilio: status callbacks of messages and calls, incoming messages and calls, webhooks of other products, and Event
 * Streams. The official SDK verifies. Only its verifier is loaded, which takes 5 ms; the whole SDK takes 130.
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export const twilio = integration<TwilioNative>({
  provider: PROVIDER,
  kind: 'communication',
  scheme,
  places,
  methods: ['POST', 'GET'],
  // Forms, JSON, or none with GET: the signature distinguishes them (see reading.ts).
  contentTypes: [],
  // Twilio documents no limit; a message holds 1,600 characters, and batches of Event Streams are far smaller.
  maxBytes: 1_000_000,
  secret: {
    form: /^[0-9a-f]{32}$/,
    fault:
      'is not a Twilio auth token, which has 32 hexadecimal digits; copy it from the API keys & tokens of the account',
  },
  verifies,
  // An empty TwiML document: callbacks ignore the response, but an incoming message or call logs error 12300 on JSON.
  ack: () => ({ status: 200, headers: { 'content-type': 'text/xml' }, body: '<Response/>' }),
});

function verifies({ request, secrets }: Check, recognition: Recognition<TwilioNative>) {
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
  const sorted = signed === undefined ? { events: [] } : eventsOf(request, signed, params, recognition);
  return { ...sorted, secret };
}

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
  // Only a form has anything signed in addition to the URL.
  if (!validateRequest(token, signature, url, reading === 'form' ? { ...params } : {})) return false;
  if (reading !== 'hashed') return true;
  // The SDK takes a string, which is built only for an authentic request, so our hash of the bytes comes first.
  const hash = createHash('sha256').update(request.rawBody).digest('hex');
  if (hashIn(url) !== hash) return false;
  return validateRequestWithBody(token, signature, url, requireText(PROVIDER, request));
}

function unsignedReading(request: RawWebhook, params: Params | undefined): IntegrationError {
  const sentence =
    request.method === 'GET' || params !== undefined
      ? 'The signature could belong to another kind of request; send callbacks by POST, to a URL without AccountSid in its query.'
      : 'No signature covers a body that is neither a form nor hashed in the URL; send it as Twilio signed it.';
  return new IntegrationError(PROVIDER, 'bad-signature', sentence);
}

function requireBody(request: RawWebhook): void {
  const isEmpty = request.rawBody.byteLength === 0;
  if (isEmpty === (request.method === 'GET')) return;
  const fault = isEmpty ? 'has no body' : 'has a body, which a GET of Twilio does not have';
  throw new IntegrationError(PROVIDER, 'bad-webhook-request', `The request ${fault}; send it as Twilio signed it.`);
}

const STREAM = { provider: PROVIDER, isEvent: guardOf(streamPlaces), needs: sentenceOfNeeds(streamPlaces) };

/** Exactly what the signature covers: for a GET, the query that was signed, not the one that was requested. */
function eventsOf(
  request: RawWebhook,
  { reading, url }: SignedReading,
  params: Params | undefined,
  recognition: Recognition<TwilioNative>,
): Sorted<TwilioNative> {
  if (reading === 'query') return { events: [{ native: paramsOf(queryOf(url)) }] };
  if (reading === 'form') return { events: [{ native: { ...params } }] };
  // A list comes from Event Streams; one object is the webhook of any product.
  return firstJsonCharacter(request.rawBody) === '[' ? readBatch(STREAM, request) : readOne(recognition, request);
}
