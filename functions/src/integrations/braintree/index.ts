import type { Door } from '../../core/integration/facts.ts';
import { integration } from '../../core/integration/from-facts.ts';
import type { HttpReply } from '../../core/integration/integration.ts';
import { readOne } from '../../core/integration/recognition.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { notAnEvent, requireText } from '../../core/scheme/verification.ts';
import { places } from './event.ts';
import { formIn, scheme, signed } from './scheme.ts';
import { readXml } from './xml.ts';
import { queryOf } from '../../core/scheme/signed-urls.ts';

/** @see https://developer.paypal.com/braintree/docs/guides/webhooks/overview */
export const braintree = integration({
  provider: 'braintree',
  kind: 'payments',
  unusedVerifier: '`braintree` accepts what follows a signature',
  scheme,
  places,
  contentTypes: ['application/x-www-form-urlencoded'],
  secret: {
    form: /^\w{8,64}\|\w{16,64}$/,
    fault:
      'is not a pair of API keys: copy both from Settings, API of the control panel and write public key|private key',
  },
  handshake: answerChallenge,
  reads(request, recognition) {
    const { provider } = recognition;
    const payload = formIn(requireText(provider, request))?.payload ?? '';
    const xml = readXml(requireText(provider, { rawBody: Buffer.from(payload, 'base64') }));
    if (xml === undefined) throw notAnEvent(provider, 'bt_payload must be XML');
    return readOne(recognition, { rawBody: Buffer.from(JSON.stringify(xml['notification'] ?? xml)) });
  },
});

/**
 * Braintree tries the URL when it is saved. The challenge is signed like a payload, but cannot be one: it has no capital
 * letter, and the base64 of XML begins with one.
 */
function answerChallenge({ method, url }: RawWebhook, { secrets: [newest] }: Door): HttpReply | undefined {
  const query = new URLSearchParams(queryOf(url));
  const [challenge, ...more] = query.getAll('bt_challenge');
  if (method !== 'GET' || challenge === undefined || newest === undefined) return undefined;
  return more.length === 0 && /^[0-9a-f]{20,32}$/.test(challenge)
    ? { status: 200, body: signed(challenge, newest) }
    : { status: 400, body: 'The challenge must be 20 to 32 hex digits.' };
}
