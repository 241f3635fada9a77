import type { Provider } from '../../../functions/src/generated/providers.ts';

/**
 * The scheme that verifies a provider's requests also signs its samples, so samples cannot show that the scheme names a
 * wrong header or hash. A comparison with the provider's own verifier shows it. Some providers have none, or one that is too large to load: their requests
 * are signed here by `node:crypto` alone, with header names and formats copied from their documentation.
 */
export interface SignedByHand {
  readonly secret: string;
  readonly body: string;
  /** By name, as the provider spells it. */
  readonly headers: Readonly<Record<string, string>>;
  /** The headers that prove the request. */
  readonly proof: readonly string[];
  /** The event's type, which proves that the body was read. */
  readonly type: string;
  /** False if whoever knows the credential can send any body. */
  readonly coversBody?: boolean;
}

export type RequestsByHand = { readonly [Name in Provider]?: () => SignedByHand };

export const SECRET = 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==';
