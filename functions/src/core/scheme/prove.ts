import { queryOf, signedUrls } from './signed-urls.ts';
import {
  firstThatVerifies,
  headerOf,
  requireAscii,
  requireHeader,
  requireJson,
  requireText,
  requireUtf8,
  safeEqual,
} from './verification.ts';
import { headerFormOf, writeHeader } from './header-form.ts';
import { SchemeHeaders, valueIn } from './headers.ts';
import { factsOf } from './scheme-facts.ts';
import { firstThatProves, type Prover } from './proof.ts';
import { requireTime, requireTimeInBody, textInBody } from './required-time.ts';
import { signatureProver } from './prove-signature.ts';
import { tokenProver } from './prove-token.ts';
import type { Credential, Custom, Either, Scheme } from './scheme.ts';

/**
 * Makes the one check that stands between the network and an integration. The scheme is read here, once; each request
 * then costs no more than its hash. Pure: the secrets and the time come in.
 */
export function proverOf(scheme: Scheme): Prover {
  switch (scheme.kind) {
    case 'hmac':
    case 'publicKey':
      return signatureProver(scheme);
    case 'jwt':
      return tokenProver(scheme);
    case 'credential':
      return credentialProver(scheme);
    case 'custom':
      return customProver(scheme);
    case 'either':
      return eitherProver(scheme);
  }
}

function credentialProver({ headers }: Credential): Prover {
  const [[name, text] = ['', ''], ...others] = Object.entries(headers);
  const form = headerFormOf(text);
  const around = new SchemeHeaders(Object.fromEntries(others));
  return ({ provider, request, secrets }) => {
    const given = requireHeader(provider, request, name);
    const [read] = around.read(provider, request);
    requireUtf8(provider, request);
    const secret = firstThatVerifies(provider, secrets, (candidate) => safeEqual(given, credentialOf(form, candidate)));
    return { secret, read };
  };
}

/** The header that a credential makes. A secret that names its scheme already, `Bearer …`, is the whole header. */
export function credentialOf(form: ReturnType<typeof headerFormOf>, secret: string): string {
  const [first] = form.items;
  const scheme = /^(?:Bearer|Basic) $/.exec(first?.before ?? '')?.[0];
  return scheme !== undefined && secret.startsWith(scheme) ? secret : writeHeader(form, () => secret);
}

function customProver(scheme: Custom): Prover {
  const covered = scheme.covers.flatMap((what) => (what.startsWith('header:') ? [what.slice('header:'.length)] : []));
  const names = [...Object.keys(scheme.headers), ...covered];
  const headers = new SchemeHeaders(scheme.headers, scheme.time?.unit);
  const coversUrl = scheme.covers.includes('url');
  return (check) => {
    const { provider, request, secrets, now } = check;
    const [read] = headers.read(provider, request);
    // What is ASCII is UTF-8 as well.
    if (scheme.isAscii === true) requireAscii(provider, request);
    else requireUtf8(provider, request);
    // A text takes up to twice the memory of its bytes, and some schemes never look at it.
    let decoded: string | undefined;
    const text = () => (decoded ??= requireText(provider, request));
    const given = Object.fromEntries(names.map((name) => [name, headerOf(request, name) ?? '']));
    const urls = coversUrl ? signedUrls(provider, request) : [''];
    const query = queryOf(request.url);
    const attempts = urls.map((url) => ({
      method: request.method,
      url,
      query,
      headers: given,
      bytes: request.rawBody,
      now,
      get text() {
        return text();
      },
    }));
    const secret = firstThatVerifies(provider, secrets, (candidate) =>
      attempts.some((attempt) => scheme.verifies(attempt, candidate)),
    );
    const { time, id } = scheme;
    let parsed: unknown;
    const body = () => (parsed ??= requireJson(provider, text()));
    const signedAt =
      time &&
      (time.at === undefined
        ? requireTime(time, valueIn(read, 'timestamp'), headers.describe('timestamp'), check)
        : requireTimeInBody(time, time.at, body(), check));
    const signedId = id === '{id}' ? valueIn(read, 'id') : id && textInBody(id, body(), check);
    return {
      secret,
      read,
      ...(signedAt !== undefined && { signedAt }),
      ...(signedId !== undefined && { signedId }),
    };
  };
}

/**
 * Tries each scheme whose headers a request carries, or only the first of them, and fails as the first of them does. Each
 * keeps its own window unless the operator has set another one than the widest.
 */
function eitherProver(either: Either): Prover {
  const { schemes, isFirstDecisive = false } = either;
  const widest = factsOf(either).toleranceSeconds;
  const provers = schemes.map((scheme) => ({
    headers: new SchemeHeaders(scheme.headers),
    window: factsOf(scheme).toleranceSeconds ?? 0,
    prove: proverOf(scheme),
  }));
  return (check) => {
    const carried = isFirstDecisive
      ? provers.filter(({ headers }) => headers.bearsProof(check.request)).slice(0, 1)
      : provers.filter(({ headers }) => headers.areIn(check.request));
    const attempts = carried.length === 0 ? provers.slice(0, 1) : carried;
    return firstThatProves(
      attempts.map(
        ({ prove, window }) =>
          () =>
            prove(check.window === widest ? { ...check, window } : check),
      ),
    );
  };
}
