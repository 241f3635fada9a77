import { X509Certificate, type KeyObject } from 'node:crypto';
import { isIssuedBy, isValidAt } from '../../core/scheme/certificates.ts';
import { isOfKind } from '../../core/scheme/keys.ts';

/** Whom PayPal's certificates are issued to. */
const HOLDERS = ['messageverificationcerts.paypal.com', 'messageverificationcerts.sandbox.paypal.com'];

/** The certificate itself, and those that lead from it to a root. */
const MOST_CERTIFICATES = 5;

const END = '-----END CERTIFICATE-----';

/** The certificates in a text in PEM; undefined if it holds none, too many, or something else beside them. */
export function certificatesIn(pem: string): readonly X509Certificate[] | undefined {
  const parts = pem.split(END).slice(0, -1);
  if (parts.length === 0 || parts.length > MOST_CERTIFICATES) return undefined;
  return certificatesOf(parts.map((part) => `${part}${END}`));
}

/** @param texts PEM, or DER in base64. */
export function certificatesOf(texts: readonly string[]): readonly X509Certificate[] | undefined {
  try {
    return texts.map((text) => new X509Certificate(text.includes(END) ? text : Buffer.from(text, 'base64')));
  } catch {
    return undefined;
  }
}

/**
 * The public key of PayPal's certificate: it is issued to PayPal, is valid, and leads to a root that is trusted.
 * @param chain The certificate, and those in between in any order. Nobody has verified them yet.
 * @returns undefined if it is not PayPal's.
 */
export function keyOfChain(
  chain: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  at: Date,
): KeyObject | undefined {
  const [certificate, ...between] = chain;
  if (certificate === undefined || !isPayPals(certificate) || !isValidAt(certificate, at)) return undefined;
  const authorities = between.filter((one) => one.ca && isValidAt(one, at));
  const trusted = roots.filter((root) => isValidAt(root, at));
  return leadsTo(certificate, authorities, trusted) ? certificate.publicKey : undefined;
}

function isPayPals(certificate: X509Certificate): boolean {
  const isIssuedTo = (holder: string) => certificate.checkHost(holder, { wildcards: false }) !== undefined;
  return isOfKind(certificate.publicKey, 'rsa') && HOLDERS.some(isIssuedTo);
}

function leadsTo(
  certificate: X509Certificate,
  authorities: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): boolean {
  if (roots.some((root) => isIssuedBy(certificate, root))) return true;
  return authorities.some(
    (one) =>
      isIssuedBy(certificate, one) &&
      leadsTo(
        one,
        authorities.filter((other) => other !== one),
        roots,
      ),
  );
}
