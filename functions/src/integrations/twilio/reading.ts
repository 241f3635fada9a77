import { headerOf } from '../../core/scheme/verification.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import type { Params } from './body.ts';
import { hashIn, signedTextOf } from './scheme.ts';

/**
 * What Twilio signed in a request, which decides how the request must be read:
 *
 * - `hashed`: the URL, which carries the hash of the body. The body is JSON.
 * - `query`: the URL, whose query holds the parameters.
 * - `form`: the URL, followed by the names and values of the parameters in the body, without separators.
 */
export type Reading = 'hashed' | 'query' | 'form';

/** A URL in the form in which it would be signed. */
export interface SignedUrl {
  readonly url: string;
  /** Whether exactly this URL is registered, because the request added no query. */
  readonly isExact: boolean;
}

const HASH_IN_QUERY = /[?&]bodySHA256=/;
const ACCOUNT_IN_QUERY = /[?&]AccountSid=AC[0-9a-f]{32}(?:&|$)/;
const ACCOUNT_IN_FORM = /AccountSidAC[0-9a-f]{32}/;

/**
 * How a request must be read; undefined if its signature could belong to another kind of request.
 *
 * The method and the content type are not signed, and names and values are signed without separators. So the signed
 * text of a form under a URL with a query may equal that of a longer query, and vice versa, and people who send
 * messages choose parts of both. A parameter of every callback distinguishes them: a query has `AccountSid=AC…`, a form
 * `AccountSidAC…`. A URL that is registered exactly is not ambiguous, since no parameter name contains `?` or `&`.
 * @param params The parameters of the body; undefined if it is not a form.
 */
export function readingOf(
  { method }: Pick<RawWebhook, 'method'>,
  { url, isExact }: SignedUrl,
  params: Params | undefined,
): Reading | undefined {
  if (hashIn(url) !== null) return 'hashed';
  if (method === 'GET') {
    return isExact || (ACCOUNT_IN_QUERY.test(url) && !ACCOUNT_IN_FORM.test(decoded(url))) ? 'query' : undefined;
  }
  if (params === undefined) return undefined;
  if (isExact) return 'form';
  const text = decoded(url) + signedTextOf(params);
  return ACCOUNT_IN_QUERY.test(text) || HASH_IN_QUERY.test(text) ? undefined : 'form';
}

/** Whether to parse a body as a form. Without this header a form is refused, and never read as anything else. */
export function claimsForm(request: RawWebhook): boolean {
  const type = headerOf(request, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/x-www-form-urlencoded';
}

/** The SDK also accepts a signature over the query decoded and encoded again. */
function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
