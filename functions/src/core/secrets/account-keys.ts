import { isLocalTrust } from '../config/secret-forms.ts';
import type { KeySource } from '../integration/integration.ts';
import type { Clock, SecretVersion } from '../ports.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import type { Logger } from '../telemetry/logger.ts';
import { PublishedKeys } from './published-keys.ts';
import type { SecretSource } from './source.ts';

/**
 * Accounts that are configured, each with the published key that a request names: somebody else signs for all accounts,
 * so a good signature proves nothing until the account is compared. A secret made for local testing brings its own key.
 */
export class AccountKeys implements SecretSource {
  readonly #accounts: SecretSource;
  readonly #keys: SecretSource;

  constructor(
    accounts: SecretSource,
    provider: string,
    source: KeySource,
    ports: { readonly clock: Clock; readonly log: Logger },
  ) {
    this.#accounts = accounts;
    this.#keys = new PublishedKeys(source.url, { provider }, source, ports);
  }

  /** @throws {IntegrationError} `bad-config` or `secret-unavailable` */
  async current(request: RawWebhook): Promise<readonly SecretVersion[]> {
    const accounts = await this.#accounts.current(request);
    return accounts.every(isLocal) ? accounts : joined(accounts, await this.#keys.current(request));
  }

  /** Looks for other accounts, and for keys if the request names one that is not known. */
  async refreshed(request: RawWebhook): Promise<readonly SecretVersion[] | undefined> {
    const accounts = await this.#accounts.refreshed(request);
    const held = accounts ?? (await this.#accounts.current(request));
    if (held.every(isLocal)) return accounts;
    const keys = await this.#keys.refreshed(request);
    if (accounts === undefined && keys === undefined) return undefined;
    return joined(held, keys ?? (await this.#keys.current(request)));
  }
}

function joined(accounts: readonly SecretVersion[], keys: readonly SecretVersion[]): readonly SecretVersion[] {
  return accounts.flatMap((account) =>
    isLocal(account) ? [account] : keys.map(({ value, version }) => ({ value: `${account.value} ${value}`, version })),
  );
}

function isLocal({ value }: SecretVersion): boolean {
  return isLocalTrust(value);
}
