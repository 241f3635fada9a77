import {
  credential,
  ecdsa,
  ed25519,
  either,
  firstPresent,
  hmac,
  jwt,
  rsa,
  standardWebhooks,
} from '../../functions/src/core/scheme/schemes.ts';
import type {
  Encoding,
  Hmac,
  PublicKeySignature,
  Scheme,
  SignedTime,
  SingleScheme,
  TokenAlgorithm,
} from '../../functions/src/core/scheme/scheme.ts';
import type { Random } from '../simulation/random.ts';
import { shuffled, times, type Choices } from './choices.ts';
import { keyKindOf } from './keys.ts';

/** A scheme, the part of it that signs this request, and what the test knows of that part without asking the project. */
export interface ChosenScheme {
  readonly scheme: Scheme;
  readonly chosen: SingleScheme;
  /** The others, before and after it. */
  readonly others: readonly SingleScheme[];
  readonly coversBody: boolean;
  /** The headers that every part signs. */
  readonly coveredHeaders: readonly string[];
}

/** Generates a scheme out of the whole language, but for what only code can hold. */
export function schemeOf(choices: Choices): ChosenScheme {
  const random = choices.of('scheme');
  const chosen = singleScheme(random, 0);
  const count = choices.has('several schemes', 0.25) ? choices.of('several schemes').between(1, 2) : 0;
  const others = times(count, (index) => similar(choices.of('several schemes'), chosen, index + 1));
  const all = shuffled(choices.of('several schemes'), [chosen, ...others]);
  const [first, second, ...rest] = all;
  const make = choices.of('several schemes').chance(0.5) ? either : firstPresent;
  return {
    scheme: first !== undefined && second !== undefined ? make(first, second, ...rest) : chosen,
    chosen,
    others,
    coversBody: all.every(coversBody),
    coveredHeaders: coveredHeaders(chosen).filter((name) => all.every((one) => coveredHeaders(one).includes(name))),
  };
}

/** Another scheme whose secrets are of the same kind: a public key and a shared secret cannot go together. */
function similar(random: Random, scheme: SingleScheme, index: number): SingleScheme {
  const wanted = keyKindOf(scheme) === undefined;
  let other = singleScheme(random, index);
  while ((keyKindOf(other) === undefined) !== wanted) other = singleScheme(random, index);
  return other;
}

function singleScheme(random: Random, index: number): SingleScheme {
  const headers = `x-s${index}`;
  const kind = random.between(0, 11);
  if (kind === 0) return standardWebhooks(index === 0 ? 'webhook' : 'svix', random.pick(['whsec', 'text', 'base64']));
  if (kind === 1) return someCredential(random, headers);
  if (kind <= 3) return someToken(random, headers);
  const form = signedForm(random, headers);
  const encoding: Encoding = random.pick(['hex', 'hex:any-case', 'base64', 'base64url']);
  if (kind === 4) return ed25519({ ...form, encoding });
  if (kind === 5) return ecdsa({ ...form, encoding });
  if (kind === 6) return rsa({ ...form, encoding });
  return hmac({
    ...form,
    hash: random.pick(['sha1', 'sha256', 'sha384', 'sha512']),
    encoding: random.chance(0.1) ? 'base64:decoded' : encoding,
    key: random.pick(['text', 'nfkd', 'hex', 'base64', 'whsec']),
  });
}

type SignedForm = Pick<Hmac, 'headers' | 'signs'> & { readonly time?: SignedTime };

function signedForm(random: Random, prefix: string): SignedForm {
  const time = random.chance(0.6) ? someTime(random) : undefined;
  const isInHeader = time !== undefined && time.at === undefined;
  const gaps = [
    random.pick([
      '{body}',
      '{body}',
      '{body}',
      '{body|sha256}',
      '{body|sha256:base64}',
      '{body|sha256:raw}',
      '{body|crc32}',
    ]),
    ...(isInHeader ? ['{timestamp}'] : []),
    ...(random.chance(0.3) ? ['{id}'] : []),
    ...(random.chance(0.1) ? ['{nonce}'] : []),
    ...(random.chance(0.1) ? ['{method}'] : []),
    ...(random.chance(0.15) ? [random.pick(['{url}', '{url|sha256}'])] : []),
    ...(random.chance(0.15) ? [`{header:${prefix}-shop}`] : []),
  ];
  const signs = random.pick(['', 'v0:']) + shuffled(random, gaps).join(random.pick(['', '.', ':', '\n', '|']));
  const headers: Record<string, string> = {};
  if (signs.includes('{id}')) headers[`${prefix}-id`] = '{id}';
  if (signs.includes('{nonce}')) headers[`${prefix}-nonce`] = '{nonce}';
  if (signs.includes('{header:')) headers[`${prefix}-shop`] = '{any}';
  if (random.chance(0.1)) headers[`${prefix}-version`] = '2';
  if (isInHeader && random.chance(0.5)) {
    headers[`${prefix}-signature`] = random.pick([
      't={timestamp},v1={signature}',
      't={timestamp};v1={signature}',
      't={timestamp},v1={signature},…',
      't={timestamp},v1={signature}*,…',
      't={timestamp}, v1={signature}…',
      't={timestamp},v1={signature} …',
      't={timestamp},v1={signature},… …',
    ]);
  } else {
    if (isInHeader) headers[`${prefix}-time`] = '{timestamp}';
    headers[`${prefix}-signature`] = random.pick([
      '{signature}',
      '{signature}',
      'sha256={signature}',
      'v1={signature}*,…',
      'v1,{signature}* …',
    ]);
    if (random.chance(0.1)) headers[`${prefix}-signature-2`] = '{signature}';
  }
  return { headers, signs, ...(time !== undefined && { time }) };
}

function someTime(random: Random): SignedTime {
  return {
    unit: random.pick(['seconds', 'milliseconds', 'rfc3339', 'utc']),
    window: random.pick([1, 5, 300, random.between(1, 86_400), 86_400]),
    ...(random.chance(0.2) && { ahead: random.pick([0, 1, 300]) }),
    ...(random.chance(0.2) && { at: random.pick(['/sent_at', '/meta/sent_at', '/sent~1at'] as const) }),
  };
}

function someCredential(random: Random, prefix: string): SingleScheme {
  const [name, form] = random.pick([
    [`${prefix}-authorization`, 'Bearer {secret}'],
    [`${prefix}-authorization`, 'Basic {secret|base64}'],
    [`${prefix}-token`, '{secret}'],
  ] as const);
  return credential({ [name]: form, ...(random.chance(0.3) && { [`${prefix}-topic`]: '{any}' }) });
}

function someToken(random: Random, prefix: string): SingleScheme {
  const algorithms = random.pick<readonly TokenAlgorithm[]>([
    ['HS256'],
    ['HS512', 'HS256'],
    ['HS384'],
    ['ES256'],
    ['RS256'],
  ]);
  const claims: Record<string, string> = {};
  if (random.chance(0.8))
    claims['body'] = random.pick(['{body|sha256}', '{body|sha256:any-case}', '{body|sha256:base64}']);
  if (random.chance(0.3)) claims['url'] = random.pick(['{url}', '{url|sha256}']);
  if (random.chance(0.3)) claims['iss'] = 'Acme';
  return jwt({
    headers: { [`${prefix}-jwt`]: random.pick(['{token}', 'Bearer {token}']) },
    algorithms,
    claims,
    leeway: random.pick([0, 5]),
    ...(random.chance(0.5) && { window: random.pick([5, 300]) }),
    ...(random.chance(0.3) && { lifetime: random.pick([10, 600]) }),
    ...(random.chance(0.3) && { requires: ['jti'] }),
  });
}

export function coversBody(scheme: SingleScheme): boolean {
  if (scheme.kind === 'jwt') return 'body' in scheme.claims;
  return scheme.kind !== 'credential';
}

/** By the names above: a header that is one gap of what is signed, and one that is signed by its name. */
function coveredHeaders(scheme: SingleScheme): readonly string[] {
  if (!isSigned(scheme)) return [];
  return Object.entries(scheme.headers).flatMap(([name, form]) =>
    (/^\{(?:id|nonce|timestamp)\}$/.test(form) && scheme.signs.includes(form)) ||
    scheme.signs.includes(`{header:${name}}`)
      ? [name]
      : [],
  );
}

export function isSigned(scheme: Scheme): scheme is Hmac | PublicKeySignature {
  return scheme.kind === 'hmac' || scheme.kind === 'publicKey';
}
