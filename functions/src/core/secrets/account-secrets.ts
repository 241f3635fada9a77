import { createHmac, randomBytes } from 'node:crypto';
import { secretNameOf } from '../config/account-pattern.ts';
import { badConfig, secretsIn, variableOf, type IntegrationSettings } from '../config/settings.ts';
import { IntegrationError } from '../event/errors.ts';
import { SecretAccessError, type SecretVersion } from '../ports.ts';
import { REFRESH_INTERVAL_MS } from './cached.ts';
import type { LookupBudget } from './lookup-budget.ts';
import { WebhookSecrets } from './secrets.ts';

export type AccountShape = ConstructorParameters<typeof WebhookSecrets>[1];
export type AccountPorts = ConstructorParameters<typeof WebhookSecrets>[2];

/** Digests of secrets mean nothing outside of this process. */
const KEY = randomBytes(32);

/** The secrets of one account, looked up by the name that the pattern makes of it. */
export class AccountSecrets {
  readonly #account: string;
  readonly #settings: IntegrationSettings;
  readonly #shape: AccountShape;
  readonly #ports: AccountPorts;
  readonly #owners: Map<string, string>;
  readonly #secrets: WebhookSecrets;
  /** Those of its secrets, in {@link #owners}. */
  #digests: readonly string[] = [];
  #refresh: Promise<readonly SecretVersion[] | undefined> | undefined;
  #refreshedAt = Number.NEGATIVE_INFINITY;

  /** @param owners Whose each secret is, by its digest: an account adds its own, and removes them with {@link release}. */
  constructor(
    account: string,
    settings: IntegrationSettings,
    shape: AccountShape,
    ports: AccountPorts,
    owners: Map<string, string>,
  ) {
    this.#account = account;
    this.#settings = settings;
    this.#shape = shape;
    this.#ports = ports;
    this.#owners = owners;
    const webhookSecretName = secretNameOf(settings, account);
    const own: IntegrationSettings = { ...settings, webhookSecret: undefined, webhookSecretName };
    const secrets = { versions: (named: string) => this.#read(named) };
    this.#secrets = new WebhookSecrets(own, shape, { ...ports, secrets });
  }

  /** What an error says of an account: that there is none, that its secret may not be read, or that it cannot be used. */
  static faultOf(error: unknown): 'unknown' | 'denied' | 'unusable' {
    const cause: unknown = IntegrationError.is(error) ? error.cause : error;
    if (!SecretAccessError.is(cause)) return 'unusable';
    return cause.reason === 'denied' ? 'denied' : 'unknown';
  }

  /** @throws {IntegrationError} as {@link WebhookSecrets.current} does, and `bad-config` for another account's secret */
  current(): readonly SecretVersion[] | Promise<readonly SecretVersion[]> {
    return this.#secrets.current();
  }

  /** Newer secrets, if there are any. Whoever asks while they are looked up gets the outcome too. */
  refreshed(budget: LookupBudget): Promise<readonly SecretVersion[] | undefined> {
    if (this.#refresh !== undefined) return this.#refresh;
    const now = this.#ports.clock.now().getTime();
    const isSoon = now >= this.#refreshedAt && now - this.#refreshedAt < REFRESH_INTERVAL_MS;
    if (isSoon || !budget.take()) return Promise.resolve(undefined);
    this.#refreshedAt = now;
    this.#refresh = this.#secrets
      .refreshed()
      .then((newer) => {
        if (newer !== undefined) budget.giveBack();
        return newer;
      })
      .finally(() => {
        this.#refresh = undefined;
      });
    return this.#refresh;
  }

  /** Lets other accounts have these secrets. */
  release(): void {
    for (const digest of this.#digests) {
      if (this.#owners.get(digest) === this.#account) this.#owners.delete(digest);
    }
    this.#digests = [];
  }

  async #read(name: string): Promise<readonly SecretVersion[]> {
    const versions = await this.#ports.secrets.versions(name, { unlisted: true }).catch((error: unknown) => {
      // On one's own machine, a secret by value stands in for those that are missing.
      const { webhookSecret: value, isDeployed } = this.#settings;
      if (isDeployed || value === undefined || AccountSecrets.faultOf(error) !== 'unknown') throw error;
      return undefined;
    });
    if (versions === undefined) return [{ value: this.#settings.webhookSecret ?? '', version: 'value' }];
    // Of an account that was removed, every version is disabled.
    if (versions.length === 0) throw new SecretAccessError('not-found', 'No version of the secret is enabled.');
    this.#claim(versions);
    return versions;
  }

  /** @throws {IntegrationError} `bad-config` if another account has the same secret: it could send as this one. */
  #claim(versions: readonly SecretVersion[]): void {
    const { provider } = this.#settings;
    const source = `The secret of the account ${this.#account}`;
    const digests = versions
      .flatMap(({ value }) => secretsIn(provider, value, source, this.#shape.wholeSecret))
      .map((secret) => createHmac('sha256', KEY).update(secret).digest('base64').slice(0, 22));
    const other = digests.map((digest) => this.#owners.get(digest)).find((owner) => owner && owner !== this.#account);
    if (other !== undefined) {
      throw badConfig(
        provider,
        `The accounts ${this.#account} and ${other} have the same secret, which has to say whose a request is; give each its own (${variableOf(provider, 'WebhookSecretName')}).`,
      );
    }
    this.release();
    for (const digest of digests) this.#owners.set(digest, this.#account);
    this.#digests = digests;
  }
}
