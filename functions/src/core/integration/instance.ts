import type { AccountOptions } from '../options/account-options.ts';
import type { Scheme } from '../scheme/scheme.ts';
import type { EventPlaces } from './places.ts';

/** What a provider sends whose types are not ours to know: an object. */
export type InstanceNative = Readonly<Record<string, unknown>>;

/**
 * A provider that is described in `integrations.config.ts`, without a folder. Data alone: every function of the bundle
 * reads the configuration, only that of the instance loads what verifies it.
 * @example
 * instances: {
 *   acme: {
 *     scheme: hmac({ headers: { 'x-acme-signature': 'sha256={signature}' } }),
 *     places: { id: '/id', type: '/event', time: '/created_at' },
 *   },
 * }
 */
export interface Instance {
  /** How it proves that a request is its own. `integration-service/config` exports a function for each kind. */
  readonly scheme: Scheme;
  /** The places of the id, the type and so on in its events. */
  readonly places?: EventPlaces<InstanceNative>;
  /**
   * `hub` answers the GET with `hub.challenge` by which Meta and WebSub verify an endpoint, if its token is that of
   * `<PROVIDER>_VERIFY_TOKEN`.
   */
  readonly challenge?: 'hub';
  /** Accepted media types; the body is JSON whatever it is called. Default: `application/json`. */
  readonly contentTypes?: readonly string[];
  /** Largest accepted body in bytes. Default: 1 MiB. */
  readonly maxBytes?: number;
  /**
   * True if many accounts send, each with its own secret: each gets a URL, `…/acme-webhook/<account>`.
   * @see docs/deploy/accounts.md
   */
  readonly accounts?: boolean | AccountOptions;
}
