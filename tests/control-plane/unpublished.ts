import type { JsonObject } from '../../ops/delivery/google/json.ts';
import type { Cloud } from './cloud.ts';

/** What a caller shows who has signed in. */
export const TOKEN = 'ya29.control-plane';

/** A request as it arrived. */
export interface WireRequest {
  readonly verb: string;
  readonly host: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly raw: Buffer;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: JsonObject | readonly JsonObject[] | string;
}

interface Route {
  readonly verb: string;
  readonly host: RegExp;
  readonly path: RegExp;
  readonly answer: (request: WireRequest, cloud: Cloud) => WireAnswer;
}

const SIGNED_IN = { status: 200, body: { access_token: TOKEN, expires_in: 3599, token_type: 'Bearer' } };
const NOTHING = { status: 200, body: {} };

/** What is asked of Google besides the methods of its discovery documents. */
const ROUTES: readonly Route[] = [
  { verb: 'POST', host: /^oauth2\.googleapis\.com$/, path: /^\/token$/, answer: () => SIGNED_IN },
  { verb: 'POST', host: /^www\.googleapis\.com$/, path: /^\/oauth2\/v4\/token$/, answer: () => SIGNED_IN },
  {
    verb: 'GET',
    host: /^(metadata\.google\.internal\.?|169\.254\.169\.254)$/,
    path: /^\/computeMetadata\/v1\/?/,
    answer: metadata,
  },
  {
    // The address that generateUploadUrl gives out: signed, so that no token is shown.
    verb: 'PUT',
    host: /^storage\.googleapis\.com$/,
    path: /^\/gcf-v2-uploads-/,
    answer: ({ raw }, { uploads }) => {
      uploads.push(raw);
      return { status: 200, headers: { 'x-goog-generation': `${uploads.length}` }, body: '' };
    },
  },
  // Not in the discovery documents that the package `googleapis` is made of.
  {
    verb: 'GET',
    host: /^firebaseextensions\.googleapis\.com$/,
    path: /^\/v1beta\/projects\/[^/]+\/instances$/,
    answer: () => NOTHING,
  },
  // What a clock is compared with: any answer tells the time.
  { verb: 'HEAD', host: /^www\.googleapis\.com$/, path: /^\/$/, answer: () => ({ status: 404, body: '' }) },
  // The Firebase CLI asks for news and counts its use.
  { verb: 'GET', host: /^firebase-public\.firebaseio\.com$/, path: /^\/cli\.json$/, answer: () => NOTHING },
  { verb: 'POST', host: /^www\.google-analytics\.com$/, path: /./, answer: () => NOTHING },
  // npm looks for newer versions.
  { verb: 'GET', host: /^packages\.invalid$/, path: /./, answer: () => ({ status: 404, body: {} }) },
];

/** @returns undefined if the request is none of these. */
export function unpublishedAnswer(request: WireRequest, cloud: Cloud): WireAnswer | undefined {
  const { verb, host, path } = request;
  const route = ROUTES.find((one) => one.verb === verb && one.host.test(host) && one.path.test(path));
  return route?.answer(request, cloud);
}

/** @see https://cloud.google.com/run/docs/container-contract#metadata-server */
function metadata({ path, headers }: WireRequest, { projectId }: Cloud): WireAnswer {
  const flavor = { 'metadata-flavor': 'Google' };
  if (headers['metadata-flavor'] !== 'Google') return { status: 403, body: 'Missing Metadata-Flavor:Google header.' };
  if (path.endsWith('/project/project-id')) return { status: 200, headers: flavor, body: projectId };
  if (path.endsWith('/token')) return { ...SIGNED_IN, headers: flavor };
  return { status: 404, headers: flavor, body: '' };
}
