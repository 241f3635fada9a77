import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { RESERVED_COLLECTIONS } from '../../functions/src/core/ledger/store.ts';
import type {
  CommandTotals,
  ConsumerTotals,
  MinuteReader,
  MinuteStatistics,
  ProviderTotals,
  Totals,
  TotalsReader,
} from '../../functions/src/core/inspect/statistics.ts';
import type { SkippedEvents, SkippedReader } from '../../functions/src/core/inspect/unhandled.ts';
import { numberOf, optionalTextOf, textOf } from '../database.ts';
import { nothingCounted, percentile, type MinuteCounts } from './counts.ts';
import type { Journal } from './journal.ts';
import { countsIn, MINUTE_MS, totalName } from './tally.ts';

/** Reads what the journal has counted, and what waits in the queue. */
export class LocalStatistics implements MinuteReader, TotalsReader, SkippedReader {
  readonly #journal: Pick<Journal, 'flush'>;
  readonly #minutes: StatementSync;
  readonly #totals: StatementSync;
  readonly #waiting: StatementSync;
  readonly #retrying: StatementSync;
  readonly #lettersByConsumer: StatementSync;
  readonly #lettersByProvider: StatementSync;

  constructor(database: DatabaseSync, journal: Pick<Journal, 'flush'>) {
    this.#journal = journal;
    this.#minutes = database.prepare('SELECT minute, counts FROM minutes WHERE minute > ?');
    this.#totals = database.prepare('SELECT name, value FROM totals');
    const countByConsumer = (condition: string) =>
      database.prepare(`
        SELECT s.consumer AS name, count(*) AS count FROM deliveries d JOIN subscriptions s ON s.id = d.subscription
        WHERE ${condition} GROUP BY s.consumer`);
    // Each in the words of an index.
    this.#waiting = countByConsumer('d.state = 0 AND d.error IS NULL');
    this.#retrying = countByConsumer('d.state < 2 AND d.error IS NOT NULL');
    const openLettersBy = (name: string) =>
      database.prepare(`
        SELECT ${name} AS name, count(*) AS count FROM records
        WHERE collection = '${RESERVED_COLLECTIONS.letters}' AND data ->> 'status' = 'open' GROUP BY 1`);
    // If the queue itself gave up, the letter names the subscription: here that is the consumer's name.
    this.#lettersByConsumer = openLettersBy(`ifnull(data ->> 'consumer', data ->> 'subscription')`);
    this.#lettersByProvider = openLettersBy(`data ->> 'provider'`);
  }

  async minutes(count: number): Promise<readonly MinuteStatistics[]> {
    this.#journal.flush();
    const last = Math.floor(Date.now() / MINUTE_MS);
    const known = new Map<number, MinuteCounts>(
      this.#minutes.all(last - count).map((row) => [numberOf(row, 'minute'), countsIn(textOf(row, 'counts'))]),
    );
    return Array.from({ length: count }, (_, index) => {
      const minute = last - count + 1 + index;
      return statisticsOf(minute, known.get(minute) ?? nothingCounted());
    });
  }

  /** Events that led to nothing, since the last one of their type that led to something. */
  async skipped(): Promise<readonly SkippedEvents[]> {
    this.#journal.flush();
    return this.#totals.all().flatMap((row) => {
      const [what, consumer, ...type] = textOf(row, 'name').split(' ');
      if (what !== 'skipped' || consumer === undefined) return [];
      return [{ consumer, type: type.join(' '), count: numberOf(row, 'value') }];
    });
  }

  async totals({ providers, consumers }: Parameters<TotalsReader['totals']>[0]): Promise<Totals> {
    this.#journal.flush();
    const counted = new Map(this.#totals.all().map((row) => [textOf(row, 'name'), numberOf(row, 'value')]));
    const [waiting, retrying] = [byName(this.#waiting), byName(this.#retrying)];
    const [dead, openLetters] = [byName(this.#lettersByConsumer), byName(this.#lettersByProvider)];
    const providerOf = (name: string): ProviderTotals => ({
      received: counted.get(totalName('received', name)) ?? 0,
      refused: counted.get(totalName('refused', name)) ?? 0,
      published: counted.get(totalName('published', name)) ?? 0,
      openLetters: openLetters.get(name) ?? 0,
    });
    const consumerOf = (name: string): ConsumerTotals => ({
      handled: counted.get(totalName('handled', name)) ?? 0,
      retrying: retrying.get(name) ?? 0,
      dead: dead.get(name) ?? 0,
      waiting: waiting.get(name) ?? 0,
      commands: commandsOf(counted, name),
    });
    return {
      providers: new Map(providers.map((name) => [name, providerOf(name)])),
      consumers: new Map(consumers.map((name) => [name, consumerOf(name)])),
    };
  }
}

function commandsOf(counted: ReadonlyMap<string, number>, consumer: string): readonly CommandTotals[] {
  const prefixes = [totalName('done', consumer, ''), totalName('failed', consumer, '')];
  const names = [...counted.keys()].flatMap((name) => {
    const prefix = prefixes.find((candidate) => name.startsWith(candidate));
    return prefix === undefined ? [] : [name.slice(prefix.length)];
  });
  return [...new Set(names)].map((name) => ({
    name,
    done: counted.get(totalName('done', consumer, name)) ?? 0,
    failed: counted.get(totalName('failed', consumer, name)) ?? 0,
  }));
}

function statisticsOf(minute: number, { latencies, ...counts }: MinuteCounts): MinuteStatistics {
  const [p50ms, p95ms] = [percentile(latencies, 0.5), percentile(latencies, 0.95)];
  return {
    time: new Date(minute * MINUTE_MS).toISOString(),
    ...counts,
    ...(p50ms !== undefined && { p50ms }),
    ...(p95ms !== undefined && { p95ms }),
  };
}

function byName(counts: StatementSync): ReadonlyMap<string, number> {
  return new Map(counts.all().map((row) => [optionalTextOf(row, 'name') ?? '', numberOf(row, 'count')]));
}
