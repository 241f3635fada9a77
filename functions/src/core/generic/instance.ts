import type { HmacOptions } from './hmac.ts';
import type { StaticCredentialOptions } from './static-credential.ts';

/**
 * A provider that is described in `integrations.config.ts` instead of programmed. Data alone: every function of the
 * bundle reads the configuration, only that of the instance loads what verifies it.
 */
export type Instance =
  | { readonly mode: 'hmac'; readonly options: HmacOptions }
  | { readonly mode: 'staticCredential'; readonly options: StaticCredentialOptions };

/**
 * Describes a provider that signs with a shared key.
 * @example
 * instances: {
 *   acme: hmac({ header: 'x-acme-signature', prefix: 'sha256=', id: '/id', type: '/event', time: '/created_at' }),
 * }
 */
export function hmac(options: HmacOptions): Instance {
  return { mode: 'hmac', options };
}

/**
 * Describes a provider that signs nothing and sends a credential along.
 * @example
 * instances: { crm: staticCredential({ credential: 'bearer', id: '/meta/id', type: ['/meta/entity', '/meta/action'] }) }
 */
export function staticCredential(options: StaticCredentialOptions): Instance {
  return { mode: 'staticCredential', options };
}
