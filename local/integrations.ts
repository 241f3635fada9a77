import type { BundleConfig } from '../functions/src/core/config/bundle.ts';
import type { Integration } from '../functions/src/core/integration/integration.ts';
import type { SampleSecret } from '../functions/src/core/integration/samples.ts';
import { secretNameOf } from '../functions/src/core/config/account-pattern.ts';
import { secretsIn, variableOf } from '../functions/src/core/config/settings.ts';
import { EnvironmentSecrets, type MadeSecrets } from './secrets.ts';
import { userCatalog } from '../generator/project.ts';

/** An integration that is on, as the local host serves it. */
export interface LocalIntegration {
  readonly provider: string;
  /** Set where the secret was made for local use. */
  readonly madeSecret?: string;
}

/** What of the configuration is asked for here. */
type Settings = Pick<BundleConfig, 'settings'>;

/**
 * Switches every integration on that the configuration does not switch off: where no secret is set, one made
 * for local use takes its place in the environment, and the local address where no public URL is set.
 * To be called before the functions are loaded.
 * @param urlOf The local address of a provider's endpoint.
 * @throws {IntegrationError} `bad-config` for one that is on but wrong.
 */
export async function enableIntegrations(
  config: Settings,
  secrets: MadeSecrets,
  urlOf: (provider: string) => string,
): Promise<readonly LocalIntegration[]> {
  const enabled: LocalIntegration[] = [];
  for (const { provider, samples, providerTopic } of Object.values(await userCatalog())) {
    if (providerTopic !== undefined) provideTopic(config, provider);
    const urlVariable = variableOf(provider, 'WebhookUrl');
    if (hasSecret(config, provider)) {
      if (config.settings(provider).webhookUrls.length === 0) process.env[urlVariable] = urlOf(provider);
      if (config.settings(provider).enabled) enabled.push({ provider });
      continue;
    }
    const made = await secrets.ensure(provider, async () => (await samples()).makeSecret());
    const secretVariable = variableOf(provider, 'WebhookSecret');
    process.env[secretVariable] = made.configured;
    if (made.verifyToken !== undefined) process.env[variableOf(provider, 'VerifyToken')] ??= made.verifyToken;
    const settings = config.settings(provider);
    if (settings.webhookUrls.length === 0) process.env[urlVariable] = urlOf(provider);
    if (settings.enabled) enabled.push({ provider, madeSecret: made.configured });
    else delete process.env[secretVariable];
  }
  return enabled;
}

/** The local topic of a provider that publishes to one. */
export function localTopicOf(provider: string): string {
  return `notifications-${provider}`;
}

/** Names a local topic in the place of the provider's own, unless one is configured. */
function provideTopic(config: Settings, provider: string): void {
  const { pubsubTopic } = config.settings(provider, { secret: false });
  if (pubsubTopic === undefined) process.env[variableOf(provider, 'PubsubTopic')] = localTopicOf(provider);
}

/** The secret to sign samples with: the first configured one, else the one made for local use. */
export function localSecretOf(
  config: Settings,
  secrets: MadeSecrets,
  { provider, wholeSecret }: Pick<Integration<unknown>, 'provider' | 'wholeSecret'>,
): SampleSecret | undefined {
  if (!hasSecret(config, provider)) return secrets.get(provider);
  const { webhookSecret, webhookSecretName = '' } = config.settings(provider);
  const value = webhookSecret ?? new EnvironmentSecrets().find(webhookSecretName);
  const [first] =
    value === undefined ? [] : secretsIn(provider, value, variableOf(provider, 'WebhookSecret'), wholeSecret);
  return first === undefined ? undefined : { configured: first, signing: first };
}

/** The secret to sign samples of one account with, if the account has its own here. */
export function localAccountSecret(
  settings: Parameters<typeof secretNameOf>[0],
  account: string,
): SampleSecret | undefined {
  const value = new EnvironmentSecrets().find(secretNameOf(settings, account));
  return value === undefined ? undefined : { configured: value, signing: value };
}

/** Headers in which these providers send a credential instead of a signature, whatever the headers are called. */
export async function credentialHeadersOf(integrations: readonly LocalIntegration[]): Promise<readonly string[]> {
  const on = new Set(integrations.map(({ provider }) => provider));
  const loaded: readonly Integration<unknown>[] = await Promise.all(
    Object.values(await userCatalog()).flatMap(({ provider, integration }) =>
      on.has(provider) ? [integration()] : [],
    ),
  );
  return loaded.flatMap(credentialHeaderOf);
}

/** The header that holds the secret itself, or what is as good: nothing in it depends on the body, and no time ends it. */
export function credentialHeaderOf({
  signsBody,
  signatureHeader,
  toleranceSeconds,
}: Pick<Integration<unknown>, 'signsBody' | 'signatureHeader' | 'toleranceSeconds'>): readonly string[] {
  const isLasting = signsBody === false && toleranceSeconds === undefined;
  return isLasting && signatureHeader !== undefined ? [signatureHeader.toLowerCase()] : [];
}

/** Whether the operator has set a secret that can be had here: by value, or by a name that the environment resolves. */
function hasSecret(config: Settings, provider: string): boolean {
  const { webhookSecret, webhookSecretName, keysUrl } = config.settings(provider, { secret: false });
  if (webhookSecret !== undefined || keysUrl !== undefined) return true;
  return webhookSecretName !== undefined && new EnvironmentSecrets().find(webhookSecretName) !== undefined;
}
