import type { BundleConfig } from '../../functions/src/core/config.ts';
import { IntegrationError } from '../../functions/src/core/event/errors.ts';
import { variableOf, type IntegrationSettings } from '../../functions/src/core/options.ts';
import { finding, ok, type Result } from './result.ts';

/** Where the configuration is for. */
export interface Setting {
  /** The deployed project; undefined on this machine. */
  readonly project: string | undefined;
  readonly config: Pick<BundleConfig, 'settings'>;
  readonly providers: readonly string[];
}

/** What the configuration says, and what is wrong with it. */
export interface Configuration {
  readonly results: readonly Result[];
  /** The settings of the integrations that are on. */
  readonly on: readonly IntegrationSettings[];
}

/** Reads the settings of every integration. */
export function readConfiguration(setting: Setting): Configuration {
  const on: IntegrationSettings[] = [];
  const results: Result[] = [];
  for (const provider of setting.providers) {
    try {
      const settings = setting.config.settings(provider);
      if (settings.enabled) on.push(settings);
    } catch (error) {
      if (!IntegrationError.is(error)) throw error;
      if (setting.project === undefined && lacksSecret(provider)) continue;
      results.push(finding(`${provider}: configuration`, error.message, mendOf(error.message, setting)));
    }
  }
  return { results: [...results, ...summary(setting, on, results.length)], on };
}

function summary({ project }: Setting, on: readonly IntegrationSettings[], faults: number): readonly Result[] {
  // On this machine every integration is on, with a secret made for it.
  if (project === undefined) return faults > 0 ? [] : [ok('configuration', 'every integration can be used here')];
  if (on.length > 0) return [ok('configuration', `on: ${on.map(({ provider }) => provider).join(', ')}`)];
  if (faults > 0) return [];
  const says = `No integration is on for ${project}: nothing would be deployed.`;
  const mend = `echo 'STRIPE_WEBHOOK_SECRET_NAME=stripe-webhook-secret' >> functions/.env.${project}`;
  return [finding('configuration', says, mend)];
}

/** On this machine a secret is made where only an API key is set. */
function lacksSecret(provider: string): boolean {
  return (['WebhookSecret', 'WebhookSecretName', 'KeysUrl'] as const).every(
    (setting) => !process.env[variableOf(provider, setting)],
  );
}

const VARIABLE = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/;

/** A sentence of ours names the variable to set; one about an option is mended in the file of options. */
function mendOf(sentence: string, { project }: Setting): string {
  // What an option takes may look like a variable.
  const variable = sentence.startsWith('The option') ? undefined : VARIABLE.exec(sentence)?.[0];
  if (variable === undefined) return '${EDITOR:-vi} functions/src/integrations.config.ts';
  return `echo '${variable}=…' >> functions/.env${project === undefined ? '.local' : `.${project}`}`;
}
