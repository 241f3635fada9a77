import type { Integration } from '../integration/integration.ts';
import type { Setting } from '../logic/setting.ts';
import type { ListingApi, RequestBudget } from './listing-api.ts';

/** A webhook to which deliveries fail, as the provider tells it. */
export interface FailingWebhook {
  /** Where they were sent. */
  readonly url: string;
  /** How many failed since the time that was asked for; undefined if the provider says only that some do. */
  readonly failed?: number;
  /** When the last of them failed. */
  readonly lastAt?: Date;
  /** What was answered, or why no answer came: `503`, `error 11200`. */
  readonly answer?: string;
  /** Whether the provider sends nothing to it any more. */
  readonly isOff?: boolean;
}

/**
 * Lists deliveries that failed, of a provider whose API lists no events: nothing can be published again from here, but people
 * can be told. No deployed function loads it.
 */
export interface FailureList {
  readonly integration: Pick<Integration<unknown>, 'provider'>;
  readonly budget?: RequestBudget;
  /** The settings that it needs beside the API key. */
  readonly settings?: readonly Setting<unknown>[];
  /** How events are delivered again, or what takes the place of that, in a sentence. */
  readonly remedy: string;
  /** The webhooks that fail or are off, whatever their URL. */
  failing(since: Date, api: ListingApi): Promise<readonly FailingWebhook[]>;
}

/** The webhooks among them that are ours. @param urls The addresses of our endpoint. */
export function failingAt(urls: readonly string[], webhooks: readonly FailingWebhook[]): readonly FailingWebhook[] {
  return webhooks.filter(({ url }) => urls.some((ours) => isUnder(url, ours)));
}

/** Whether an address is that of an endpoint or of one of its accounts, whatever parameters it has. */
function isUnder(text: string, endpoint: string): boolean {
  const [url, ours] = [text, endpoint].map((one) => (URL.canParse(one) ? new URL(one) : undefined));
  if (url === undefined || ours === undefined || url.origin !== ours.origin) return false;
  const [path = '', root = ''] = [url, ours].map(({ pathname }) => pathname.replace(/\/$/, ''));
  return path === root || path.startsWith(`${root}/`);
}
