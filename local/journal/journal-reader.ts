import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { HandlingLog, HandlingLogReader, LoggedLine } from '../../functions/src/core/inspect/handling-log.ts';
import type {
  RequestDetail,
  RequestPage,
  RequestQuery,
  RequestReader,
  RequestView,
} from '../../functions/src/core/inspect/requests.ts';
import type { TimelineReader, TimelineSpan } from '../../functions/src/core/inspect/timeline.ts';
import { bytesOf, numberOf, optionalTextOf, textOf, type Row } from '../database.ts';
import type { KeptLine } from './delivery-logs.ts';
import type { Journal } from './journal.ts';

/** Columns of a request in a list. */
const VIEW = `
  r.place, r.id, r.time, r.provider, r.method, r.url, r.bytes, r.status, r.code, r.message, r.events, r.duration_ms,
  (SELECT json_group_array(DISTINCT e.type) FROM request_events re JOIN events e ON e.id = re.event
    WHERE re.request = r.place AND e.provider = r.provider) AS types`;

/** Requests of an event, by its id and the provider. */
const OF_EVENT = `
  FROM request_events e JOIN requests r ON r.place = e.request
  WHERE e.event = ? AND r.provider = ? ORDER BY r.place DESC LIMIT ?`;

/** One event may have been sent, and handled, any number of times: at most this many of the latest are shown. */
const MAX_REQUESTS = 50;
const MAX_HANDLINGS = 500;
const MAX_LOGS = 50;

/** By the events' table: replays and redrives are messages of the same event. A message has a delivery for each consumer. */
const MESSAGES_OF_EVENT =
  'SELECT d.message FROM events e JOIN deliveries d ON d.event = e.message WHERE e.id = ? AND e.source = ?';

/** Reads the journal. Whatever was done before the reading is in it. */
export class JournalReader implements RequestReader, TimelineReader, HandlingLogReader {
  readonly #journal: Pick<Journal, 'flush'>;
  readonly #list: StatementSync;
  readonly #one: StatementSync;
  readonly #idsOfEvent: StatementSync;
  readonly #spansOfEvent: StatementSync;
  readonly #handlings: StatementSync;
  readonly #logs: StatementSync;

  constructor(database: DatabaseSync, journal: Pick<Journal, 'flush'>) {
    this.#journal = journal;
    this.#list = database.prepare(`
      SELECT ${VIEW} FROM requests r
      WHERE r.place < ifnull($before, 9e18) AND r.provider = ifnull($provider, r.provider)
        AND (r.status BETWEEN 1 AND 399) = ifnull($accepted, r.status BETWEEN 1 AND 399)
      ORDER BY r.place DESC LIMIT $limit`);
    this.#one = database.prepare(
      `SELECT ${VIEW}, r.headers, r.body, r.body_cut, r.reply FROM requests r WHERE r.id = ?`,
    );
    this.#idsOfEvent = database.prepare(`SELECT r.id ${OF_EVENT}`);
    this.#spansOfEvent = database.prepare(`SELECT r.spans ${OF_EVENT}`);
    this.#handlings = database.prepare(
      `SELECT h.spans FROM handlings h WHERE h.message IN (${MESSAGES_OF_EVENT}) ORDER BY h.place DESC LIMIT ?`,
    );
    this.#logs = database.prepare(`
      SELECT l.consumer, l.attempt, l.omitted, l.lines FROM handling_logs l
      WHERE l.message IN (${MESSAGES_OF_EVENT}) ORDER BY l.place DESC LIMIT ?`);
  }

  async requests({ limit, provider, outcome, before }: RequestQuery): Promise<RequestPage> {
    this.#journal.flush();
    const rows = this.#list.all({
      $before: before === undefined ? null : Number(before),
      $provider: provider ?? null,
      $accepted: outcome === undefined ? null : Number(outcome === 'accepted'),
      $limit: limit,
    });
    const last = rows.at(-1);
    return {
      requests: rows.map(viewOf),
      ...(last !== undefined && rows.length === limit && { next: String(numberOf(last, 'place')) }),
    };
  }

  async request(id: string): Promise<RequestDetail | undefined> {
    this.#journal.flush();
    const row = this.#one.get(id);
    if (row === undefined) return undefined;
    return {
      ...viewOf(row),
      headers: JSON.parse(textOf(row, 'headers')),
      body: bytesOf(row, 'body'),
      bodyCut: numberOf(row, 'body_cut') === 1,
      reply: textOf(row, 'reply'),
    };
  }

  async requestsOf({ id, provider }: { readonly provider: string; readonly id: string }): Promise<readonly string[]> {
    this.#journal.flush();
    return this.#idsOfEvent
      .all(id, provider, MAX_REQUESTS)
      .map((row) => textOf(row, 'id'))
      .toReversed();
  }

  async timeline(event: {
    readonly provider: string;
    readonly source: string;
    readonly id: string;
  }): Promise<readonly TimelineSpan[]> {
    this.#journal.flush();
    const { id, provider, source } = event;
    const rows = [
      ...this.#spansOfEvent.all(id, provider, MAX_REQUESTS).toReversed(),
      ...this.#handlings.all(id, source, MAX_HANDLINGS).toReversed(),
    ];
    // A stable sort: steps that began within the same millisecond stay in the order in which they began.
    return rows.flatMap(spansIn).toSorted((a, b) => a.start.localeCompare(b.start));
  }

  async logs({ id, source }: { readonly source: string; readonly id: string }): Promise<readonly HandlingLog[]> {
    this.#journal.flush();
    return this.#logs.all(id, source, MAX_LOGS).map(logOf).toReversed();
  }
}

function viewOf(row: Row): RequestView {
  const [code, message] = [optionalTextOf(row, 'code'), optionalTextOf(row, 'message')];
  return {
    id: textOf(row, 'id'),
    time: new Date(numberOf(row, 'time')).toISOString(),
    provider: textOf(row, 'provider'),
    method: textOf(row, 'method'),
    url: textOf(row, 'url'),
    bytes: numberOf(row, 'bytes'),
    status: numberOf(row, 'status'),
    ...(code !== undefined && { code }),
    ...(message !== undefined && { message }),
    eventIds: JSON.parse(textOf(row, 'events')),
    eventTypes: JSON.parse(textOf(row, 'types')),
    durationMs: numberOf(row, 'duration_ms'),
  };
}

/** What the journal wrote itself, read back. */
function spansIn(row: Row): readonly TimelineSpan[] {
  return JSON.parse(textOf(row, 'spans'));
}

function logOf(row: Row): HandlingLog {
  const kept: readonly KeptLine[] = JSON.parse(textOf(row, 'lines'));
  return {
    consumer: textOf(row, 'consumer'),
    delivery: numberOf(row, 'attempt'),
    omitted: numberOf(row, 'omitted'),
    lines: kept.map(lineOf),
  };
}

function lineOf({ time, line }: KeptLine): LoggedLine {
  const { severity, message, ...fields } = line;
  return { time: new Date(time).toISOString(), severity: String(severity), message: String(message), fields };
}
