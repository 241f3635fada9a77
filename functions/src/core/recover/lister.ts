import type { Setting } from '../logic/setting.ts';
import type { FactualIntegration } from '../integration/facts.ts';
import type { ListingApi, RequestBudget } from './listing-api.ts';

/** Which events to ask the provider for. */
export interface EventQuery {
  /** Events that occurred at this time or later. */
  readonly since: Date;
  /** Events that occurred before this time. It is fixed before the first page, so that a run can be resumed. */
  readonly until: Date;
  /** Native types; a trailing `*` stands for any ending. Empty: all. */
  readonly types: readonly string[];
  /** Only events that the provider could not deliver, as far as it says; false asks for all. */
  readonly undelivered: boolean;
}

/** What the provider says of a delivery. `unknown`: its list does not say. */
export type Delivery = 'delivered' | 'undelivered' | 'unknown';

/**
 * An event as the provider's API lists it, in the form of the webhook request that it was or would have been. The
 * integration reads it exactly as it reads a request, so that `source` and `id` are those of the webhook.
 */
export interface ListedEvent {
  /** The body: the bytes that were sent if the provider keeps them; otherwise the event, to be printed as JSON. */
  readonly body: string | object;
  /** The headers that the places of the event read, in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The id and the time that the signature of the request covers, if the envelope takes them from there. */
  readonly signedId?: string;
  readonly signedAt?: Date;
  /** If only the event itself says whether it was delivered. */
  readonly delivery?: Delivery;
}

/** One line of a provider's list. */
export interface ListedItem {
  /** The same for all attempts to deliver one event: only the first line with it counts. */
  readonly key: string;
  /** When the event occurred or was sent first: the time that the query is compared with. */
  readonly at: Date;
  readonly delivery: Delivery;
  /** The native type, if the list says it before the event is fetched. */
  readonly type?: string;
  /** The event, or how it is fetched if the list does not hold it. Undefined: the provider does not keep it any more. */
  readonly event: ListedEvent | (() => Promise<ListedEvent | undefined>);
}

export interface ListedPage {
  readonly items: readonly ListedItem[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
}

/** What is asked for: one page of one part. */
export interface PageRequest {
  readonly query: EventQuery;
  /** One of the lister's parts; empty if it has none. */
  readonly part: string;
  /** Where the page begins; undefined for the first one. */
  readonly cursor: string | undefined;
}

/** What a provider's list can do. The engine does the rest. */
export interface Capabilities {
  /** How far back the list reaches, in days. */
  readonly reachDays: number;
  /** Why it may reach less far: `as long as the plan keeps the data`. */
  readonly reachDependsOn?: string;
  /** Whether the list says which events were not delivered. `only those` lists or keeps the others in no usable form. */
  readonly tellsUndelivered: boolean | 'only those';
  /** Whether the list can be asked for a span of time. Otherwise the walk ends at the first page beyond it. */
  readonly filtersTime: boolean;
  readonly order: 'newest first' | 'oldest first';
  /** Whether events that arrive meanwhile move others to another page. Then an event may be listed twice. */
  readonly pagesShift: boolean;
  /**
   * By how many minutes a scheduled run begins before the end of the last one: events become visible late, and a delivery
   * that is still being tried counts as undelivered. Default: 120.
   */
  readonly overlapMinutes?: number;
}

/** The reach of a list whose provider does not document how long it keeps it. */
export const UNDOCUMENTED_REACH = {
  reachDays: 30,
  reachDependsOn: 'for as long as it keeps them, which it does not document',
} as const;

/** What reads listed events as its webhook function reads requests. */
export type ListedReader = Pick<FactualIntegration<unknown>, 'provider' | 'receive'>;

/**
 * Lists the events of a provider from its API, page by page, so that memory is bounded and a run can be resumed. The webhook
 * function never loads one.
 */
export interface Lister {
  readonly integration: ListedReader;
  readonly capabilities: Capabilities;
  /** How many requests the provider allows. Default: no limit but the provider's own answers. */
  readonly budget?: RequestBudget;
  /** The settings that it needs beside the API key; without them, the function is not deployed. */
  readonly settings?: readonly Setting<unknown>[];
  /** What has to be listed one after the other: hooks, organizations, accounts. Default: one part with an empty name. */
  parts?(api: ListingApi, query: EventQuery): Promise<readonly string[]>;
  page(request: PageRequest, api: ListingApi): Promise<ListedPage>;
}
