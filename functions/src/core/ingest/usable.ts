import { createLogger, type Logger } from '../telemetry/logger.ts';
import type { IntegrationSettings } from '../config/settings.ts';
import { systemClock } from '../ports.ts';
import type { Integration } from '../integration/integration.ts';
import { publicUrlsOf, type FunctionPlace } from '../config/public-urls.ts';
import { secretSourceOf, type AccountDoor, type SecretHolder } from '../secrets/secret-source.ts';

/**
 * Checks before the first request what only the integration knows: the form of secrets by value, and the public URL.
 * @param name Deployed name of the HTTPS function.
 * @param warn Told of what works, but should not stay so.
 * @param accounts What serves many accounts, if the provider has them.
 * @returns the URLs that requests may be signed for.
 * @throws {IntegrationError} `bad-config`
 */
export function requireUsable(
  integration: SecretHolder & Pick<Integration<unknown>, 'signsUrl'>,
  settings: IntegrationSettings,
  name: string,
  place: FunctionPlace,
  warn: (sentence: string) => void = () => undefined,
  accounts?: AccountDoor,
): readonly string[] {
  const log: Logger = createLogger(({ message }) => warn(message), 'warn');
  // Secrets by name are looked up by the first request.
  secretSourceOf(integration, settings, { secrets: { versions: async () => [] }, clock: systemClock, log }, accounts);
  return publicUrlsOf(integration, settings, name, place);
}
