import type { RawWebhook } from '../scheme/raw-webhook.ts';

/**
 * How the key is found that a request names, for a provider that gives its keys out one by one. Core calls it with
 * restraint, since the requests that name keys are not proved yet, and keeps what it finds for a while.
 */
export interface KeyLookup {
  /**
   * The name of the key that a request was signed with; undefined if no key may be looked up by it. It has to refuse whatever
   * is not a name that the provider gives: anybody can send one.
   */
  idOf(request: RawWebhook): string | undefined;
  /** Whether a configured secret holds a key already, so that nothing is looked up for it. */
  holdsKey(secret: string): boolean;
  /**
   * Looks a key up. @returns the secret that `verify` gets; undefined if the provider has no such key, or none to be trusted.
   * @throws {Error} if the provider is out of reach
   */
  find(wanted: WantedKey): Promise<string | undefined>;
}

export interface WantedKey {
  readonly id: string;
  /** A configured secret. */
  readonly secret: string;
  readonly now: Date;
  /** Loads a text within the deadline, without following redirects. @returns undefined if there is none: 400 or 404. */
  readonly load: (url: string, request?: LoadRequest) => Promise<string | undefined>;
}

/** Sent as JSON, by POST; without a body it is a GET. */
export interface LoadRequest {
  readonly body: object;
}
