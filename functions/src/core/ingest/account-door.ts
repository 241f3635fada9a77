import { isAccount } from '../event/account.ts';
import { urlOfAccount } from '../config/public-urls.ts';
import { sharedSecretFault } from '../config/account-problems.ts';
import { badConfig, variableOf, type IntegrationSettings } from '../config/settings.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import type { AccountDoor, SecretHolder } from '../secrets/secret-source.ts';
import { SecretsByAccount } from '../secrets/secrets-by-account.ts';

/** The account that a URL names, by the last segment of its path; undefined if that cannot be an account's. */
export function accountIn(url: string): string | undefined {
  const [path = ''] = url.split('?', 1);
  const segment = path.slice(path.lastIndexOf('/') + 1);
  return isAccount(segment) ? segment : undefined;
}

/** The request with the account that its URL names, and with the public URLs of that account. */
export function addressed(request: RawWebhook): RawWebhook {
  const account = accountIn(request.url);
  if (account === undefined) return request;
  return { ...request, account, publicUrls: request.publicUrls.map((url) => urlOfAccount(url, account)) };
}

/** What the webhook function of a provider with accounts is made with. */
export const accountDoor: AccountDoor = {
  secrets(settings, integration, ports) {
    requireSecretsOfAccounts(integration, settings);
    return new SecretsByAccount(settings, integration, ports);
  },
  addressed,
};

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
  if (webhookSecret !== undefined) throw badConfig(provider, sharedSecretFault(provider));
  if (webhookSecretName === undefined) {
    throw badConfig(
      provider,
      `Set ${name} to the name of the accounts' secrets, with {account} in place of the account's name.`,
    );
  }
}
