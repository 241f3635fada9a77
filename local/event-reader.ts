import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  overallStatus,
  type ConsumerView,
  type EventDetail,
  type EventPage,
  type EventQuery,
  type EventReader,
  type EventStatus,
  type EventView,
} from '../functions/src/core/inspect/event-reader.ts';
import { WAKE_UP } from '../functions/src/core/durable/saga-message.ts';
import { SAGAS } from '../functions/src/core/event/names.ts';
import { subjectKey } from '../functions/src/core/event/subject.ts';
import { entryOf } from '../functions/src/core/ledger/ledger.ts';
import { ledgerId, RESERVED_COLLECTIONS, type LedgerEntry } from '../functions/src/core/ledger/store.ts';
import { bytesOf, globOf, numberOf, optionalTextOf, textOf, type Row } from './database.ts';

/** How an event's last delivery to one consumer stands. */
interface LastDelivery {
  readonly consumer: string;
  /** See the table `deliveries`. */
  readonly state: number;
  readonly attempts: number;
  readonly replay: string | undefined;
  readonly error: string | undefined;
}

const WAITING = 'SELECT event FROM deliveries WHERE state = 0 UNION ALL SELECT event FROM deliveries WHERE state = 1';

/**
 * Which events may have a status, told without reading all of them. A superset: a redrive changes an event's
 * status, not that of its earlier deliveries.
 */
const CANDIDATES: Readonly<Record<EventStatus, string>> = {
  published: `(e.message IN (${WAITING}) OR e.provider = '${SAGAS}')`,
  handled: `e.message NOT IN (SELECT event FROM (${WAITING}) WHERE event IS NOT NULL)`,
  retrying: `(e.message IN (SELECT event FROM deliveries WHERE state < 2 AND error IS NOT NULL) OR e.provider = '${SAGAS}'
    OR e.id IN (SELECT data ->> 'eventId' FROM records WHERE collection = '${RESERVED_COLLECTIONS.parkedMessages}'))`,
  dead: 'e.message IN (SELECT event FROM deliveries WHERE state = 3)',
};

/** The envelope comes before the native event, and is short however large that is. */
const FRONT = 'CAST(substr(m.data, 1, 8192) AS TEXT)';
/** Where the native event begins; 0 if it is not in the message. */
const PAYLOAD = `instr(${FRONT}, ',"data":')`;
const HEAD = `iif(${PAYLOAD} > 0, substr(${FRONT}, 1, ${PAYLOAD} - 1) || '}', ${FRONT})`;
const SUBJECT = `CASE WHEN json_valid(${HEAD}) THEN ${HEAD} ->> 'subject' END`;
const OCCURRENCE = `CASE WHEN json_valid(${HEAD}) THEN ${HEAD} ->> 'occurrence' END`;
const CONTAINS = `(e.id LIKE $text ESCAPE '\\' OR e.type LIKE $text ESCAPE '\\'
  OR ${SUBJECT} LIKE $text ESCAPE '\\' OR substr(CAST(m.data AS TEXT), ${PAYLOAD}) LIKE $text ESCAPE '\\')`;

/** A wake-up of a durable saga says nothing that its instance does not say. */
const IS_NO_WAKE_UP = `NOT (e.provider = '${SAGAS}' AND e.id GLOB '${WAKE_UP}*')`;

/** By the subject of the envelope, and by all that the ledger's entries name. */
const OF_SUBJECT = `e.message IN (
  SELECT message FROM events WHERE subject_key = $subject UNION
  SELECT d.event FROM ledger_subjects s JOIN ledger l ON l.entry = s.entry
    JOIN deliveries d ON d.message = CAST(l.state ->> 'messageId' AS INTEGER) WHERE s.subject = $subject)`;

/** Events that one page looks through for those that it is asked for: what is further back is on the next one. */
const MAX_SCANNED = 10_000;
/** Of these, those whose status has to be worked out. */
const MAX_VIEWED = 2_000;

/** Reads events, deliveries and ledger of the state file together. */
export class LocalEventReader implements EventReader {
  readonly #database: DatabaseSync;
  readonly #deliveries: StatementSync;
  readonly #entry: StatementSync;
  readonly #event: StatementSync;
  readonly #scanned: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#deliveries = database.prepare(`
      SELECT s.consumer, d.state, d.attempts, d.replay, d.error
      FROM deliveries d JOIN subscriptions s ON s.id = d.subscription WHERE d.event = ? ORDER BY d.message`);
    this.#entry = database.prepare('SELECT state FROM ledger WHERE key = ?');
    this.#event = database.prepare(`
      SELECT e.*, ${SUBJECT} AS subject, ${OCCURRENCE} AS occurrence, m.attributes, m.data FROM events e JOIN messages m ON m.id = e.message
      WHERE e.id = ?1 AND e.provider = ifnull(?2, e.provider) AND (?3 IS NULL OR e.source LIKE '%?account=' || ?3) ORDER BY e.message DESC LIMIT 1`);
    this.#scanned = database.prepare(`
      SELECT message FROM events WHERE message < ? ORDER BY message DESC LIMIT 1 OFFSET ${MAX_SCANNED}`);
  }

  async events(query: EventQuery): Promise<EventPage> {
    const { limit, status } = query;
    const found: EventView[] = [];
    let viewed = 0;
    for (const row of this.#candidates(query)) {
      const isFull = found.length >= limit || viewed >= MAX_VIEWED;
      if (isFull) return { events: found, next: String(numberOf(row, 'message') + 1) };
      const view = this.#viewOf(row);
      viewed++;
      if (status === undefined || view.status === status) found.push(view);
    }
    const next = this.#endOfScan(query);
    return { events: found, ...(next !== undefined && { next: String(next + 1) }) };
  }

  async event(id: string, provider?: string, account?: string): Promise<EventDetail | undefined> {
    const row = this.#event.get(id, provider ?? null, account ?? null);
    if (row === undefined) return undefined;
    return {
      ...this.#viewOf(row),
      messageId: String(numberOf(row, 'message')),
      attributes: JSON.parse(textOf(row, 'attributes')),
      envelope: bytesOf(row, 'data'),
    };
  }

  /** Events that may be asked for, the newest first, as far as one page looks. */
  #candidates(query: EventQuery): Iterable<Row> {
    const { provider, type, status, text, subject, since, until, before } = query;
    const end = this.#endOfScan(query);
    const conditions: readonly (readonly [string, Readonly<Record<string, string | number>>])[] = [
      [IS_NO_WAKE_UP, {}],
      ...(before === undefined ? [] : [['e.message < $before', { $before: Number(before) }] as const]),
      ...(end === undefined ? [] : [['e.message > $end', { $end: end }] as const]),
      ...(status === undefined ? [] : [[CANDIDATES[status], {}] as const]),
      ...(provider === undefined ? [] : [['e.provider = $provider', { $provider: provider }] as const]),
      ...(subject === undefined ? [] : [[OF_SUBJECT, { $subject: subjectKey(subject) }] as const]),
      ...(since === undefined ? [] : [['e.received_time >= $since', { $since: since.toISOString() }] as const]),
      ...(until === undefined ? [] : [['e.received_time < $until', { $until: until.toISOString() }] as const]),
      ...(type === undefined ? [] : [['e.type GLOB $type', { $type: globOf(type) }] as const]),
      ...(text === undefined ? [] : [[CONTAINS, { $text: `%${text.replaceAll(/[\\%_]/g, '\\$&')}%` }] as const]),
    ];
    const where = `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}`;
    const sql = `
      SELECT e.*, ${SUBJECT} AS subject, ${OCCURRENCE} AS occurrence FROM events e JOIN messages m ON m.id = e.message
      ${where} ORDER BY e.message DESC`;
    return this.#database.prepare(sql).iterate(Object.assign({}, ...conditions.map(([, values]) => values)));
  }

  /** The event that a page of this query no longer looks at; undefined if it looks at all that are left, or at few anyway. */
  #endOfScan({ before, subject }: EventQuery): number | undefined {
    if (subject !== undefined) return undefined;
    const row = this.#scanned.get(before === undefined ? Number.MAX_SAFE_INTEGER : Number(before));
    return row === undefined ? undefined : numberOf(row, 'message');
  }

  #viewOf(row: Row): EventView {
    const event = { id: textOf(row, 'id'), source: textOf(row, 'source') };
    // Redrives and replays are deliveries of the same event: the last one to a consumer counts.
    const last = new Map(
      this.#deliveries
        .all(numberOf(row, 'message'))
        .map((delivery) => [textOf(delivery, 'consumer'), deliveryOf(delivery)]),
    );
    const provider = textOf(row, 'provider');
    const entryNames = { source: event.source, id: optionalTextOf(row, 'occurrence') ?? event.id };
    const handled = [...last.values()].map((delivery) => ({ delivery, entry: this.#entryOf(entryNames, delivery) }));
    const consumers = handled.map(({ delivery, entry }) => consumerOf(delivery, entry, provider === SAGAS));
    const subject = optionalTextOf(row, 'subject');
    const own = subject === undefined ? undefined : [subjectKey(subject)];
    const subjects = handled.find(({ entry }) => entry?.subjects !== undefined)?.entry?.subjects ?? own;
    return {
      ...event,
      provider,
      type: textOf(row, 'type'),
      ...(subject !== undefined && { subject }),
      ...(subjects !== undefined && { subjects }),
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

/**
 * @param isCommand Of a durable saga: its instance says when it is tried again, so its messages are acked before it is done.
 * Those of an event whose handler asked to be tried again later are, too.
 */
function consumerOf(delivery: LastDelivery, entry: LedgerEntry | undefined, isCommand: boolean): ConsumerView {
  const isOpen = entry?.status === 'open' && (isCommand || entry.waitsUntil !== undefined);
  const status = isOpen ? openStatus(entry.error) : statusOf(delivery, entry);
  const error = status === 'handled' ? undefined : (entry?.error ?? delivery.error);
  return {
    name: delivery.consumer,
    status,
    attempts: entry?.attempts ?? delivery.attempts,
    ...(entry?.earlier !== undefined && { earlier: entry.earlier }),
    ...(error !== undefined && { error }),
    ...(error !== undefined && entry?.issue !== undefined && { issue: entry.issue }),
    ...(error !== undefined && entry?.stack !== undefined && { stack: entry.stack }),
    ...(entry?.waitsUntil !== undefined && { waitsUntil: entry.waitsUntil }),
    commands: entry?.commands ?? [],
  };
}

function statusOf({ state, error }: LastDelivery, entry: LedgerEntry | undefined): EventStatus {
  if (state < 2) return openStatus(error);
  return state === 3 || entry?.status === 'dead' ? 'dead' : 'handled';
}

function openStatus(error: string | undefined): EventStatus {
  return error === undefined ? 'published' : 'retrying';
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
