import type { LedgerQuery } from '../functions/src/core/ledger/ledger-reader.ts';
import { listTimeOf } from '../functions/src/core/ledger/pages.ts';
import { globOf, type Statement } from './database.ts';

/** Filters that are not columns, by their place in the entry. */
const FILTERS = ['consumer', 'provider', 'status'] as const;

/** A query of the ledger as a statement, whose rows have `state`. */
export function ledgerQueryStatement(query: LedgerQuery): Statement {
  const { limit, id, before, since, until, subject, eventType, ...wanted } = query;
  const time = listTimeOf(query) === 'updatedAt' ? 'updated_at' : `state ->> 'receivedTime'`;
  const set = [
    ...(id === undefined ? [] : [{ sql: 'id = ?', value: id }]),
    ...(before === undefined ? [] : [{ sql: `${time} < ?`, value: before }]),
    ...(since === undefined ? [] : [{ sql: `${time} >= ?`, value: since }]),
    ...(until === undefined ? [] : [{ sql: `${time} < ?`, value: until }]),
    ...(subject === undefined
      ? []
      : [{ sql: 'entry IN (SELECT entry FROM ledger_subjects WHERE subject = ?)', value: subject }]),
    ...(eventType === undefined ? [] : [{ sql: `state ->> 'eventType' GLOB ?`, value: globOf(eventType) }]),
    ...FILTERS.flatMap((name) =>
      wanted[name] === undefined ? [] : [{ sql: `state ->> '${name}' = ?`, value: wanted[name] }],
    ),
  ];
  const where = set.length === 0 ? '' : `WHERE ${set.map(({ sql }) => sql).join(' AND ')}`;
  return {
    sql: `SELECT state FROM ledger ${where} ORDER BY ${time} DESC, entry DESC LIMIT ?`,
    values: [...set.map(({ value }) => value), limit],
  };
}
