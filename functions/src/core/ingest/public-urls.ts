import { badConfig, variableOf } from '../options.ts';
import type { RawWebhook } from './integration.ts';

/**
 * The URLs that the provider may have signed, as registered there. Never rebuilt from the request: behind a
 * proxy its host and path differ, and forwarded headers are anybody's. One with `?` or `#` is taken as it
 * stands, any other gets the query of the request appended.
 * @throws {IntegrationError} `bad-config` when none is configured.
 */
export function signedUrls(provider: string, request: RawWebhook): readonly string[] {
  if (request.publicUrls.length === 0) {
    throw badConfig(
      provider,
      `The signature of ${provider} covers the URL; set ${variableOf(provider, 'WebhookUrl')} to it, exactly as registered at ${provider}.`,
    );
  }
  const start = request.url.indexOf('?');
  const query = start === -1 ? '' : request.url.slice(start);
  return request.publicUrls.map((url) => (/[?#]/.test(url) ? url : url + query));
}
