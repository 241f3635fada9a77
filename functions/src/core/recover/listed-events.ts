import { IntegrationError } from '../event/errors.ts';
import { matchesType } from '../event/names.ts';
import type { Described } from '../integration/recognition.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import type { EventQuery, ListedEvent, ListedItem, ListedReader } from './lister.ts';

/** An item with the events that it holds, as the webhook function would have read them. */
export interface RecoveredItem {
  readonly events: readonly Described<unknown>[];
  readonly isUndelivered: boolean;
}

/** Whether the list alone says that an item is not wanted. */
export function isListedFor({ since, until, types, undelivered }: EventQuery, item: ListedItem): boolean {
  const isInTime = item.at >= since && item.at < until;
  const isOfType = item.type === undefined || matchesType(item.type, types);
  return isInTime && isOfType && !(undelivered && item.delivery === 'delivered');
}

/**
 * Fetches an item and reads it.
 * @returns undefined if it is not wanted after all.
 * @throws {IntegrationError} `bad-webhook-request` if it is not an event of the provider.
 */
export async function recovered(
  reader: ListedReader,
  item: ListedItem,
  { types, undelivered }: EventQuery,
): Promise<RecoveredItem | undefined> {
  const listed = typeof item.event === 'function' ? await item.event() : item.event;
  if (listed === undefined) throw gone(reader.provider);
  const delivery = listed.delivery ?? item.delivery;
  if (undelivered && delivery === 'delivered') return undefined;
  const events = await describedIn(reader, listed, item.at);
  const wanted = events.filter(({ about }) => matchesType(about.type, types));
  return wanted.length === 0 ? undefined : { events: wanted, isUndelivered: delivery === 'undelivered' };
}

/** What a listed event holds, as the webhook function reads the request that brings it. */
export async function describedIn(
  reader: ListedReader,
  { body, headers = {}, signedId, signedAt }: ListedEvent,
  at: Date,
): Promise<readonly Described<unknown>[]> {
  const request: RawWebhook = {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers,
    rawBody: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    receivedAt: at,
  };
  return reader.receive(request, { ...(signedId !== undefined && { signedId }), ...(signedAt && { signedAt }) });
}

function gone(provider: string): IntegrationError {
  return new IntegrationError(provider, 'bad-webhook-request', 'The provider lists the event, but not what it holds.');
}
