import { asBuffer } from '../event/json.ts';
import type { Hmac, PublicKeySignature } from './scheme.ts';

/** The body as the provider signs it: as it was sent, unless the scheme says how the provider spells it otherwise. */
export function signedBody(scheme: Hmac | PublicKeySignature, body: Uint8Array): Uint8Array {
  if (scheme.kind !== 'hmac' || scheme.respell === undefined) return body;
  return Buffer.from(scheme.respell(asBuffer(body).toString('latin1')), 'latin1');
}
