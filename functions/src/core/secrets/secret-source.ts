import type { Logger } from '../telemetry/logger.ts';
import { badConfig, variableOf, type IntegrationSettings, generatedWithoutAccounts } from '../config/settings.ts';
import type { Clock, SecretStore } from '../ports.ts';
import type { Integration } from '../integration/integration.ts';
import { AccountKeys } from './account-keys.ts';
import { LookedUpKeys } from './looked-up-keys.ts';
import { PublishedKeys } from './published-keys.ts';
import { WebhookSecrets } from './secrets.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import type { SecretSource } from './source.ts';

/** What of an integration its secrets depend on. */
export type SecretHolder = Pick<
  Integration<unknown>,
  | 'provider'
  | 'keySource'
  | 'accountKeys'
  | 'keyLookup'
  | 'wholeSecret'
  | 'checkSecret'
  | 'signsWithSecretKey'
  | 'needsVerifyToken'
>;

export interface SecretPorts {
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What serves many accounts of a provider. Only the functions of providers with accounts carry it. */
export interface AccountDoor {
  /** Makes what holds their secrets. @throws {IntegrationError} `bad-config` if that cannot work. */
  readonly secrets: (settings: IntegrationSettings, integration: SecretHolder, ports: SecretPorts) => SecretSource;
  /** The request with the account that its URL names. */
  readonly addressed: (request: RawWebhook) => RawWebhook;
}

/**
 * The source of one integration's secrets: the keys that the provider publishes if their URL is configured, else the
 * configured secrets, with the key that a request names if the provider gives its keys out one by one.
 * @param accounts Needed if each account has its own.
 * @throws {IntegrationError} `bad-config` when a configured value cannot work.
 */
export function secretSourceOf(
  integration: SecretHolder,
  settings: IntegrationSettings,
  ports: SecretPorts,
  accounts?: AccountDoor,
): SecretSource {
  const { provider, keySource, accountKeys, keyLookup } = integration;
  requireVerifyToken(integration, settings);
  if (settings.accounts !== undefined) {
    if (accounts === undefined) throw generatedWithoutAccounts(provider);
    return accounts.secrets(settings, integration, ports);
  }
  if (settings.keysUrl === undefined) {
    const secrets = new WebhookSecrets(settings, integration, ports);
    if (keyLookup !== undefined) return new LookedUpKeys(secrets, { provider, keyLookup }, ports);
    return accountKeys === undefined ? secrets : new AccountKeys(secrets, provider, accountKeys, ports);
  }
  if (keySource !== undefined) return new PublishedKeys(settings.keysUrl, integration, keySource, ports);
  throw badConfig(
    provider,
    `${provider} publishes no keys; remove ${variableOf(provider, 'KeysUrl')} and set ${variableOf(provider, 'WebhookSecret')}.`,
  );
}

function requireVerifyToken({ provider, needsVerifyToken = false }: SecretHolder, settings: IntegrationSettings): void {
  const variable = variableOf(provider, 'VerifyToken');
  if (needsVerifyToken === true && settings.verifyToken === undefined) {
    throw badConfig(
      provider,
      `${provider} verifies its endpoint by a token; set ${variable} to the one you entered there.`,
    );
  }
  if (needsVerifyToken === false && settings.verifyToken !== undefined) {
    throw badConfig(provider, `${provider} verifies its endpoint without a token of yours; remove ${variable}.`);
  }
}
