import { IntegrationError } from '../event/errors.ts';
import { variablePrefixOf } from '../event/names.ts';
import type { RawWebhook } from './raw-webhook.ts';

/**
 * The URLs that the provider may have signed, as registered there. Never rebuilt from the request: behind a proxy its
 * host and path differ, and anyone can forge forwarded headers. A URL with `?` or `#` is used unchanged; any other gets
 * the query of the request appended.
 * @throws {IntegrationError} `bad-config` if there is none, which a start refuses for an integration that `signsUrl`.
 */
export function signedUrls(provider: string, request: RawWebhook): readonly string[] {
  if (request.publicUrls.length === 0) {
    throw new IntegrationError(
      provider,
      'bad-config',
      `The signature of ${provider} covers the URL; set ${variablePrefixOf(provider)}_WEBHOOK_URL to it, exactly as registered at ${provider}.`,
    );
  }
  const start = request.url.indexOf('?');
  const query = start === -1 ? '' : request.url.slice(start);
  return request.publicUrls.map((url) => (/[?#]/.test(url) ? url : url + query));
}

/** The query of a URL, without the question mark; empty if it has none. */
export function queryOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
}
