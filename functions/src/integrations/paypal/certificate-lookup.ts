import { isLocalTrust } from '../../core/config/secret-forms.ts';
import type { KeyLookup } from '../../core/integration/key-lookup.ts';
import { headerOf } from '../../core/scheme/verification.ts';
import { certificatesIn, certificatesOf, keyOfChain } from './certificates.ts';
import { DIGICERT_ROOTS } from './digicert-roots.ts';
import { withKey } from './webhook.ts';

export const URL_HEADER = 'paypal-cert-url';

/** Where PayPal publishes its certificates. Anybody can send a URL, so nothing else is ever asked. */
const CERTIFICATE_URL =
  /^https:\/\/api(?:-m)?(?:\.sandbox)?\.paypal\.com\/v1\/notifications\/certs\/CERT-[\w-]{1,100}$/;

/** Whether a URL is one of PayPal's certificates. */
export function isCertificateUrl(url: string): boolean {
  return CERTIFICATE_URL.test(url);
}

/**
 * Looks up the certificate that a request names, and takes its key if it is PayPal's.
 * @param roots The certificates that are trusted: DER in base64.
 * @see https://developer.paypal.com/api/rest/webhooks/rest/#link-selfverification
 */
export function certificateLookup(roots: readonly string[] = DIGICERT_ROOTS): KeyLookup {
  return {
    idOf(request) {
      const url = headerOf(request, URL_HEADER);
      return url !== undefined && isCertificateUrl(url) ? url : undefined;
    },

    holdsKey: isLocalTrust,

    async find({ id: url, secret, now, load }) {
      const chain = certificatesIn((await load(url)) ?? '');
      const key = chain && keyOfChain(chain, certificatesOf(roots) ?? [], now);
      return key && withKey(secret, key);
    },
  };
}
