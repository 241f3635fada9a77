import type { IntegrationSettings } from '../config/settings.ts';
import { IntegrationError } from '../event/errors.ts';
import type { HttpReply, Integration, Verified, VerifyLimits } from '../integration/integration.ts';
import type { SecretVersion } from '../ports.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import type { SecretSource } from '../secrets/source.ts';

/** Used if the provider signs no time. Nothing is compared with it then. */
const NO_TOLERANCE = 0;

/** A request that was proven to be authentic. */
export interface Verification<Native> {
  readonly verified: Verified<Native>;
  /** The version of the secret that verified it. */
  readonly secretVersion: string | undefined;
  /** Whether a newer secret is configured beside the one that verified: the older one is still in use. */
  readonly oldSecret: boolean;
}

/**
 * Has an integration check requests against the secrets that are configured. Every answer is immediate unless a secret
 * has to be fetched or the integration itself waits: most requests are verified without waiting for anything.
 */
export class Verifier<Native> {
  readonly #integration: Integration<Native>;
  readonly #settings: IntegrationSettings;
  readonly #secrets: SecretSource;

  constructor(integration: Integration<Native>, settings: IntegrationSettings, secrets: SecretSource) {
    this.#integration = integration;
    this.#settings = settings;
    this.#secrets = secrets;
  }

  /**
   * Proves that a request is authentic.
   * @throws {IntegrationError} as the integration says, or `bad-config` if no secret can be had.
   */
  verify(request: RawWebhook): Verification<Native> | Promise<Verification<Native>> {
    return this.#withSecrets(request, (secrets) => {
      // The time of arrival, not of this line: a cold start must not age a signature.
      const outcome = this.#integration.verify(request, valuesOf(secrets), request.receivedAt, this.#limits);
      const named = (verified: Verified<Native>) => {
        const { secret } = verified;
        return { verified, secretVersion: secrets[secret]?.version, oldSecret: secret > 0 };
      };
      return outcome instanceof Promise ? outcome.then(named) : named(outcome);
    });
  }

  /** The answer to the provider's own handshake; undefined if the request is an ordinary delivery. */
  handshake(request: RawWebhook): HttpReply | undefined | Promise<HttpReply | undefined> {
    return this.#withSecrets(request, (secrets) =>
      this.#integration.handshake?.(request, valuesOf(secrets), request.receivedAt, {
        ...this.#limits,
        verifyToken: this.#settings.verifyToken,
      }),
    );
  }

  /**
   * Tries the secrets at hand, and newer ones if none of them verifies: they may have been rotated. Secrets that are at
   * hand are not awaited.
   */
  #withSecrets<T>(request: RawWebhook, attempt: (secrets: readonly SecretVersion[]) => T | Promise<T>): T | Promise<T> {
    const again = async (error: unknown): Promise<T> => {
      const mayBeRotated = IntegrationError.is(error) && error.code.endsWith('/bad-signature');
      const newer = mayBeRotated ? await this.#secrets.refreshed(request) : undefined;
      if (newer === undefined) throw error;
      return attempt(newer);
    };
    try {
      const held = this.#secrets.current(request);
      const outcome = held instanceof Promise ? held.then(attempt) : attempt(held);
      return outcome instanceof Promise ? outcome.catch(again) : outcome;
    } catch (error) {
      return again(error);
    }
  }

  get #limits(): VerifyLimits {
    return { toleranceSeconds: this.#settings.toleranceSeconds ?? this.#integration.toleranceSeconds ?? NO_TOLERANCE };
  }
}

function valuesOf(secrets: readonly SecretVersion[]): readonly string[] {
  return secrets.map(({ value }) => value);
}
