import { headerOf } from '../../core/scheme/verification.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import type { Params } from './body.ts';

/**
 * How Twilio signs a request, which is how it has to be read:
 *
 * - `hashed`: the URL, which carries the hash of the body. The body is JSON.
 * - `query`: the URL, whose query holds the parameters.
 * - `form`: the URL, and behind it names and values of the parameters in the body, with nothing between them.
 */
export type Reading = 'hashed' | 'query' | 'form';

/** A URL as it would be signed. */
export interface SignedUrl {
  readonly url: string;
  /** Whether it is registered as it stands: the request added no query. */
  readonly isExact: boolean;
}

/** The query parameter that carries the hash of a body. */
export const BODY_HASH = 'bodySHA256';

const HASH_IN_QUERY = /[?&]bodySHA256=/;
const ACCOUNT_IN_QUERY = /[?&]AccountSid=AC[0-9a-f]{32}(?:&|$)/;
const ACCOUNT_IN_FORM = /AccountSidAC[0-9a-f]{32}/;

/**
 * How the signature of a request would have to be read; undefined if it could be that of another kind of request.
 *
 * Nobody signs the method and the content type, and names and values are signed without separators: the text of a form
 * under a URL with a query may also be that of a longer query, and the other way round. People who send messages choose
 * parts of both. What Twilio puts into every callback tells them apart: a query has `AccountSid=AC…`, a form
 * `AccountSidAC…`. Under a registered URL nothing is left to tell, since no name of a parameter holds `?` or `&`.
 * @param params The parameters of the body; undefined if it is no form.
 */
export function readingOf(
  { method }: Pick<RawWebhook, 'method'>,
  { url, isExact }: SignedUrl,
  params: Params | undefined,
): Reading | undefined {
  if (URL.parse(url)?.searchParams.has(BODY_HASH)) return 'hashed';
  if (method === 'GET') {
    return isExact || (ACCOUNT_IN_QUERY.test(url) && !ACCOUNT_IN_FORM.test(decoded(url))) ? 'query' : undefined;
  }
  if (params === undefined) return undefined;
  if (isExact) return 'form';
  const text = decoded(url) + textOf(params);
  return ACCOUNT_IN_QUERY.test(text) || HASH_IN_QUERY.test(text) ? undefined : 'form';
}

/** Whether a body is to be parsed as a form. Being none by this header refuses it; it never makes it something else. */
export function claimsForm(request: RawWebhook): boolean {
  const type = headerOf(request, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/x-www-form-urlencoded';
}

/** The SDK also accepts a signature over the query decoded and encoded anew. */
function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** Names and values as they are signed. */
function textOf(params: Params): string {
  const sorted = Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(([name, value]) => [value].flat().map((one) => name + one)).join('');
}
