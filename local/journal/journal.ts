import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DatabaseSync } from 'node:sqlite';
import { topicOf } from '../../functions/src/core/event/names.ts';
import type { OutgoingMessage } from '../../functions/src/core/event/platform-event.ts';
import { STEERING } from '../../functions/src/core/delivery.ts';
import type { Logger } from '../../functions/src/core/telemetry/logger.ts';
import { inTransaction } from '../database.ts';
import { DeliveryLogs, type EndedLog } from './delivery-logs.ts';
import { watchExchange, type Exchange } from './exchange.ts';
import { DEFAULT_LIMITS, JournalRows, type JournaledRequest, type JournalLimits } from './journal-rows.ts';
import type { ChangeNotes } from './local-changes.ts';
import { LogRows } from './log-rows.ts';
import { Tally } from './tally.ts';
import { LocalTracer, type EndedStep } from './tracer.ts';

export interface JournalOptions {
  readonly log: Logger;
  readonly changes: ChangeNotes;
  /** Lower-case names of headers that carry a credential, beside the usual ones. */
  readonly credentials?: ReadonlySet<string>;
  readonly limits?: JournalLimits;
}

/** Told whose a request is, once that is known. */
export type Watched = (provider: string) => void;

/** Entries are written together after this long; whoever reads has them written at once. */
const DELAY_MS = 250;
/** Entries that are written at once, so that memory is bounded under load. */
const MAX_PENDING = 1_000;
/** Entries between two looks at the limits. */
const PRUNE_EVERY = 2_000;

/**
 * Keeps for people what the host has done: the requests, the steps of every event, the counts. Nothing waits for
 * it, and nothing depends on it: entries are gathered in memory and written in batches, a crash loses the last ones.
 */
export class Journal {
  readonly tracer = new LocalTracer((step) => this.#ended(step));
  readonly logs = new DeliveryLogs((log) => this.#logged(log));
  readonly #database: DatabaseSync;
  readonly #options: JournalOptions;
  readonly #rows: JournalRows;
  readonly #logRows: LogRows;
  readonly #tally: Tally;
  /** The way in of requests that are under way, by the request's id. */
  readonly #open = new Map<string, EndedStep | undefined>();
  #requests: JournaledRequest[] = [];
  #handlings: EndedStep[] = [];
  #logs: EndedLog[] = [];
  #timer: NodeJS.Timeout | undefined;
  #unpruned = PRUNE_EVERY;
  #isClosed = false;

  constructor(database: DatabaseSync, options: JournalOptions) {
    this.#database = database;
    this.#options = options;
    const limits = options.limits ?? DEFAULT_LIMITS;
    this.#rows = new JournalRows(database, options.credentials ?? new Set(), limits);
    this.#logRows = new LogRows(database, limits);
    this.#tally = new Tally(database);
  }

  /** Follows one request to its end. */
  watch(request: IncomingMessage, response: ServerResponse): Watched {
    let provider = '';
    const id = watchExchange(request, response, (exchange) => {
      this.#answered(exchange, provider);
    });
    this.#open.set(id, undefined);
    return (whose) => {
      provider = whose;
    };
  }

  /** Notes messages that a topic has taken. */
  published(topic: string, messages: readonly OutgoingMessage[]): void {
    this.tracer.published(messages);
    const provider = messages[0]?.attributes['provider'];
    if (provider === undefined || topic !== topicOf(provider)) return;
    // What is for one consumer alone was published before: a redrive, a replay.
    const news = messages.filter(({ attributes }) => attributes[STEERING.consumer] === undefined);
    this.#tally.published(provider, news.length, new Date());
    this.#options.changes.note({ events: messages.flatMap(({ attributes }) => attributes['id'] ?? []) });
    this.#schedule();
  }

  /** Writes what is pending. Does not throw: a journal that cannot be written costs no event. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const [requests, handlings, logs] = [this.#requests, this.#handlings, this.#logs];
    this.#requests = [];
    this.#handlings = [];
    this.#logs = [];
    try {
      inTransaction(this.#database, () => {
        for (const request of requests) this.#rows.insertRequest(request);
        for (const handling of handlings) this.#rows.insertHandling(handling);
        for (const log of logs) this.#logRows.insert(log);
        this.#tally.write();
        this.#unpruned += requests.length + handlings.length + logs.length;
        if (this.#unpruned < PRUNE_EVERY) return;
        this.#rows.prune();
        this.#logRows.prune();
        this.#unpruned = 0;
      });
    } catch (error) {
      this.#options.log.warn('The journal could not be written; the console lacks a part of the history', { error });
    }
  }

  /** Writes what is pending, and nothing from then on. */
  close(): void {
    this.flush();
    this.#isClosed = true;
  }

  #answered(exchange: Exchange, provider: string): void {
    const step = this.#open.get(exchange.id);
    this.#open.delete(exchange.id);
    this.#tally.request(exchange, provider);
    this.#requests.push({ exchange, provider, step });
    this.#options.changes.note({ requests: true });
    this.#schedule();
  }

  #ended(step: EndedStep): void {
    if (step.name === 'webhook') {
      if (step.parent !== undefined && this.#open.has(step.parent)) this.#open.set(step.parent, step);
      return;
    }
    this.#tally.handled(step);
    this.#handlings.push(step);
    this.#schedule();
  }

  #logged(log: EndedLog): void {
    this.#logs.push(log);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isClosed) return;
    const pending = this.#requests.length + this.#handlings.length + this.#logs.length;
    if (pending >= MAX_PENDING) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), DELAY_MS).unref();
  }
}
