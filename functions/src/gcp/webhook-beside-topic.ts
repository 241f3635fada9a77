import type { HttpsFunction } from 'firebase-functions/v2/https';
import { appliedConfig } from '../core/config/bundle.ts';
import { hasSecret } from '../core/config/settings.ts';
import type { Integration } from '../core/integration/integration.ts';
import type { AccountDoor } from '../core/secrets/secret-source.ts';
import { webhookFunction } from './webhook-function.ts';

/**
 * The HTTPS function of an integration whose events may also come by the provider's own topic.
 * @returns undefined if a topic is configured and no webhook secret: then no request could be verified.
 * @param accounts What serves many accounts, if the provider has them.
 * @throws {IntegrationError} `bad-config` at start if the integration is on but cannot work.
 */
export function webhookBesideTopic<Native>(
  integration: Integration<Native>,
  accounts?: AccountDoor,
): HttpsFunction | undefined {
  const settings = appliedConfig().settings(integration.provider);
  const isByTopicAlone = settings.pubsubTopic !== undefined && !hasSecret(settings);
  return isByTopicAlone ? undefined : webhookFunction(integration, accounts);
}
