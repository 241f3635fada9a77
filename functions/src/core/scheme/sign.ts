import { createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { decodeUtf8 } from '../event/json.ts';
import { printTime } from './signed-time.ts';
import { headerFormOf, writeHeader, type HeaderForm } from './header-form.ts';
import { hmacKeyOf, privateKeyOf } from './keys.ts';
import { macOf, spellingOf } from './mac.ts';
import { credentialOf } from './prove.ts';
import { signedBody } from './respelling.ts';
import type { HeaderForms, Hmac, PublicKeySignature, Scheme, Token } from './scheme.ts';
import { queryOf } from './signed-urls.ts';
import { bytesOf, fill, gapsOf, templateOf } from './template.ts';

/** The inverse of verification: secrets and signed headers for samples. Never part of the deployed bundle. */

/** A secret from both sides. */
export interface KeyPair {
  /** What the operator configures: the shared secret, or the public key. */
  readonly configured: string;
  /** What the provider signs with: the same, or the private key. */
  readonly signing: string;
}

/** A request that the provider is about to sign. */
export interface Unsigned {
  readonly body: Uint8Array;
  readonly id: string;
  readonly signing: string;
  readonly now: Date;
  /** The registered public URL, for signatures that cover it. */
  readonly url: string;
  /** What else the request carries, by names in lower case, for signatures that cover headers by their names. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A fresh secret of the shape that a scheme expects. */
export function makeSecret(scheme: Scheme): KeyPair {
  if (scheme.kind === 'either') return makeSecret(scheme.schemes[0]);
  if (scheme.kind === 'publicKey') return makeKeyPair(scheme.key);
  if (scheme.kind === 'jwt' && isAsymmetric(scheme))
    return makeKeyPair(scheme.algorithms[0] === 'RS256' ? 'rsa' : 'p256');
  const secret = writtenAs(scheme.kind === 'hmac' ? scheme.key : 'text');
  return { configured: secret, signing: secret };
}

const SECRET_BYTES = 24;

function writtenAs(form: Hmac['key']): string {
  const bytes = randomBytes(SECRET_BYTES);
  if (form === 'whsec') return `whsec_${bytes.toString('base64')}`;
  return bytes.toString(form === 'hex' || form === 'base64' ? form : 'base64url');
}

function makeKeyPair(kind: PublicKeySignature['key']): KeyPair {
  const { publicKey, privateKey } = keyPairOf(kind);
  return {
    configured: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    signing: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  };
}

function keyPairOf(kind: PublicKeySignature['key']) {
  if (kind === 'ed25519') return generateKeyPairSync('ed25519');
  if (kind === 'p256') return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return generateKeyPairSync('rsa', { modulusLength: 2_048 });
}

/** The headers that the provider would send with a body. */
export function signedHeaders(scheme: Scheme, delivery: Unsigned): Readonly<Record<string, string>> {
  switch (scheme.kind) {
    case 'either':
      return signedHeaders(scheme.schemes[0], delivery);
    case 'credential':
      return written(scheme.headers, (form) => credentialOf(form, delivery.signing));
    case 'custom': {
      const { body: bytes, url, now, signing } = delivery;
      const text = Buffer.from(bytes).toString();
      return scheme.signs({ method: 'POST', url, query: queryOf(url), text, bytes, now }, signing);
    }
    case 'jwt': {
      const token = tokenOf(scheme, delivery);
      return written(scheme.headers, (form) => writeHeader(form, () => token));
    }
    case 'hmac':
    case 'publicKey': {
      const values = valuesOf(scheme, delivery);
      const named = namedHeaders(scheme, delivery, values);
      const signature = signatureOf(scheme, delivery, { ...values, ...named });
      const proof = written(scheme.headers, (form) =>
        writeHeader(form, (gap) => (gap === 'signature' ? signature : values[gap])),
      );
      const plain = Object.entries(named).map(([gap, value]) => [gap.slice(BY_NAME.length), value] as const);
      return { ...proof, ...Object.fromEntries(plain) };
    }
  }
}

/** The body that the provider would send: the same, unless the signature is in it. */
export function signedBodyOf(scheme: Scheme, delivery: Unsigned): Uint8Array {
  const { body, signing, id, now } = delivery;
  if (scheme.kind === 'either') return signedBodyOf(scheme.schemes[0], delivery);
  if (scheme.kind !== 'custom' || scheme.signsInBody === undefined) return body;
  const text = decodeUtf8(body);
  return text === undefined ? body : Buffer.from(scheme.signsInBody({ text, id, now }, signing));
}

function written(headers: HeaderForms, write: (form: HeaderForm) => string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, form]) => [name, write(headerFormOf(form))]));
}

type Values = Readonly<Record<string, string>>;

function valuesOf({ time }: Hmac | PublicKeySignature, { now, id }: Unsigned): Values {
  return {
    timestamp: printTime(now, time?.unit ?? 'seconds'),
    id: `msg_${id}`,
    nonce: id,
    key: 'sample-key',
    any: 'sample',
  };
}

function signatureOf(scheme: Hmac | PublicKeySignature, { body, url, signing }: Unsigned, values: Values): string {
  const text = signedBody(scheme, body);
  const parts = fill(templateOf(scheme.signs), (name) => {
    if (name === 'body') return text;
    if (name === 'url') return url;
    if (name === 'method') return 'POST';
    return values[name];
  });
  if (scheme.kind === 'hmac') return macOf({ ...scheme, key: hmacKeyOf(signing, scheme.key) ?? signing, parts });
  return sign(scheme.key === 'ed25519' ? null : 'sha256', bytesOf(parts), privateKeyOf(signing)).toString(
    spellingOf(scheme.encoding),
  );
}

const BY_NAME = 'header:';

/** The headers that are signed by their names, by gap: as the request has them, as the scheme writes them, or something. */
function namedHeaders({ headers, signs }: Hmac | PublicKeySignature, { headers: more = {} }: Unsigned, values: Values) {
  const gaps = gapsOf(templateOf(signs)).filter(({ name }) => name.startsWith(BY_NAME));
  return Object.fromEntries(
    gaps.map(({ name: gap }): [gap: string, value: string] => {
      const name = gap.slice(BY_NAME.length);
      return [gap, more[name] ?? writeHeader(headerFormOf(headers[name] ?? '{any}'), (held) => values[held])];
    }),
  );
}

const SAMPLE_LIFETIME_SECONDS = 60;

function tokenOf(scheme: Token, { id, body, url, signing, now }: Unsigned): string {
  const [algorithm = 'HS256'] = scheme.algorithms;
  const iat = Math.floor(now.getTime() / 1000);
  const claims = Object.entries(scheme.claims).map(([name, claim]) => {
    const parts = fill(templateOf(claim), (gap) => (gap === 'body' ? body : url));
    return [name, bytesOf(parts).toString()] as const;
  });
  const required = (scheme.requires ?? []).map((name) => [name, id] as const);
  const payload = {
    iat,
    ...(scheme.lifetime !== undefined && { exp: iat + Math.min(scheme.lifetime, SAMPLE_LIFETIME_SECONDS) }),
    ...Object.fromEntries([...required, ...claims]),
  };
  const signed = `${part({ alg: algorithm, typ: 'JWT' })}.${part(payload)}`;
  return `${signed}.${tokenSignature(scheme, signing, signed)}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

const HASHES = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' } as const;

function tokenSignature({ algorithms: [algorithm = 'HS256'] }: Token, signing: string, signed: string): string {
  if (algorithm !== 'ES256' && algorithm !== 'RS256') {
    return createHmac(HASHES[algorithm], signing).update(signed).digest('base64url');
  }
  const key = { key: privateKeyOf(signing), dsaEncoding: 'ieee-p1363' } as const;
  return sign('sha256', Buffer.from(signed), key).toString('base64url');
}

function isAsymmetric({ algorithms: [algorithm] }: Token): boolean {
  return algorithm === 'ES256' || algorithm === 'RS256';
}
