import { IntegrationError } from '../event/errors.ts';
import type { RawWebhook } from './raw-webhook.ts';
import type { Read } from './header-form.ts';

/** A request and what it is verified against. */
export interface Check {
  readonly provider: string;
  readonly request: RawWebhook;
  readonly secrets: readonly string[];
  readonly now: Date;
  /** Seconds that a signed time may differ from ours, on either side. */
  readonly window: number;
}

/** What a request proved. */
export interface Proof {
  /** Index of the secret that verified it. */
  readonly secret: number;
  /** What its headers held, by gap. */
  readonly read: Read;
  /** When it was signed, if the signature covers that time. */
  readonly signedAt?: Date;
  /** Id of the request, if the signature covers one. */
  readonly signedId?: string;
  /** The URL that was signed, as registered; undefined if the signature covers none. */
  readonly url?: string;
}

/** Proves that a request is the provider's own. @throws {IntegrationError} and nothing else. */
export type Prover = (check: Check) => Proof;

/** The first of several ways to prove a request that succeeds. If none does, it fails as the first of them. */
export function firstThatProves(attempts: readonly (() => Proof)[]): Proof {
  let failure: unknown;
  for (const attempt of attempts) {
    try {
      return attempt();
    } catch (thrown) {
      if (!IntegrationError.is(thrown)) throw thrown;
      failure ??= thrown;
    }
  }
  throw failure;
}
