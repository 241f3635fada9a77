import type { KeyObject } from 'node:crypto';
import { LOCAL_TRUST } from '../../core/config/secret-forms.ts';
import { publicKeysOf } from '../../core/scheme/keys.ts';
import { certificatesOf, keyOfChain } from './certificates.ts';

/** What an operator configures: the id of a webhook. Samples bring the certificate along that they are signed with. */
export const WEBHOOK_FORM =
  /^(?:local-testing:(?<chain>[A-Za-z0-9+/=]{100,9000}(?:\.[A-Za-z0-9+/=]{100,9000}){1,3}):)?(?<id>[0-9A-Za-z]{8,40})$/;

/** A webhook and the key that signs for it, in one text: the looked-up form of a configured id. */
const WITH_KEY = /^(?<id>[0-9A-Za-z]{8,40}):(?<key>[A-Za-z0-9+/=]{100,2000})$/;

/** A webhook, and the key that its requests are signed with. */
export interface SignedWebhook {
  readonly id: string;
  readonly key: KeyObject;
}

/**
 * The webhook that a secret stands for: a configured id with its key, or one that brings its certificates along.
 * @returns undefined if there is no key to verify with, or none to be trusted at this time.
 */
export function webhookOf(secret: string, at: Date): SignedWebhook | undefined {
  const { id, key } = WITH_KEY.exec(secret)?.groups ?? {};
  if (id !== undefined && key !== undefined) {
    const [read] = publicKeysOf(key, 'rsa');
    return read && { id, key: read.key };
  }
  const { id: localId, chain } = WEBHOOK_FORM.exec(secret)?.groups ?? {};
  const [certificate, ...roots] = certificatesOf((chain ?? '').split('.')) ?? [];
  if (localId === undefined || certificate === undefined) return undefined;
  const localKey = keyOfChain([certificate], roots, at);
  return localKey && { id: localId, key: localKey };
}

/** A configured id together with the key that was looked up for it. */
export function withKey(id: string, key: KeyObject): string {
  return `${id}:${key.export({ format: 'der', type: 'spki' }).toString('base64')}`;
}

/**
 * The value that trusts a certificate of one's own making. Deployed functions refuse it.
 * @param chain The certificate and its root: DER in base64.
 */
export function locallyTrusted(chain: readonly [certificate: string, root: string], id: string): string {
  return `${LOCAL_TRUST}${chain.join('.')}:${id}`;
}
