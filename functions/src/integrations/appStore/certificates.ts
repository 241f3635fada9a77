import { X509Certificate, type KeyObject } from 'node:crypto';
import { isIssuedBy, isValidAt } from '../../core/scheme/certificates.ts';
import { hasExtension } from './extensions.ts';

/**
 * What the certificates of the App Store are marked with.
 * @see https://images.apple.com/certificateauthority/pdf/Apple_WWDR_CPS_v1.31.pdf
 */
export const LEAF_MARK = '1.2.840.113635.100.6.11.1';
export const INTERMEDIATE_MARK = '1.2.840.113635.100.6.2.1';

/** Leaf, intermediate and root. The root that comes along proves nothing and is not read. */
const CHAIN_LENGTH = 3;

/**
 * The public key of the certificate that signed, if the chain leads to the root: each certificate is issued by the next,
 * is marked by Apple for its purpose, and was valid at that time.
 * @param x5c The chain as a JSON Web Signature holds it: DER in base64. Nobody has verified it yet.
 * @param root The one certificate that is trusted: DER in base64.
 * @returns undefined if the chain does not lead there.
 * @throws {Error} for what is not a certificate.
 */
export function keyOfChain(x5c: unknown, root: string, at: Date): KeyObject | undefined {
  if (!Array.isArray(x5c) || x5c.length !== CHAIN_LENGTH) return undefined;
  const [leaf, intermediate, trusted] = [certificateIn(x5c[0]), certificateIn(x5c[1]), certificateIn(root)];
  if (leaf === undefined || intermediate === undefined || trusted === undefined) return undefined;
  const isSound =
    [leaf, intermediate, trusted].every((certificate) => isValidAt(certificate, at)) &&
    intermediate.ca &&
    isIssuedBy(intermediate, trusted) &&
    hasExtension(intermediate.raw, INTERMEDIATE_MARK) &&
    isIssuedBy(leaf, intermediate) &&
    hasExtension(leaf.raw, LEAF_MARK);
  return isSound ? leaf.publicKey : undefined;
}

/** Node's decoder skips what is not base64. */
function certificateIn(text: unknown): X509Certificate | undefined {
  if (typeof text !== 'string') return undefined;
  const der = Buffer.from(text, 'base64');
  return der.toString('base64') === text ? new X509Certificate(der) : undefined;
}
