import { verify as verifySignature } from 'node:crypto';
import { isJsonObject } from '../event/json.ts';
import { secondsOf } from './signed-time.ts';
import { signedUrls } from './signed-urls.ts';
import {
  badSignature,
  firstThatVerifies,
  notAnEvent,
  requireHeader,
  requireJson,
  requireText,
  requireWithinWindow,
} from './verification.ts';
import type { Read } from './header-form.ts';
import { SchemeHeaders, valueIn } from './headers.ts';
import { hmacKeyOf, publicKeyOf } from './keys.ts';
import { macMatches, spellingOf } from './mac.ts';
import { firstThatProves, type Check, type Proof, type Prover } from './proof.ts';
import type { Hmac, PublicKeySignature, SignedTime } from './scheme.ts';
import { bytesOf, fill, hasGap, templateOf } from './template.ts';

type Parts = readonly (string | Uint8Array)[];

/** Proves requests that carry a signature over a text. */
export function signatureProver(scheme: Hmac | PublicKeySignature): Prover {
  const { time } = scheme;
  const headers = new SchemeHeaders(scheme.headers);
  const template = templateOf(scheme.signs);
  const coversUrl = hasGap(template, 'url');
  const respell = scheme.kind === 'hmac' ? scheme.respell : undefined;
  const verifies = scheme.kind === 'hmac' ? hmacVerifier(scheme) : publicKeyVerifier(scheme);

  const prove = (check: Check, text: string, read: Read): Proof => {
    const { provider, request, secrets } = check;
    const signatures = read.get('signature') ?? [];
    if (time !== undefined && time.at === undefined) {
      requireTime(time, valueIn(read, 'timestamp'), headers.holderOf('timestamp'), check);
    }
    if (signatures.length === 0) throw badSignature(provider);
    const body = respell?.(text) ?? request.rawBody;
    const urls = coversUrl ? signedUrls(provider, request) : [''];
    const candidates = urls.map((url) =>
      fill(template, (name) => {
        if (name === 'body') return body;
        if (name === 'url') return url;
        if (name === 'method') return request.method;
        if (name.startsWith('header:')) return requireHeader(provider, request, name.slice('header:'.length));
        return valueIn(read, name);
      }),
    );
    const secret = firstThatVerifies(provider, secrets, (candidate) =>
      candidates.some((parts) => verifies(candidate, parts, signatures, read)),
    );
    if (time?.at !== undefined) requireTime(time, timeIn(provider, text, time.at), 'body', check);
    return { secret, text, read };
  };

  return (check) => {
    const { provider, request } = check;
    const reads = headers.read(provider, request);
    const text = requireText(provider, request);
    if (reads.length === 1) return prove(check, text, reads[0]);
    return firstThatProves(reads.map((read) => () => prove(check, text, read)));
  };
}

type Verifier = (secret: string, parts: Parts, signatures: readonly string[], read: Read) => boolean;

function hmacVerifier({ hash, encoding, key: form }: Hmac): Verifier {
  return (secret, parts, signatures) => {
    const key = hmacKeyOf(secret, form);
    return key !== undefined && macMatches({ hash, encoding, key, parts }, signatures);
  };
}

function publicKeyVerifier({ key: kind, encoding }: PublicKeySignature): Verifier {
  const hash = kind === 'ed25519' ? null : 'sha256';
  const spelling = spellingOf(encoding);
  return (secret, parts, signatures, read) => {
    const { key, id } = publicKeyOf(secret, kind);
    const named = valueIn(read, 'key');
    if (id !== undefined && named !== undefined && id !== named) return false;
    const signed = bytesOf(parts);
    return signatures.some((text) => {
      const signature = Buffer.from(text, spelling);
      // Ed25519 has one spelling. DER and RSA say where they end, and providers' own verifiers ignore what follows.
      const given = encoding === 'hex:any-case' ? text.toLowerCase() : text;
      if (kind === 'ed25519' && signature.toString(spelling) !== given) return false;
      return verifySignature(hash, signed, key, signature);
    });
  };
}

const UNITS = { seconds: 'Unix seconds', milliseconds: 'Unix milliseconds', rfc3339: 'RFC 3339' } as const;

/** @param place Where the time stands: `header x-acme-timestamp`, `body`. */
function requireTime({ unit, ahead }: SignedTime, text: string | undefined, place: string, check: Check): void {
  const { provider, now, window } = check;
  const stated = { seconds: secondsOf(text, unit), place, part: `time in ${UNITS[unit]}` };
  requireWithinWindow(provider, stated, now, window);
  const isAhead = ahead !== undefined && stated.seconds * 1000 > now.getTime();
  if (isAhead) requireWithinWindow(provider, stated, now, Math.min(ahead, window));
}

/** The time in a body that was verified. @throws {IntegrationError} `bad-webhook-request` if the body has none. */
function timeIn(provider: string, text: string, pointer: string): string {
  let value = requireJson(provider, text);
  for (const key of pointer.split('/').slice(1)) value = isJsonObject(value) ? value[key] : undefined;
  if (typeof value === 'number' || typeof value === 'string') return String(value);
  throw notAnEvent(provider, `it needs the time ${pointer}`);
}
