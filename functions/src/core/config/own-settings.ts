import { IntegrationError } from '../event/errors.ts';
import { missingSecret, type Secret, type Setting } from '../logic/setting.ts';
import type { NamedSecret } from '../logic/token.ts';
import { badConfig, checkedSecretName, secretsIn, type Environment } from './settings.ts';

/** A setting or a secret that business logic declares. */
export type OwnSetting = Setting<unknown> | Secret;

/** How a secret is set; undefined if it is not. A value takes precedence over a name. */
export type ConfiguredSecret =
  | { readonly kind: 'value'; readonly values: readonly string[] }
  | { readonly kind: 'name'; readonly name: string };

/** The value of a variable, trimmed; undefined if it is not set, or empty. */
export function variableIn(environment: Environment, name: string): string | undefined {
  return environment[name]?.trim() || undefined;
}

/** Reads how a secret is set. @throws {IntegrationError} `bundle/bad-config` if it is not set, or malformed. */
export function configuredSecret({ name, isWhole }: NamedSecret, environment: Environment): ConfiguredSecret {
  const value = variableIn(environment, name);
  if (value !== undefined) return { kind: 'value', values: secretsIn('bundle', value, name, isWhole) };
  const variable = `${name}_NAME`;
  const secretName = variableIn(environment, variable);
  if (secretName === undefined) throw missingSecret(name);
  return { kind: 'name', name: checkedSecretName('bundle', secretName, variable) };
}

/** What is wrong with a setting or a secret, in a sentence; undefined if it can be used. */
export function ownSettingFault(own: OwnSetting, environment: Environment): string | undefined {
  try {
    if (own.kind === 'secret') configuredSecret(own, environment);
    else own.read(variableIn(environment, own.name));
    return undefined;
  } catch (error) {
    if (IntegrationError.is(error)) return error.message;
    throw error;
  }
}

/**
 * Refuses functions whose handlers lack a setting.
 * @throws {IntegrationError} `bad-config` that names all of them, one in a line.
 */
export function requireOwnSettings(provider: string, settings: readonly OwnSetting[], environment: Environment): void {
  const faults = settings.flatMap((own) => ownSettingFault(own, environment) ?? []);
  if (faults.length > 0) throw badConfig(provider, faults.join('\n'));
}
