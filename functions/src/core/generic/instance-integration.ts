import type { Integration } from '../integration/integration.ts';
import { badConfig } from '../config/settings.ts';
import type { GenericNative } from './event.ts';
import { hmacIntegration } from './hmac.ts';
import { requireHmacNames, requireStaticCredentialNames } from './instance-rules.ts';
import type { Instance } from './instance.ts';
import { staticCredentialIntegration } from './static-credential.ts';

/** The integration of an instance. @throws {IntegrationError} `bad-config` for options that cannot work. */
export function instanceIntegration(provider: string, instance: Instance): Integration<GenericNative> {
  const fault = (sentence: string) => badConfig(provider, `The instance ${provider}: ${sentence}.`);
  if (instance.mode === 'hmac') {
    requireHmacNames(instance.options, fault);
    return hmacIntegration(provider, instance.options);
  }
  requireStaticCredentialNames(instance.options, fault);
  return staticCredentialIntegration(provider, instance.options);
}
