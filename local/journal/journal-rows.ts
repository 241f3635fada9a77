import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { isJsonObject, parseJson } from '../../functions/src/core/event/json.ts';
import { numberOf } from '../database.ts';
import { MAX_KEPT_BYTES, type Exchange } from './exchange.ts';
import { maskedHeaders, maskedUrl } from './masking.ts';
import type { LogLimits } from './log-rows.ts';
import type { EndedStep } from './tracer.ts';

/** A request with whose it was, and what came of it. */
export interface JournaledRequest {
  readonly exchange: Exchange;
  readonly provider: string;
  /** The way in; absent if the request never came to it. */
  readonly step: EndedStep | undefined;
}

/** What the journal keeps, the newest of each. */
export interface JournalLimits extends LogLimits {
  readonly requests: number;
  readonly handlings: number;
  /** Bytes of all bodies. */
  readonly bodyBytes: number;
}

export const DEFAULT_LIMITS: JournalLimits = {
  requests: 20_000,
  handlings: 100_000,
  bodyBytes: 256 * 1024 * 1024,
  logs: 100_000,
  logBytes: 64 * 1024 * 1024,
};

/** Writes the journal. Called inside a transaction. */
export class JournalRows {
  readonly #credentials: ReadonlySet<string>;
  readonly #limits: JournalLimits;
  readonly #insertRequest: StatementSync;
  readonly #insertEvent: StatementSync;
  readonly #insertHandling: StatementSync;
  readonly #removeUpTo: readonly StatementSync[];
  readonly #keepHandlings: StatementSync;
  readonly #lastOver: Readonly<Record<'count' | 'bytes', StatementSync>>;
  /** Bytes of bodies since all of them were last added up. */
  #newBytes = Infinity;

  /** @param credentials Lower-case names of headers that carry a credential, beside the usual ones. */
  constructor(database: DatabaseSync, credentials: ReadonlySet<string>, limits: JournalLimits) {
    this.#credentials = credentials;
    this.#limits = limits;
    this.#insertRequest = database.prepare(`
      INSERT INTO requests (id, time, provider, method, url, bytes, status, code, message, events, duration_ms,
        headers, body, body_cut, reply, spans)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#insertEvent = database.prepare('INSERT OR IGNORE INTO request_events (request, event) VALUES (?, ?)');
    this.#insertHandling = database.prepare('INSERT INTO handlings (message, spans) VALUES (?, ?)');
    this.#removeUpTo = [
      database.prepare('DELETE FROM requests WHERE place <= ?'),
      database.prepare('DELETE FROM request_events WHERE request <= ?'),
    ];
    this.#keepHandlings = database.prepare(
      'DELETE FROM handlings WHERE place <= (SELECT max(place) FROM handlings) - ?',
    );
    this.#lastOver = {
      count: database.prepare('SELECT ifnull(max(place) - ?, 0) AS place FROM requests'),
      bytes: database.prepare(`
        SELECT ifnull(max(place), 0) AS place FROM (
          SELECT place, sum(length(body)) OVER (ORDER BY place DESC) AS bytes FROM requests
        ) WHERE bytes > ?`),
    };
  }

  insertRequest({ exchange, provider, step }: JournaledRequest): void {
    const { id, arrivedAt, method, url, bytes, status, durationMs, rawHeaders, reply } = exchange;
    const answer = answerIn(reply);
    const { body, cut } = decodedBody(exchange);
    const published = step?.eventIds ?? [];
    const first = step?.attributes.eventId;
    const events = [...new Set([...(answer.ids ?? (first === undefined ? [] : [first])), ...published])];
    const { lastInsertRowid } = this.#insertRequest.run(
      id,
      arrivedAt.getTime(),
      provider,
      method,
      maskedUrl(url),
      bytes,
      status,
      answer.code ?? null,
      answer.message ?? null,
      JSON.stringify(events),
      Math.round(durationMs * 100) / 100,
      JSON.stringify(maskedHeaders(rawHeaders, this.#credentials)),
      body,
      cut ? 1 : 0,
      reply,
      JSON.stringify(step?.spans ?? []),
    );
    for (const event of events) this.#insertEvent.run(lastInsertRowid, event);
    this.#newBytes += body.byteLength;
  }

  insertHandling({ attributes, spans }: EndedStep): void {
    const message = Number(attributes.messageId);
    if (Number.isSafeInteger(message)) this.#insertHandling.run(message, JSON.stringify(spans));
  }

  /** Removes what is over the limits. */
  prune(): void {
    const { requests, handlings, bodyBytes } = this.#limits;
    this.#removeRequests(this.#lastOver.count, requests);
    this.#keepHandlings.run(handlings);
    // To add them all up takes a while: done when there may be a tenth too many.
    if (this.#newBytes < bodyBytes / 10) return;
    this.#removeRequests(this.#lastOver.bytes, bodyBytes);
    this.#newBytes = 0;
  }

  #removeRequests(lastOver: StatementSync, limit: number): void {
    const row = lastOver.get(limit);
    const place = row === undefined ? 0 : numberOf(row, 'place');
    for (const statement of this.#removeUpTo) statement.run(place);
  }
}

/** What the host answered: the ids that it took, or the typed error. */
function answerIn(reply: string): { ids?: readonly string[]; code?: string; message?: string } {
  const answer = parseJson(reply);
  if (!isJsonObject(answer)) return {};
  const { id, ids, error } = answer;
  if (isJsonObject(error)) return { ids: [], code: String(error['code']), message: String(error['message']) };
  const all: readonly unknown[] = Array.isArray(ids) ? ids : [id];
  const known = all.filter((value) => typeof value === 'string');
  return known.length > 0 ? { ids: known } : {};
}

const DECODERS = new Map([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
]);

/** The body as it was signed; what cannot be inflated, or would be too long then, as it was on the wire. */
function decodedBody({ body, bytes, encoding = '' }: Exchange): { readonly body: Buffer; readonly cut: boolean } {
  const decode = DECODERS.get(encoding);
  const whole = { body, cut: bytes > body.byteLength };
  if (decode === undefined || whole.cut) return whole;
  try {
    return { body: decode(body, { maxOutputLength: MAX_KEPT_BYTES }), cut: false };
  } catch {
    return { body, cut: true };
  }
}
