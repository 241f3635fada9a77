import { createPublicKey } from 'node:crypto';
import { IntegrationError } from '../event/errors.ts';
import { isJsonObject, parseJson } from '../event/json.ts';
import type { Logger } from '../telemetry/logger.ts';
import { variableOf } from '../config/settings.ts';
import type { Clock, SecretVersion } from '../ports.ts';
import { Cached } from './cached.ts';
import { loadText } from './load-text.ts';
import type { Integration, KeySource } from '../integration/integration.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';

type KeyHolder = Pick<Integration<unknown>, 'provider' | 'checkSecret'>;

/**
 * The public keys that a provider publishes as a JSON Web Key Set: fetched, cached with an age limit, and
 * fetched again, with restraint, for a key id that is not among them. `verify` gets the key that the request
 * names, as PEM; its version is its id.
 * @see https://www.rfc-editor.org/rfc/rfc7517
 */
export class PublishedKeys {
  readonly #url: string;
  readonly #holder: KeyHolder;
  readonly #source: KeySource;
  readonly #keys: Cached<readonly SecretVersion[]>;

  /** @param url An https URL, or one of this machine for tests. */
  constructor(
    url: string,
    holder: KeyHolder,
    source: KeySource,
    ports: { readonly clock: Clock; readonly log: Logger },
  ) {
    this.#url = url;
    this.#holder = holder;
    this.#source = source;
    this.#keys = new Cached({
      fetch: () => this.#fetch(),
      isOutOfReach: (error) => IntegrationError.is(error),
      servesOn: (ageMs) =>
        ports.log.warn('The published keys cannot be fetched; the cached ones serve on', {
          ageSeconds: Math.round(ageMs / 1000),
        }),
      clock: ports.clock,
    });
  }

  /** The keys that the request names: none where its key id is unknown. @throws {IntegrationError} `secret-unavailable` */
  async current(request: RawWebhook): Promise<readonly SecretVersion[]> {
    return this.#named(request, await this.#keys.current());
  }

  /**
   * Fetches the keys again where the request names one that is not among them. A known key that did not verify
   * is a forgery, and no reason to fetch.
   */
  async refreshed(request: RawWebhook): Promise<readonly SecretVersion[] | undefined> {
    if ((await this.current(request)).length > 0) return undefined;
    const refresh = await this.#keys.refreshed();
    const keys = this.#named(request, refresh?.after ?? []);
    return keys.length > 0 ? keys : undefined;
  }

  /** Only a URL that was configured can be wrong. */
  #advice(): string {
    if (this.#url === this.#source.url) return '';
    const { provider } = this.#holder;
    return ` If this lasts, check ${variableOf(provider, 'KeysUrl')}: ${provider} publishes them at ${this.#source.url}.`;
  }

  #named(request: RawWebhook, keys: readonly SecretVersion[]): readonly SecretVersion[] {
    const id = this.#source.keyId(request);
    return keys.filter(({ version }) => version === id);
  }

  async #fetch(): Promise<readonly SecretVersion[]> {
    try {
      const keys = keysIn((await loadText(this.#url)) ?? '').filter(({ value }) => !this.#holder.checkSecret?.(value));
      if (keys.length === 0) throw new Error('The document holds no usable key.');
      return keys;
    } catch (cause) {
      const { provider } = this.#holder;
      throw new IntegrationError(
        provider,
        'secret-unavailable',
        `The keys of ${provider} cannot be fetched right now; send the event again.${this.#advice()}`,
        { cause },
      );
    }
  }
}

/** The public keys of a key set that may verify signatures, as PEM. What cannot be read is left out. */
function keysIn(text: string): readonly SecretVersion[] {
  const set = parseJson(text);
  const keys: readonly unknown[] = isJsonObject(set) && Array.isArray(set['keys']) ? set['keys'] : [];
  return keys.flatMap((jwk) => {
    if (!isJsonObject(jwk) || typeof jwk['kid'] !== 'string' || jwk['use'] === 'enc') return [];
    try {
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      return [{ value: key.export({ type: 'spki', format: 'pem' }).toString(), version: jwk['kid'] }];
    } catch {
      return [];
    }
  });
}
