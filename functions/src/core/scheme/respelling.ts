import { asBuffer } from '../event/json.ts';
import type { Hmac, PublicKeySignature } from './scheme.ts';

/** The body as the provider signs it: as it was sent, unless the scheme says how the provider spells it otherwise. */
export function signedBody(scheme: Hmac | PublicKeySignature, body: Uint8Array): Uint8Array {
  if (scheme.kind !== 'hmac' || scheme.respell === undefined) return body;
  const sent = asBuffer(body).toString('latin1');
  const signed = scheme.respell(sent);
  // Most bodies are spelled alike, and need no copy.
  return signed === sent ? body : Buffer.from(signed, 'latin1');
}
