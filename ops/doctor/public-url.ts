import { IntegrationError } from '../../functions/src/core/event/errors.ts';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import { publicUrlsOf, type FunctionPlace } from '../../functions/src/core/config/public-urls.ts';
import { variableOf, type IntegrationSettings } from '../../functions/src/core/config/settings.ts';
import { finding, ok, type Result } from './result.ts';

/** Tells which URLs signatures are checked for, where they cover the URL. @param webhook Deployed name of the function. */
export function publicUrlResults(
  integration: Pick<Integration<unknown>, 'provider' | 'signsUrl'>,
  settings: IntegrationSettings,
  webhook: string,
  place: FunctionPlace,
): readonly Result[] {
  const { provider, signsUrl } = integration;
  if (signsUrl !== true) return [];
  const what = `${provider}: public URL`;
  try {
    const urls = publicUrlsOf(integration, settings, webhook, place);
    // The local host takes its own address.
    return urls.length === 0 ? [] : [ok(what, `signatures are checked for ${urls.join(' and ')}`)];
  } catch (error) {
    if (!IntegrationError.is(error)) throw error;
    const file = place.project === undefined ? '.env.local' : `.env.${place.project}`;
    return [finding(what, error.message, `echo '${variableOf(provider, 'WebhookUrl')}=…' >> functions/${file}`)];
  }
}
