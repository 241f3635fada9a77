import type { Integration } from '../ingest/integration.ts';
import type { GenericNative } from './event.ts';
import { hmacIntegration } from './hmac.ts';
import type { Instance } from './instance.ts';
import { staticCredentialIntegration } from './static-credential.ts';

/** The integration of an instance. @throws {IntegrationError} `bad-config` for options that cannot work. */
export function instanceIntegration(provider: string, instance: Instance): Integration<GenericNative> {
  return instance.mode === 'hmac'
    ? hmacIntegration(provider, instance.options)
    : staticCredentialIntegration(provider, instance.options);
}
