/** What a provider's API can do about webhooks. The engine plans by it. */
export interface RegistrarCapabilities {
  /** `attribute`: the URL of something that exists anyway, such as a phone number. It is never created, only set. */
  readonly unit: 'object' | 'attribute';
  readonly types: TypesCapability;
  readonly secret: SecretCapability;
  readonly rotation: RotationCapability;
  /** Whether the API sends an event that the receiver accepts as authentic. `unverifiable`: it sends one that is refused. */
  readonly test: 'verified' | 'unverifiable' | 'none';
  /** What an existing webhook lets `update` change. */
  readonly changes: {
    readonly url: boolean;
    readonly types: boolean;
    /** Whether one that is off can be turned on. */
    readonly state: boolean;
    /** The names of the form that can be changed. */
    readonly form: readonly string[];
  };
  /** Whether the provider refuses a second webhook with one URL. */
  readonly refusesDuplicates: boolean;
  /** Whether a webhook that expires lives on if it is updated. */
  readonly extends?: true;
  /** Whether it has a place for our mark. */
  readonly marks: boolean;
  /** How many webhooks the provider allows, if it documents a limit. */
  readonly most?: number;
}

/**
 * Which events a webhook gets.
 * - `listed`: those that it names. `all` says how every type is asked for: by a wildcard, by naming each that `available`
 *   lists, or not at all.
 * - `everything`: the API offers no choice.
 * - `one each`: the provider holds an object per type, which the adapter presents as one webhook.
 */
export type TypesCapability =
  | { readonly are: 'listed' | 'one each'; readonly all: 'wildcard' | 'available' | 'refused' }
  | { readonly are: 'everything' };

/**
 * Where the secret comes from.
 * - `created`: the answer to the creation holds it, once.
 * - `read`: the API gives it at any time.
 * - `us`: we choose it. Default: 32 random bytes as hexadecimal digits.
 * - `account`: the account, the app or the space has one; `readSecret` reads it, or `steps` say where it is.
 * - `id`: there is none; the receiver is configured with the id of the webhook.
 * - `handshake`: the provider sends it to the endpoint during the creation; the answer holds it, too.
 * - `none`: the provider's published keys verify, or nothing does.
 */
export type SecretCapability =
  | { readonly from: 'created' | 'read' | 'id' | 'handshake' | 'none' }
  | { readonly from: 'us'; readonly make?: () => string }
  | { readonly from: 'account'; readonly steps: readonly string[] };

/**
 * How a secret is replaced.
 * - `overlap`: the provider signs with both for up to these hours.
 * - `us`: we choose another, and the receiver holds it before the provider signs with it.
 * - `second`: a second webhook with the same URL has its own; the first is removed later.
 * - `replaced`: the old secret ends at once. `rotate` replaces it; without that call, the webhook is removed and created again.
 * - `hand`: in the provider's dashboard.
 * - `none`: the webhook has no secret.
 */
export type RotationCapability =
  | { readonly by: 'overlap'; readonly hours: number }
  | { readonly by: 'us' | 'second' | 'replaced' | 'none' }
  | { readonly by: 'hand'; readonly steps: readonly string[] };
