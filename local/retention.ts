import type { DatabaseSync } from 'node:sqlite';
import { deadLetterTopicOf, topicOf } from '../functions/src/core/event/names.ts';
import { DEFAULT_DELIVERY_POLICY, type DeliveryPolicy } from '../functions/src/core/config/delivery-policy.ts';
import { RETENTION, type Period } from '../functions/src/core/ledger/retention.ts';
import { RESERVED_COLLECTIONS } from '../functions/src/core/ledger/store.ts';
import { inTransaction, numberOf } from './database.ts';

const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

/** How long messages are kept, by the names of their topics. */
export type TopicPolicies = ReadonlyMap<string, Pick<DeliveryPolicy, 'topicRetentionDays' | 'retentionDays'>>;

/** The policies of providers' topics, by the names of the topics. */
export function topicPolicies(policies: Iterable<readonly [provider: string, policy: DeliveryPolicy]>): TopicPolicies {
  const topics = [...policies].flatMap(([provider, policy]) =>
    [topicOf(provider), deadLetterTopicOf(provider)].map((topic) => [topic, policy] as const),
  );
  return new Map(topics);
}

/** The earliest message that a replay of a topic may see: those before it are no longer retained. */
export function retainedSince(topic: string, policies: TopicPolicies, now: Date): Date {
  const { topicRetentionDays } = policies.get(topic) ?? DEFAULT_DELIVERY_POLICY;
  return new Date(now.getTime() - topicRetentionDays * DAY_MS);
}

/** Removes what the cloud would have let go: messages past the topic's retention, ledger entries past their time. */
export function removeExpired(database: DatabaseSync, now: Date): void {
  const messagesFrom = now.getTime() - MAX_RETENTION_DAYS * DAY_MS;
  const keptSince = ({ ms }: Period) => new Date(now.getTime() - ms).toISOString();
  inTransaction(database, () => {
    const kept = oldestSince(database, messagesFrom);
    for (const [table, column] of MESSAGE_TABLES)
      database.prepare(`DELETE FROM ${table} WHERE ${column} < ?`).run(kept);
    database.prepare('DELETE FROM ledger WHERE updated_at < ?').run(keptSince(RETENTION.ledgerEntry));
    database
      .prepare(`DELETE FROM records WHERE collection = ? AND data ->> 'updatedAt' < ?`)
      .run(RESERVED_COLLECTIONS.reconciliations, keptSince(RETENTION.reconcileRun));
    const keptRequest = firstKept(database, { table: 'requests', id: 'place', time: 'time' }, messagesFrom);
    database.prepare('DELETE FROM requests WHERE place < ?').run(keptRequest);
    database.prepare('DELETE FROM request_events WHERE request < ?').run(keptRequest);
    database.prepare('DELETE FROM api_answers WHERE time < ?').run(messagesFrom);
    database.prepare('DELETE FROM minutes WHERE minute < ?').run(messagesFrom / MINUTE_MS);
  });
}

/**
 * Removes messages that neither their topic nor a subscription would keep any longer by the policy, with all that
 * belongs to them.
 */
export function removePastPolicy(database: DatabaseSync, policies: TopicPolicies, now: Date): void {
  inTransaction(database, () => {
    for (const [topic, { topicRetentionDays, retentionDays }] of policies) {
      const days = Math.max(topicRetentionDays, retentionDays);
      if (days >= MAX_RETENTION_DAYS) continue;
      const kept = oldestSince(database, now.getTime() - days * DAY_MS);
      const rows = database.prepare('SELECT id FROM messages WHERE topic = ? AND id < ?').all(topic, kept);
      for (const [table, column] of MESSAGE_TABLES) {
        const removal = database.prepare(`DELETE FROM ${table} WHERE ${column} = ?`);
        for (const row of rows) removal.run(numberOf(row, 'id'));
      }
    }
  });
}

/** The most that any policy keeps. */
const MAX_RETENTION_DAYS = DEFAULT_DELIVERY_POLICY.topicRetentionDays;

/** Tables with rows that belong to a message, and the column that names it. */
const MESSAGE_TABLES = [
  ['messages', 'id'],
  ['deliveries', 'message'],
  ['events', 'message'],
  ['handlings', 'message'],
  ['handling_logs', 'message'],
] as const;

/** The id of the first message that is kept. */
function oldestSince(database: DatabaseSync, time: number): number {
  return firstKept(database, { table: 'messages', id: 'id', time: 'publish_time' }, time);
}

/** The id of the first row that is kept. Ids grow with time: only what is to go is read. */
function firstKept(
  database: DatabaseSync,
  columns: { table: string; id: string; time: string },
  since: number,
): number {
  const { table, id, time } = columns;
  const first = database
    .prepare(`SELECT ${id} AS id FROM ${table} WHERE ${time} >= ? ORDER BY ${id} LIMIT 1`)
    .get(since);
  if (first !== undefined) return numberOf(first, 'id');
  const last = database.prepare(`SELECT ifnull(max(${id}), 0) AS id FROM ${table}`).get();
  return last === undefined ? 0 : numberOf(last, 'id') + 1;
}
