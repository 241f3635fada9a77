import { createHash } from 'node:crypto';
import { macMatches, macOf, type MacInput } from '../../core/scheme/mac.ts';
import type { CustomRequest } from '../../core/scheme/scheme.ts';
import { custom } from '../../core/scheme/schemes.ts';
import { paramsOf, type Params } from './body.ts';

export const SIGNATURE_HEADER = 'x-twilio-signature';

/** The query parameter that contains the hash of the body. */
export const BODY_HASH = 'bodySHA256';

/**
 * How Twilio signs. What is signed depends on the request, so the integration reads and verifies it in one step, with
 * the official SDK, which also accepts other spellings of the URL. The scheme describes the signature and signs the
 * samples.
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export const scheme = /* @__PURE__ */ custom({
  headers: { [SIGNATURE_HEADER]: '{signature}' },
  says: 'HMAC-SHA1 over the URL with the sorted form, or with the hash of the body',
  covers: ['body', 'url'],
  verifies(request, token) {
    const hash = hashIn(request.url);
    if (hash !== null && hash !== createHash('sha256').update(request.bytes).digest('hex')) return false;
    return macMatches(macOver(partsOf(request), token), [request.headers[SIGNATURE_HEADER] ?? '']);
  },
  signs: (request, token) => ({ [SIGNATURE_HEADER]: macOf(macOver(signable(request), token)) }),
});

/** The hash of the body in a URL; null if there is none. */
export function hashIn(url: string): string | null {
  return URL.parse(url)?.searchParams.get(BODY_HASH) ?? null;
}

/** Names and values as they are signed: sorted, without separators. */
export function signedTextOf(params: Params): string {
  const sorted = Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(([name, value]) => [value].flat().map((one) => name + one)).join('');
}

type Sent = Omit<CustomRequest, 'headers'>;

/** @throws {IntegrationError} `bad-webhook-request` if the body is neither a form nor hashed in the URL. */
function partsOf({ method, url, text }: Sent): MacInput['parts'] {
  return method === 'GET' || hashIn(url) !== null ? [url] : [url, signedTextOf(paramsOf(text))];
}

/** Tests send bodies that are not forms and must be refused; only the URL of those can be signed. */
function signable(request: Sent): MacInput['parts'] {
  try {
    return partsOf(request);
  } catch {
    return [request.url];
  }
}

function macOver(parts: MacInput['parts'], key: string): MacInput {
  return { hash: 'sha1', encoding: 'base64', key, parts };
}
