import { integration } from '../../core/integration/from-facts.ts';
import type { HttpReply } from '../../core/integration/integration.ts';
import { sortElements } from '../../core/integration/recognition.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { queryOf, signedUrls } from '../../core/scheme/signed-urls.ts';
import { headerOf, notAnEvent, requireText } from '../../core/scheme/verification.ts';
import { isCall, places, type PlivoNative, type PlivoParameters } from './event.ts';
import { isAmbiguous, requireParameters, type Parameters } from './form.ts';
import { scheme, V3_HEADER } from './scheme.ts';

const PROVIDER = 'plivo';

/** Incoming messages and calls expect a document of instructions; callbacks ignore the answer. */
const NO_INSTRUCTIONS: HttpReply = { status: 200, headers: { 'content-type': 'text/xml' }, body: '<Response/>' };

/**
 * Plivo: callbacks of calls, which are signed, and of messages, of which only the URL is.
 * @see https://www.plivo.com/docs/voice/concepts/signature-validation
 */
export const plivo = integration<PlivoNative>({
  provider: PROVIDER,
  kind: 'communication',
  unusedVerifier: '`plivo` accepts forms whose names and values are split in another place',
  scheme,
  places,
  methods: ['POST', 'GET'],
  // Forms, or none with GET.
  contentTypes: [],
  // A message holds 1,600 characters.
  maxBytes: 262_144,
  secret: {
    form: /^(?!(?:MA|SA)[A-Z\d]{18}$)[A-Za-z\d+/]{20,}={0,2}$/,
    fault:
      'is not an auth token of Plivo: copy it from the overview of the console; the auth id, MA…, is another value',
  },
  handshake(request, door) {
    // A callback without parameters says nothing.
    if (request.method !== 'POST' || request.rawBody.byteLength > 0) return undefined;
    door.prove();
    return NO_INSTRUCTIONS;
  },
  reads(request, recognition) {
    const isSigned = headerOf(request, V3_HEADER) !== undefined;
    const parameters = parametersOf(request);
    if (isSigned && isAmbiguous(parameters)) throw notAnEvent(PROVIDER, 'another form has the same signature');
    const native = nativeOf(parameters);
    if (!isSigned && isCall(native)) throw notAnEvent(PROVIDER, `a call must have the header ${V3_HEADER}`);
    return sortElements(recognition, [native]);
  },
  ack: () => NO_INSTRUCTIONS,
});

/** The form, or for a GET the query that was signed. @throws {IntegrationError} `bad-webhook-request` */
function parametersOf(request: RawWebhook): Parameters {
  if (request.method !== 'GET')
    return request.rawBody.byteLength === 0 ? [] : requireParameters(requireText(PROVIDER, request));
  if (request.rawBody.byteLength > 0) throw notAnEvent(PROVIDER, 'a GET has no body');
  const query = queryOf(request.url);
  if (signedUrls(PROVIDER, request).some((url) => queryOf(url) !== query)) {
    throw notAnEvent(PROVIDER, 'a URL with a query takes callbacks by POST only');
  }
  return requireParameters(query);
}

/** Values that are sent several times become a list. */
function nativeOf(parameters: Parameters): PlivoParameters {
  const values = Map.groupBy(parameters, ([name]) => name);
  return Object.fromEntries(
    [...values].map(([name, all]) => {
      const [first = '', ...others] = all.map(([, value]) => value);
      return [name, others.length === 0 ? first : [first, ...others]];
    }),
  );
}
