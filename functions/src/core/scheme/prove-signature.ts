import { createVerify, verify } from 'node:crypto';
import type { Read } from './header-form.ts';
import { SchemeHeaders, valueIn } from './headers.ts';
import { hmacKeyOf, keysFor, publicKeysOf } from './keys.ts';
import { macMatches, spellingOf } from './mac.ts';
import { firstThatProves, type Check, type Proof, type Prover } from './proof.ts';
import { signedBody } from './respelling.ts';
import { requireTime, requireTimeInBody } from './required-time.ts';
import type { Hmac, PublicKeySignature } from './scheme.ts';
import { signedUrls } from './signed-urls.ts';
import { bytesOf, fill, hasGap, templateOf } from './template.ts';
import { firstThatVerifies, requireHeader, requireJsonBody, requireUtf8 } from './verification.ts';

type Parts = readonly (string | Uint8Array)[];

/** Proves requests that carry a signature over a text. */
export function signatureProver(scheme: Hmac | PublicKeySignature): Prover {
  const { time } = scheme;
  const headers = new SchemeHeaders(scheme.headers, time?.unit);
  const template = templateOf(scheme.signs);
  const coversUrl = hasGap(template, 'url');
  const coversId = hasGap(template, 'id');
  const verifies = scheme.kind === 'hmac' ? hmacVerifier(scheme) : publicKeyVerifier(scheme);

  const prove = (check: Check, body: Uint8Array, read: Read): Proof => {
    const { provider, request, secrets } = check;
    const inHeader =
      time === undefined || time.at !== undefined
        ? undefined
        : requireTime(time, valueIn(read, 'timestamp'), headers.describe('timestamp'), check);
    const signatures = read.get('signature') ?? [];
    if (signatures.length === 0) throw headers.unreadable(provider, 'signature');
    const urls = coversUrl ? signedUrls(provider, request) : [''];
    const candidates = urls.map((url) => ({
      url,
      parts: fill(template, (name) => {
        if (name === 'body') return body;
        if (name === 'url') return url;
        if (name === 'method') return request.method;
        if (name.startsWith('header:')) return requireHeader(provider, request, name.slice('header:'.length));
        return valueIn(read, name);
      }),
    }));
    let signed: (typeof candidates)[number] | undefined;
    const secret = firstThatVerifies(provider, secrets, (candidate) => {
      signed = candidates.find(({ parts }) => verifies(candidate, parts, signatures, read));
      return signed !== undefined;
    });
    const signedAt =
      time?.at === undefined ? inHeader : requireTimeInBody(time, time.at, requireJsonBody(provider, request), check);
    const signedId = coversId ? valueIn(read, 'id') : undefined;
    return {
      secret,
      read,
      ...(signedAt !== undefined && { signedAt }),
      ...(signedId !== undefined && { signedId }),
      ...(coversUrl && signed !== undefined && { url: signed.url }),
    };
  };

  return (check) => {
    const { provider, request } = check;
    const reads = headers.read(provider, request);
    // Decoding comes after verification: a string takes up to twice the memory of its bytes, and anyone can send those.
    requireUtf8(provider, request);
    const body = signedBody(scheme, request.rawBody);
    if (reads.length === 1) return prove(check, body, reads[0]);
    return firstThatProves(reads.map((read) => () => prove(check, body, read)));
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
  const spelling = spellingOf(encoding);
  return (secret, parts, signatures, read) => {
    const keys = keysFor(valueIn(read, 'key'), publicKeysOf(secret, kind));
    return keys.some(({ key }) =>
      signatures.some((text) => {
        const signature = Buffer.from(text, spelling);
        // Ed25519 has one spelling. DER and RSA say where they end, and providers' own verifiers ignore what follows.
        const given = encoding === 'hex:any-case' ? text.toLowerCase() : text;
        if (kind === 'ed25519' && signature.toString(spelling) !== given) return false;
        return kind === 'ed25519'
          ? verify(null, bytesOf(parts), key, signature)
          : verifierOf(parts).verify(key, signature);
      }),
    );
  };
}

/** Hashes the parts one after the other. To join them would copy a body that nobody has proved. */
function verifierOf(parts: Parts) {
  const verifier = createVerify('sha256');
  for (const part of parts) verifier.update(part);
  return verifier;
}
