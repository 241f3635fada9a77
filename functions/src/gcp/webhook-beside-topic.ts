import type { HttpsFunction } from 'firebase-functions/v2/https';
import { appliedConfig } from '../core/config/bundle.ts';
import { hasSecret } from '../core/config/settings.ts';
import type { Integration } from '../core/integration/integration.ts';
import { webhookFunction } from './webhook-function.ts';

/**
 * The HTTPS function of an integration whose events may also come by the provider's own topic.
 * @returns undefined if a topic is configured and no webhook secret: then no request could be verified.
 * @throws {IntegrationError} `bad-config` at start if the integration is on but cannot work.
 */
export function webhookBesideTopic<Native>(integration: Integration<Native>): HttpsFunction | undefined {
  const settings = appliedConfig().settings(integration.provider);
  return settings.pubsubTopic !== undefined && !hasSecret(settings) ? undefined : webhookFunction(integration);
}
