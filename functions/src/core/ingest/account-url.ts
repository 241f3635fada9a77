import { isAccount } from '../event/account.ts';
import { urlOfAccount } from '../config/public-urls.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';

/** The account that a URL names, by the last segment of its path; undefined if that cannot be an account's. */
export function accountIn(url: string): string | undefined {
  const [path = ''] = url.split('?', 1);
  const segment = path.slice(path.lastIndexOf('/') + 1);
  return isAccount(segment) ? segment : undefined;
}

/** The request with the account that its URL names, and with the public URLs of that account. */
export function addressed(request: RawWebhook): RawWebhook {
  const account = accountIn(request.url);
  if (account === undefined) return request;
  return { ...request, account, publicUrls: request.publicUrls.map((url) => urlOfAccount(url, account)) };
}
