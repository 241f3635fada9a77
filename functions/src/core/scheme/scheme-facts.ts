import { parseJson } from '../event/json.ts';
import { bearingHeaders, SchemeHeaders } from './headers.ts';
import { hmacKeyOf, isWrittenAsJson, MOST_KEYS_IN_SET, publicKeysOf } from './keys.ts';
import type { RawWebhook } from './raw-webhook.ts';
import type { Scheme, SingleScheme } from './scheme.ts';
import { gapsOf, hasGap, templateOf } from './template.ts';

/** What follows from a scheme for everything else: the conformance suite, the envelope, the doctor, the documents. */
export interface SchemeFacts {
  /** The header whose absence refuses a request at once; undefined if one of several is enough. */
  readonly signatureHeader: string | undefined;
  /** The default window in seconds; undefined if no time is signed. */
  readonly toleranceSeconds: number | undefined;
  /** Seconds that the signed time may be ahead of ours, if that is less than the window. */
  readonly aheadSeconds: number | undefined;
  /** Whether the secret is one value even if it contains commas. */
  readonly wholeSecret: boolean;
  /** Whether what follows a good signature in its header is ignored, as in signatures that say where they end. */
  readonly ignoresPadding: boolean;
  readonly coversBody: boolean;
  readonly coversUrl: boolean;
  /** Where the provider publishes its keys. */
  readonly published: string | undefined;
  /** Whether a signature covers a header. */
  coversHeader(name: string): boolean;
  /** Whether a signature covers a parameter of the query. */
  coversQuery(name: string): boolean;
  /** Whether a signature covers what is at a JSON pointer into an event, the rest of which it may leave out. */
  coversPart(pointer: string): boolean;
  /** What is wrong with a secret, as half a sentence that does not quote it. */
  faultOfSecret(secret: string): string | undefined;
}

/** Derives the facts of a scheme. */
export function factsOf(scheme: Scheme): SchemeFacts {
  if (scheme.kind !== 'either') return factsOfOne(scheme);
  const [first, ...others] = scheme.schemes.map(factsOfOne);
  if (first === undefined) throw new TypeError('A scheme of several needs at least one.');
  const all = [first, ...others];
  const windows = all.flatMap(({ toleranceSeconds }) => toleranceSeconds ?? []);
  return {
    ...first,
    signatureHeader: all.every(({ signatureHeader }) => signatureHeader === first.signatureHeader)
      ? first.signatureHeader
      : undefined,
    toleranceSeconds: windows.length === 0 ? undefined : Math.max(...windows),
    aheadSeconds: all.every(({ aheadSeconds }) => aheadSeconds !== undefined)
      ? Math.max(...all.flatMap(({ aheadSeconds }) => aheadSeconds ?? []))
      : undefined,
    wholeSecret: all.some(({ wholeSecret }) => wholeSecret),
    ignoresPadding: all.some(({ ignoresPadding }) => ignoresPadding),
    coversBody: all.every(({ coversBody }) => coversBody),
    coversUrl: all.some(({ coversUrl }) => coversUrl),
    coversHeader: (name) => all.every((one) => one.coversHeader(name)),
    coversQuery: (name) => all.every((one) => one.coversQuery(name)),
    coversPart: (pointer) => all.every((one) => one.coversPart(pointer)),
    faultOfSecret: (secret) => {
      const faults = all.map((one) => one.faultOfSecret(secret));
      return faults.every((fault) => fault !== undefined) ? faults[0] : undefined;
    },
  };
}

function factsOfOne(scheme: SingleScheme): SchemeFacts {
  const bearing = bearingHeaders(scheme.headers);
  return {
    signatureHeader: bearing.length === 1 ? bearing[0] : undefined,
    toleranceSeconds: windowOf(scheme),
    aheadSeconds: aheadOf(scheme),
    wholeSecret: scheme.kind === 'credential' || isByPublicKey(scheme),
    ignoresPadding: ignoresPadding(scheme),
    coversBody: covers(scheme, 'body'),
    coversUrl: covers(scheme, 'url'),
    published: scheme.kind === 'publicKey' || scheme.kind === 'jwt' ? scheme.published : undefined,
    coversHeader: (name) => signedHeadersOf(scheme).includes(name),
    coversQuery: (name) => covers(scheme, 'url') || coversPart(scheme, `query:${name}`),
    coversPart: (pointer) => covers(scheme, 'body') || coversPart(scheme, pointer),
    faultOfSecret: (secret) => faultOfSecret(scheme, secret),
  };
}

function aheadOf(scheme: SingleScheme): number | undefined {
  if (scheme.kind === 'jwt') return scheme.ahead;
  return 'time' in scheme ? scheme.time?.ahead : undefined;
}

function isByPublicKey(scheme: SingleScheme): boolean {
  return (
    scheme.kind === 'publicKey' || (scheme.kind === 'jwt' && !scheme.algorithms.some((name) => name.startsWith('HS')))
  );
}

function ignoresPadding(scheme: SingleScheme): boolean {
  if (scheme.kind === 'publicKey') return scheme.key !== 'ed25519';
  return scheme.kind === 'hmac' && scheme.encoding === 'base64:decoded';
}

/** The id of the key that a request says it was signed with. */
export function keyIdOf(scheme: Scheme, request: RawWebhook): string | undefined {
  const schemes = scheme.kind === 'either' ? scheme.schemes : [scheme];
  const [id] = schemes.flatMap(({ headers }) => new SchemeHeaders(headers).valueOf(request, 'key') ?? []);
  return id;
}

/** The headers whose value is signed: those that are one gap which the signed text contains, or are named in it. */
function signedHeadersOf(scheme: SingleScheme): readonly string[] {
  if (scheme.kind === 'custom') {
    return scheme.covers.flatMap((what) => (what.startsWith('header:') ? [what.slice('header:'.length)] : []));
  }
  if (scheme.kind !== 'hmac' && scheme.kind !== 'publicKey') return [];
  const gaps = new Set(gapsOf(templateOf(scheme.signs)).map(({ name }) => name));
  const whole = Object.entries(scheme.headers).flatMap(([name, form]) => {
    const [part, ...others] = templateOf(form);
    const isWhole = typeof part === 'object' && others.length === 0;
    return isWhole && gaps.has(part.name) ? [name] : [];
  });
  return [...whole, ...[...gaps].filter((gap) => gap.startsWith('header:')).map((gap) => gap.slice('header:'.length))];
}

function coversPart(scheme: SingleScheme, part: string): boolean {
  return scheme.kind === 'custom' && scheme.covers.some((covered) => covered === part);
}

function covers(scheme: SingleScheme, what: 'body' | 'url'): boolean {
  switch (scheme.kind) {
    case 'credential':
      return false;
    case 'custom':
      return scheme.covers.includes(what);
    case 'jwt':
      return Object.values(scheme.claims).some((claim) => hasGap(templateOf(claim), what));
    case 'hmac':
    case 'publicKey':
      return hasGap(templateOf(scheme.signs), what);
  }
}

/** Seconds that the signed time may differ from ours; undefined if the scheme signs none. */
export function windowOf(scheme: SingleScheme): number | undefined {
  if (scheme.kind === 'jwt') return scheme.window;
  return 'time' in scheme ? scheme.time?.window : undefined;
}

const KEY_FORMS = { text: 'text', nfkd: 'text', hex: 'hex', base64: 'base64', whsec: 'base64, with or without whsec_' };
export const KEY_KINDS = { ed25519: 'Ed25519', p256: 'ECDSA P-256', rsa: 'RSA-SHA256' } as const;

function faultOfSecret(scheme: SingleScheme, secret: string): string | undefined {
  if (scheme.kind === 'hmac' && hmacKeyOf(secret, scheme.key) === undefined) {
    return `is not a valid key: expected ${KEY_FORMS[scheme.key]}`;
  }
  if (scheme.kind !== 'publicKey') return undefined;
  try {
    publicKeysOf(secret, scheme.key);
    return undefined;
  } catch {
    const kind = KEY_KINDS[scheme.key];
    if (!isWrittenAsJson(secret)) {
      return `is not a public key of the kind ${kind}; copy the public key from the provider's settings, not an API key`;
    }
    return parseJson(secret) === undefined
      ? 'is not valid JSON; copy the JSON Web Key, or the set of them, from its first brace to its last'
      : `is neither a public JSON Web Key of the kind ${kind} nor a set of at most ${MOST_KEYS_IN_SET} public keys with one of that kind; copy the provider's public key`;
  }
}
