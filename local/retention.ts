import type { DatabaseSync } from 'node:sqlite';
import { DEFAULT_DELIVERY_POLICY } from '../functions/src/core/handle/delivery-policy.ts';
import { LEDGER_TTL_MS } from '../functions/src/core/handle/store.ts';
import { inTransaction, numberOf } from './database.ts';

const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

/** Removes what the cloud would have let go: messages past the topic's retention, ledger entries past their time. */
export function removeExpired(database: DatabaseSync, now: Date): void {
  const messagesFrom = now.getTime() - DEFAULT_DELIVERY_POLICY.topicRetentionDays * DAY_MS;
  const entriesFrom = new Date(now.getTime() - LEDGER_TTL_MS).toISOString();
  inTransaction(database, () => {
    const kept = oldestSince(database, messagesFrom);
    for (const [table, column] of [
      ['messages', 'id'],
      ['deliveries', 'message'],
      ['events', 'message'],
      ['handlings', 'message'],
    ] as const) {
      database.prepare(`DELETE FROM ${table} WHERE ${column} < ?`).run(kept);
    }
    database.prepare('DELETE FROM ledger WHERE updated_at < ?').run(entriesFrom);
    database.prepare('DELETE FROM requests WHERE time < ?').run(messagesFrom);
    database.prepare('DELETE FROM request_events WHERE request NOT IN (SELECT place FROM requests)').run();
    database.prepare('DELETE FROM minutes WHERE minute < ?').run(messagesFrom / MINUTE_MS);
  });
}

/** The id of the first message that is kept. Ids grow with time: only what is to go is read. */
function oldestSince(database: DatabaseSync, time: number): number {
  const first = database.prepare('SELECT id FROM messages WHERE publish_time >= ? ORDER BY id LIMIT 1').get(time);
  if (first !== undefined) return numberOf(first, 'id');
  const last = database.prepare('SELECT ifnull(max(id), 0) AS id FROM messages').get();
  return last === undefined ? 0 : numberOf(last, 'id') + 1;
}
