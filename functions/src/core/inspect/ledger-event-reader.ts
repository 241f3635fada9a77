import { matchesType } from '../event/names.ts';
import {
  overallStatus,
  type ConsumerView,
  type EventDetail,
  type EventPage,
  type EventQuery,
  type EventReader,
  type EventStatus,
  type EventView,
} from '../handle/event-reader.ts';
import type { LedgerEntry, LedgerReader } from '../handle/store.ts';

/** An event has an entry for each consumer and each replay: so many are read for every one that is asked for. */
const ENTRIES_PER_EVENT = 4;
/** Consumers and replays of one event. */
const MAX_ENTRIES = 100;

/**
 * Reads events from the ledger alone, for a deployed project: those that yielded a command, and what is kept of
 * them. The messages themselves are in their topics.
 */
export class LedgerEventReader implements EventReader {
  readonly #ledger: LedgerReader;

  constructor(ledger: LedgerReader) {
    this.#ledger = ledger;
  }

  async events({ limit, provider, type, status }: EventQuery): Promise<EventPage> {
    const entries = await this.#ledger.entries({
      limit: limit * ENTRIES_PER_EVENT,
      ...(provider !== undefined && { provider }),
      ...(status !== undefined && { status: LEDGER_STATUS[status] }),
    });
    const wanted = entries.filter(({ eventType }) => type === undefined || matchesType(eventType, [type]));
    const views = [...Map.groupBy(wanted, eventKey).values()].map(viewOf);
    return { events: views.filter((view) => status === undefined || view.status === status).slice(0, limit) };
  }

  async event(id: string, provider?: string): Promise<EventDetail | undefined> {
    const entries = await this.#ledger.entries({
      id,
      limit: MAX_ENTRIES,
      ...(provider !== undefined && { provider }),
    });
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
  // A replay is a handling of its own: the last one to a consumer counts.
  const byConsumer = new Map(entries.toReversed().map((entry) => [entry.consumer, consumerOf(entry)]));
  const consumers = [...byConsumer.values()];
  const { id, provider, source, eventType, time, receivedTime } = last;
  return { id, provider, source, type: eventType, time, receivedTime, status: overallStatus(consumers), consumers };
}

function consumerOf({ consumer, status, attempts, error, commands }: LedgerEntry): ConsumerView {
  return {
    name: consumer,
    status: status === 'done' ? 'handled' : status === 'dead' ? 'dead' : error === undefined ? 'published' : 'retrying',
    attempts,
    ...(error !== undefined && { error }),
    commands,
  };
}
