import { randomBytes } from 'node:crypto';
import { macOf } from './mac.ts';
import type { KeyPair, Unsigned } from './sign.ts';
import type { SignatureHeaders } from './standard-webhooks.ts';

/** A fresh secret as Svix makes them: 24 random bytes. */
export function makeStandardSecret(): KeyPair {
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  return { configured: secret, signing: secret };
}

/** The request that delivers a body by Standard Webhooks. @param headers The family of headers that the provider uses. */
export function standardWebhookRequest(delivery: Unsigned, headers: SignatureHeaders) {
  const { body, id, signing, now, url } = delivery;
  const messageId = `msg_${id}`;
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const key = Buffer.from(signing.replace(/^whsec_/, ''), 'base64');
  const parts = [`${messageId}.${timestamp}.`, body];
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      [headers.id]: messageId,
      [headers.timestamp]: timestamp,
      [headers.signature]: `v1,${macOf({ hash: 'sha256', encoding: 'base64', key, parts })}`,
    },
    body,
  };
}
