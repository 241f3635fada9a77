import { digestOf } from '../event/digest.ts';
import { IntegrationError } from '../event/errors.ts';
import { keepNewest } from '../keep-newest.ts';
import type { KeyLookup } from '../integration/key-lookup.ts';
import type { Clock, SecretVersion } from '../ports.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import type { Logger } from '../telemetry/logger.ts';
import { Cached } from './cached.ts';
import { loadText } from './load-text.ts';
import { LookupBudget } from './lookup-budget.ts';
import type { SecretSource } from './source.ts';

/** Most keys that are kept. A provider has one or two. */
export const MOST_KEYS = 20;
/** Most keys that are looked up for the first time within {@link LOOKUPS_INTERVAL_MS}: anybody can name one. */
export const MOST_LOOKUPS = 10;
export const LOOKUPS_INTERVAL_MS = 30_000;

interface Holder {
  readonly provider: string;
  readonly keyLookup: KeyLookup;
}

/**
 * The keys of a provider that gives them out one by one: what a request names is looked up for each configured secret,
 * and kept. Names that lead to no key are not kept, so they cannot displace those that do.
 */
export class LookedUpKeys implements SecretSource {
  readonly #configured: SecretSource;
  readonly #holder: Holder;
  readonly #ports: { readonly clock: Clock; readonly log: Logger };
  readonly #kept = new Map<string, Cached<string | undefined>>();
  readonly #lookups: LookupBudget;

  constructor(configured: SecretSource, holder: Holder, ports: { readonly clock: Clock; readonly log: Logger }) {
    this.#configured = configured;
    this.#holder = holder;
    this.#ports = ports;
    this.#lookups = new LookupBudget(MOST_LOOKUPS, LOOKUPS_INTERVAL_MS, ports.clock);
  }

  /** @throws {IntegrationError} `secret-unavailable`, or as the configured secrets do */
  async current(request: RawWebhook): Promise<readonly SecretVersion[]> {
    return this.#withKeys(request, await this.#configured.current(request));
  }

  /** A known key that does not verify is a forgery, and no reason to look it up again. */
  async refreshed(request: RawWebhook): Promise<readonly SecretVersion[] | undefined> {
    const newer = await this.#configured.refreshed(request);
    return newer && this.#withKeys(request, newer);
  }

  /** A secret without a key becomes a blank one, which verifies nothing. */
  #withKeys(request: RawWebhook, secrets: readonly SecretVersion[]): Promise<readonly SecretVersion[]> {
    const { keyLookup } = this.#holder;
    const id = keyLookup.idOf(request);
    return Promise.all(
      secrets.map(async ({ value, version }) => {
        if (keyLookup.holdsKey(value)) return { value, version };
        return { value: (id === undefined ? undefined : await this.#keyOf(id, value)) ?? '', version };
      }),
    );
  }

  async #keyOf(id: string, secret: string): Promise<string | undefined> {
    const name = digestOf(id, '\n', secret);
    const kept = this.#kept.get(name) ?? this.#newEntry(id, secret);
    keepNewest(this.#kept, name, kept, MOST_KEYS);
    try {
      const key = await kept.current();
      if (key === undefined) this.#kept.delete(name);
      return key;
    } catch (cause) {
      // While the provider is out of reach, names that nobody knows must not displace keys either.
      this.#kept.delete(name);
      throw this.#unavailable(cause);
    }
  }

  #newEntry(id: string, secret: string): Cached<string | undefined> {
    const { clock, log } = this.#ports;
    if (!this.#lookups.take()) {
      throw this.#unavailable(new Error(`${MOST_LOOKUPS} keys were looked up within ${LOOKUPS_INTERVAL_MS} ms.`));
    }
    return new Cached({
      fetch: () => this.#holder.keyLookup.find({ id, secret, now: clock.now(), load: loadText }),
      isOutOfReach: () => true,
      servesOn: (ageMs) =>
        log.warn('The key cannot be looked up; the cached one serves on', { ageSeconds: Math.round(ageMs / 1000) }),
      clock,
    });
  }

  #unavailable(cause: unknown): IntegrationError {
    const { provider } = this.#holder;
    return new IntegrationError(
      provider,
      'secret-unavailable',
      `The key that the request names cannot be fetched from ${provider} right now; send the event again.`,
      { cause },
    );
  }
}
