import type { Logger } from '../telemetry/logger.ts';
import { badConfig, variableOf, type IntegrationSettings } from '../config/settings.ts';
import type { Clock, SecretStore } from '../ports.ts';
import type { Integration } from '../integration/integration.ts';
import { AccountKeys } from './account-keys.ts';
import { LookedUpKeys } from './looked-up-keys.ts';
import { PublishedKeys } from './published-keys.ts';
import { WebhookSecrets } from './secrets.ts';
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

/**
 * The source of one integration's secrets: the keys that the provider publishes if their URL is configured, else the
 * configured secrets, with the key that a request names if the provider gives its keys out one by one.
 * @throws {IntegrationError} `bad-config` when a configured value cannot work.
 */
export function secretSourceOf(
  integration: SecretHolder,
  settings: IntegrationSettings,
  ports: { readonly secrets: SecretStore; readonly clock: Clock; readonly log: Logger },
): SecretSource {
  const { provider, keySource, accountKeys, keyLookup } = integration;
  requireVerifyToken(integration, settings);
  if (settings.accounts !== undefined) return secretsOfAccounts(integration, settings, ports);
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

/** The secrets of many accounts. What holds them is loaded by the first request, and by no function without accounts. */
function secretsOfAccounts(
  integration: SecretHolder,
  settings: IntegrationSettings,
  ports: Parameters<typeof secretSourceOf>[2],
): SecretSource {
  requireSecretsOfAccounts(integration, settings);
  let source: SecretSource | undefined;
  const load = async () => {
    const { SecretsByAccount } = await import('./secrets-by-account.ts');
    return (source ??= new SecretsByAccount(settings, integration, ports));
  };
  return {
    current: (request) => source?.current(request) ?? load().then((loaded) => loaded.current(request)),
    refreshed: async (request) => (source ?? (await load())).refreshed(request),
  };
}

/** @throws {IntegrationError} `bad-config` if no secret would say which account a request is of. */
function requireSecretsOfAccounts(
  { provider, keySource, accountKeys, keyLookup }: SecretHolder,
  { keysUrl, webhookSecret, webhookSecretName, isDeployed }: IntegrationSettings,
): void {
  const name = variableOf(provider, 'WebhookSecretName');
  if ([keySource, accountKeys, keyLookup, keysUrl].some((keys) => keys !== undefined)) {
    throw badConfig(
      provider,
      `${provider} signs for all accounts with its own keys, so no secret says whose a request is; remove accounts.`,
    );
  }
  if (!isDeployed) return;
  if (webhookSecret !== undefined) {
    const value = variableOf(provider, 'WebhookSecret');
    throw badConfig(
      provider,
      `${value} is one secret for all accounts of ${provider}; remove it, and name each account's own by ${name}.`,
    );
  }
  if (webhookSecretName === undefined) {
    throw badConfig(provider, `Set ${name} to the name of the accounts' secrets, with {account} where it stands.`);
  }
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
