import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  overallStatus,
  type ConsumerView,
  type EventDetail,
  type EventQuery,
  type EventReader,
  type EventStatus,
  type EventView,
} from '../functions/src/core/handle/event-reader.ts';
import { entryOf } from '../functions/src/core/handle/ledger.ts';
import { ledgerId, type LedgerEntry } from '../functions/src/core/handle/store.ts';
import { bytesOf, numberOf, optionalTextOf, textOf, type Row } from './database.ts';

/** How an event's last delivery to one consumer stands. */
interface LastDelivery {
  readonly consumer: string;
  /** See the table `deliveries`. */
  readonly state: number;
  readonly attempts: number;
  readonly replay: string | undefined;
  readonly error: string | undefined;
}

/**
 * Where events of a status are found without reading all of them. A superset: a redrive changes an event's
 * status, not that of its earlier deliveries.
 */
const CANDIDATES: Partial<Record<EventStatus, string>> = {
  published: 'SELECT event FROM deliveries WHERE state = 0 UNION SELECT event FROM deliveries WHERE state = 1',
  retrying: 'SELECT event FROM deliveries WHERE state < 2 AND error IS NOT NULL',
  dead: 'SELECT event FROM deliveries WHERE state = 3',
};

/** Reads events, deliveries and ledger of the state file together. */
export class LocalEventReader implements EventReader {
  readonly #database: DatabaseSync;
  readonly #deliveries: StatementSync;
  readonly #entry: StatementSync;
  readonly #event: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#deliveries = database.prepare(`
      SELECT s.consumer, d.state, d.attempts, d.replay, d.error
      FROM deliveries d JOIN subscriptions s ON s.id = d.subscription WHERE d.event = ? ORDER BY d.message`);
    this.#entry = database.prepare('SELECT state FROM ledger WHERE key = ?');
    this.#event = database.prepare(`
      SELECT e.*, m.attributes, m.data FROM events e JOIN messages m ON m.id = e.message
      WHERE e.id = ? AND e.provider = ifnull(?, e.provider) ORDER BY e.message DESC LIMIT 1`);
  }

  async events({ limit, provider, type, status }: EventQuery): Promise<readonly EventView[]> {
    const candidates = status === undefined ? undefined : CANDIDATES[status];
    const conditions = [
      ...(candidates === undefined ? [] : [{ sql: `message IN (${candidates})`, values: [] }]),
      ...(provider === undefined ? [] : [{ sql: 'provider = ?', values: [provider] }]),
      ...(type === undefined ? [] : [{ sql: 'type GLOB ?', values: [globOf(type)] }]),
    ];
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
    const rows = this.#database
      .prepare(`SELECT * FROM events ${where} ORDER BY message DESC`)
      .iterate(...conditions.flatMap(({ values }) => values));
    const found: EventView[] = [];
    for (const row of rows) {
      const view = this.#viewOf(row);
      if (status === undefined || view.status === status) found.push(view);
      if (found.length >= limit) break;
    }
    return found;
  }

  async event(id: string, provider?: string): Promise<EventDetail | undefined> {
    const row = this.#event.get(id, provider ?? null);
    if (row === undefined) return undefined;
    return {
      ...this.#viewOf(row),
      messageId: String(numberOf(row, 'message')),
      attributes: JSON.parse(textOf(row, 'attributes')),
      envelope: bytesOf(row, 'data'),
    };
  }

  #viewOf(row: Row): EventView {
    const event = { id: textOf(row, 'id'), source: textOf(row, 'source') };
    // Redrives and replays are deliveries of the same event: the last one to a consumer counts.
    const last = new Map(
      this.#deliveries
        .all(numberOf(row, 'message'))
        .map((delivery) => [textOf(delivery, 'consumer'), deliveryOf(delivery)]),
    );
    const consumers = [...last.values()].map((delivery) => consumerOf(delivery, this.#entryOf(event, delivery)));
    return {
      ...event,
      provider: textOf(row, 'provider'),
      type: textOf(row, 'type'),
      time: textOf(row, 'time'),
      receivedTime: textOf(row, 'received_time'),
      status: overallStatus(consumers),
      consumers,
    };
  }

  #entryOf(event: { id: string; source: string }, { consumer, replay }: LastDelivery): LedgerEntry | undefined {
    const row = this.#entry.get(ledgerId({ ...event, consumer, ...(replay !== undefined && { replay }) }));
    return row === undefined ? undefined : entryOf(JSON.parse(textOf(row, 'state')));
  }
}

function consumerOf(delivery: LastDelivery, entry: LedgerEntry | undefined): ConsumerView {
  const status = statusOf(delivery, entry);
  const error = status === 'handled' ? undefined : (entry?.error ?? delivery.error);
  return {
    name: delivery.consumer,
    status,
    attempts: entry?.attempts ?? delivery.attempts,
    ...(error !== undefined && { error }),
    commands: entry?.commands ?? [],
  };
}

function statusOf({ state, error }: LastDelivery, entry: LedgerEntry | undefined): EventStatus {
  if (state < 2) return error === undefined ? 'published' : 'retrying';
  return state === 3 || entry?.status === 'dead' ? 'dead' : 'handled';
}

function deliveryOf(row: Row): LastDelivery {
  return {
    consumer: textOf(row, 'consumer'),
    state: numberOf(row, 'state'),
    attempts: numberOf(row, 'attempts'),
    replay: optionalTextOf(row, 'replay'),
    error: optionalTextOf(row, 'error'),
  };
}

/** Only `*` has a meaning here; the others that SQLite's GLOB knows stand for themselves. */
function globOf(type: string): string {
  return type.replaceAll(/[[?]/g, '[$&]');
}
