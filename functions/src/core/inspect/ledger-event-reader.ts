import { accountInSource } from '../event/account.ts';
import { subjectKey } from '../event/subject.ts';
import {
  overallStatus,
  type ConsumerView,
  type EventDetail,
  type EventPage,
  type EventQuery,
  type EventReader,
  type EventStatus,
  type EventView,
} from './event-reader.ts';
import { listTimeOf } from '../ledger/pages.ts';
import type { LedgerPages } from '../ledger/ledger-reader.ts';
import type { LedgerEntry } from '../ledger/store.ts';

/** An event has an entry for each consumer and each replay: so many are read for every one that is asked for. */
const ENTRIES_PER_EVENT = 4;
/** Consumers and replays of one event. */
const MAX_ENTRIES = 100;

/**
 * Reads events from the ledger alone, for a deployed project: those that yielded a command, and what is kept of
 * them. The messages themselves are in their topics.
 */
export class LedgerEventReader implements EventReader {
  readonly #ledger: LedgerPages;

  constructor(ledger: LedgerPages) {
    this.#ledger = ledger;
  }

  /** An event whose consumers finished far apart may be on two pages, with a part of them on each. */
  async events(query: EventQuery): Promise<EventPage> {
    const { limit, provider, type, status, subject, since, until, before } = query;
    const window = {
      ...(since !== undefined && { since: since.toISOString() }),
      ...(until !== undefined && { until: until.toISOString() }),
    };
    const timeline = listTimeOf(window);
    const { entries, next } = await this.#ledger.page({
      limit: limit * ENTRIES_PER_EVENT,
      ...window,
      ...(provider !== undefined && { provider }),
      ...(type !== undefined && { eventType: type }),
      ...(status !== undefined && { status: LEDGER_STATUS[status] }),
      ...(subject !== undefined && { subject: subjectKey(subject) }),
      ...(before !== undefined && { before }),
    });
    const groups = new Map<string, LedgerEntry[]>();
    let last: LedgerEntry | undefined;
    for (const entry of entries) {
      const key = eventKey(entry);
      // The next page begins before this one's last moment: what changed in the same one belongs to this page.
      if (groups.size >= limit && !groups.has(key) && entry[timeline] !== last?.[timeline]) break;
      last = entry;
      groups.set(key, [...(groups.get(key) ?? []), entry]);
    }
    const views = [...groups.values()].map(viewOf).filter((view) => status === undefined || view.status === status);
    const goOn = last === entries.at(-1) ? next : last?.[timeline];
    return { events: views, ...(goOn !== undefined && { next: goOn }) };
  }

  async event(id: string, provider?: string, account?: string): Promise<EventDetail | undefined> {
    const { entries: found } = await this.#ledger.page({
      id,
      limit: MAX_ENTRIES,
      ...(provider !== undefined && { provider }),
    });
    const entries = found.filter(({ source }) => account === undefined || accountInSource(source) === account);
    const [last] = entries;
    if (last === undefined) return undefined;
    const own = entries.filter((entry) => eventKey(entry) === eventKey(last));
    return { ...viewOf(own), messageId: last.messageId, attributes: {} };
  }
}

const LEDGER_STATUS = {
  published: 'open',
  retrying: 'open',
  handled: 'done',
  dead: 'dead',
} as const satisfies Record<EventStatus, LedgerEntry['status']>;

function eventKey({ source, id }: LedgerEntry): string {
  return JSON.stringify([source, id]);
}

/** @param entries Of one event, the last changed first. */
function viewOf(entries: readonly LedgerEntry[]): EventView {
  const [last] = entries;
  if (last === undefined) throw new TypeError('An event without an entry is none.');
  // Each replay is handled separately: the last one of a consumer counts.
  const byConsumer = new Map(entries.toReversed().map((entry) => [entry.consumer, consumerOf(entry)]));
  const consumers = [...byConsumer.values()];
  const { id, provider, source, eventType, subjects, time, receivedTime } = last;
  return {
    id,
    provider,
    source,
    type: eventType,
    ...(subjects !== undefined && { subjects }),
    time,
    receivedTime,
    status: overallStatus(consumers),
    consumers,
  };
}

function consumerOf({
  consumer,
  status,
  attempts,
  earlier,
  error,
  issue,
  stack,
  waitsUntil,
  commands,
}: LedgerEntry): ConsumerView {
  return {
    name: consumer,
    status: status === 'done' ? 'handled' : status === 'dead' ? 'dead' : error === undefined ? 'published' : 'retrying',
    attempts,
    ...(earlier !== undefined && { earlier }),
    ...(error !== undefined && { error }),
    ...(issue !== undefined && { issue }),
    ...(stack !== undefined && { stack }),
    ...(waitsUntil !== undefined && { waitsUntil }),
    commands,
  };
}
