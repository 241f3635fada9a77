import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { optionalTextOf, textOf } from '../database.ts';
import { addCounts, latencyBucketOf, nothingCounted, type Counted, type MinuteCounts } from './counts.ts';
import type { Exchange } from './exchange.ts';
import type { EndedStep } from './tracer.ts';

export const MINUTE_MS = 60_000;

/**
 * The name of a total: `received stripe`, `handled stripe-onStripeEvent`, `done stripe-onStripeEvent saga/Command`,
 * `skipped stripe-onStripeEvent product.created`.
 */
export function totalName(what: Counted | 'done' | 'failed' | 'skipped', of: string, command?: string): string {
  return command === undefined ? `${what} ${of}` : `${what} ${of} ${command}`;
}

/** Counts in memory, and adds what it has counted to the state file now and then. */
export class Tally {
  readonly #addTotal: StatementSync;
  readonly #readMinute: StatementSync;
  readonly #writeMinute: StatementSync;
  readonly #receivedTime: StatementSync;
  readonly #removeTotal: StatementSync;
  #totals = new Map<string, number>();
  #minutes = new Map<number, MinuteCounts>();
  #handled: { readonly message: number; readonly endedAt: Date }[] = [];
  /** Totals of skipped events that begin again, since somebody handles their type. */
  #taken = new Set<string>();

  constructor(database: DatabaseSync) {
    this.#addTotal = database.prepare(`
      INSERT INTO totals (name, value) VALUES (?, ?)
      ON CONFLICT (name) DO UPDATE SET value = value + excluded.value`);
    this.#removeTotal = database.prepare('DELETE FROM totals WHERE name = ?');
    this.#readMinute = database.prepare('SELECT counts FROM minutes WHERE minute = ?');
    this.#writeMinute = database.prepare(`
      INSERT INTO minutes (minute, counts) VALUES (?, ?)
      ON CONFLICT (minute) DO UPDATE SET counts = excluded.counts`);
    this.#receivedTime = database.prepare('SELECT received_time FROM events WHERE message = ?');
  }

  request({ status, arrivedAt }: Exchange, provider: string): void {
    this.#count('received', arrivedAt, provider);
    if (status === 0 || status >= 400) this.#count('refused', arrivedAt, provider);
  }

  published(provider: string, events: number, at: Date): void {
    this.#count('published', at, provider, events);
  }

  /** Counts a delivery by what became of it. One of an event that was settled before counts nothing. */
  handled({ attributes, failed, endedAt, spans }: EndedStep): void {
    const { consumer = '', outcome, attempt, messageId, eventType } = attributes;
    for (const { name, attributes: about, error } of spans) {
      if (name !== 'command' || about.command === undefined) continue;
      // Without its key: there may be any number of those.
      const command = about.command.split('/', 2).join('/');
      this.#add(totalName(error === undefined ? 'done' : 'failed', consumer, command), 1);
    }
    const isFirst = attempt !== undefined;
    if (failed) this.#count('retried', endedAt, consumer);
    else if (outcome === 'dead' && isFirst) this.#count('dead', endedAt, consumer);
    else if (outcome === 'nothing to do' || (outcome === 'done' && isFirst)) {
      this.#count('handled', endedAt, consumer);
      this.#handled.push({ message: Number(messageId), endedAt });
    }
    if (eventType !== undefined && isFirst) this.#take(totalName('skipped', consumer, eventType));
    else if (eventType !== undefined && outcome === 'nothing to do')
      this.#add(totalName('skipped', consumer, eventType), 1);
  }

  /** Adds what was counted since the last time. Called inside a transaction. */
  write(): void {
    for (const { message, endedAt } of this.#handled) this.#countLatency(message, endedAt);
    for (const name of this.#taken) this.#removeTotal.run(name);
    for (const [name, value] of this.#totals) this.#addTotal.run(name, value);
    for (const [minute, counts] of this.#minutes) {
      const row = this.#readMinute.get(minute);
      if (row !== undefined) addCounts(counts, countsIn(textOf(row, 'counts')));
      this.#writeMinute.run(minute, JSON.stringify(counts));
    }
    this.#handled = [];
    this.#taken = new Set();
    this.#totals = new Map();
    this.#minutes = new Map();
  }

  /** Redrives and replays do not arrive as requests, so they are left out. */
  #countLatency(message: number, endedAt: Date): void {
    const row = this.#receivedTime.get(message);
    const receivedTime = row === undefined ? undefined : optionalTextOf(row, 'received_time');
    if (receivedTime === undefined) return;
    const bucket = latencyBucketOf(endedAt.getTime() - Date.parse(receivedTime));
    const { latencies } = this.#minuteOf(endedAt);
    latencies[bucket] = (latencies[bucket] ?? 0) + 1;
  }

  #count(what: Counted, at: Date, of: string, count = 1): void {
    this.#minuteOf(at)[what] += count;
    if (of !== '') this.#add(totalName(what, of), count);
  }

  #add(name: string, count: number): void {
    this.#totals.set(name, (this.#totals.get(name) ?? 0) + count);
  }

  /** Events of a type that somebody handles are not counted as skipped. */
  #take(name: string): void {
    this.#totals.delete(name);
    this.#taken.add(name);
  }

  #minuteOf(at: Date): MinuteCounts {
    const minute = Math.floor(at.getTime() / MINUTE_MS);
    const counts = this.#minutes.get(minute) ?? nothingCounted();
    this.#minutes.set(minute, counts);
    return counts;
  }
}

/** What this class wrote itself, read back. */
export function countsIn(text: string): MinuteCounts {
  return JSON.parse(text);
}
