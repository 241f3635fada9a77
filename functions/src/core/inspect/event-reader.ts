import type { EarlierAttempts, SettledCommand } from '../ledger/store.ts';

/** Reads what became of events, for people: the console and the command line. Local and cloud each implement it. */
export interface EventReader {
  /** A page of events, the newest first. */
  events(query: EventQuery): Promise<EventPage>;
  /**
   * The last event of this id, or undefined.
   * @param provider Tells events of several providers apart.
   * @param account Tells events of several accounts of a provider apart.
   */
  event(id: string, provider?: string, account?: string): Promise<EventDetail | undefined>;
}

/** Which events to show. Filters that are left out let everything through. */
export interface EventQuery {
  readonly limit: number;
  readonly provider?: string;
  /** The provider's own type; `*` stands for any text: `invoice.*`. */
  readonly type?: string;
  readonly status?: EventStatus;
  /** Part of the id, the type, the subject or the payload; letters of either case. Locally only. */
  readonly text?: string;
  /** An object that the events concern: an id, the number of an order, an e-mail address. As a person types it. */
  readonly subject?: string;
  /** Only events that arrived then or later. */
  readonly since?: Date;
  /** Only events that arrived before. */
  readonly until?: Date;
  /** Where the page begins: `next` of the page before. */
  readonly before?: string;
}

export interface EventPage {
  /** As many as were asked for, or fewer: a reader gives up looking after a while, and goes on behind `next`. */
  readonly events: readonly EventView[];
  /** Where the next page begins; absent behind the last one. */
  readonly next?: string;
}

/** published: waits for its first handling; retrying: failed and is delivered again; dead: given up on. */
export const EVENT_STATUSES = ['published', 'handled', 'retrying', 'dead'] as const;
export type EventStatus = (typeof EVENT_STATUSES)[number];

/** One event with what its consumers have done about it. */
export interface EventView {
  readonly id: string;
  readonly provider: string;
  readonly source: string;
  /** The provider's own type. */
  readonly type: string;
  /** Id of the object concerned, if it is known. */
  readonly subject?: string;
  /**
   * The objects that it concerns, as the ledger keeps them: addresses as digests. Absent if that is not known: nobody has
   * handled the event yet, or version 0.2.0 did.
   */
  readonly subjects?: readonly string[];
  /** RFC 3339, when it occurred. */
  readonly time: string;
  /** RFC 3339, when its request arrived. */
  readonly receivedTime: string;
  readonly status: EventStatus;
  readonly consumers: readonly ConsumerView[];
}

export interface ConsumerView {
  /** The deployed name: `stripe-onStripeEvent`. */
  readonly name: string;
  readonly status: EventStatus;
  /** Since the last redrive, if there was one. */
  readonly attempts: number;
  /** What was tried before redrives, the oldest first. */
  readonly earlier?: readonly EarlierAttempts[];
  /** Why the last attempt failed. */
  readonly error?: string;
  /** The issue that the error belongs to. */
  readonly issue?: string;
  /** Where the error was thrown. */
  readonly stack?: string;
  /** RFC 3339, by the time of durable sagas: its handler asked to be tried again then. */
  readonly waitsUntil?: string;
  /** The commands that are settled. */
  readonly commands: readonly SettledCommand[];
}

export interface EventDetail extends EventView {
  readonly messageId: string;
  /** Of the message; empty if it is not at hand. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The message's data, byte for byte; absent if it is not at hand. */
  readonly envelope?: Uint8Array;
}

/** What stands for an event whose consumers differ: the most urgent of theirs. */
export function overallStatus(consumers: readonly Pick<ConsumerView, 'status'>[]): EventStatus {
  const urgency = ['dead', 'retrying', 'published'] as const;
  if (consumers.length === 0) return 'published';
  return urgency.find((status) => consumers.some((consumer) => consumer.status === status)) ?? 'handled';
}
