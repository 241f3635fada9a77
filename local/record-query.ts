import type { SQLInputValue } from 'node:sqlite';
import { RESERVED_COLLECTIONS, type RecordQuery } from '../functions/src/core/ledger/store.ts';

interface Statement {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** The indexes of instances by the field that a query asks for. Without the name SQLite would read the whole collection. */
const INSTANCE_INDEXES: ReadonlyMap<string, string> = new Map([
  ['dueAt', 'instances_due'],
  ['build', 'instances_build'],
  ['saga', 'instances_saga'],
  ['status', 'instances_status'],
]);

/** A query of records as a statement, whose rows have `id`, and as `found` the JSON of the fields that were asked for. */
export function recordQueryStatement(collection: string, { where, limit, after, fields }: RecordQuery): Statement {
  const { field } = where;
  // As literals: SQLite uses an index over an expression, and over some of the rows, only if the query spells both out.
  const value = `data ->> ${literal(field)}`;
  const found = [...new Set([field, ...fields])].map((name) => `${literal(name)}, data -> ${literal(name)}`).join(', ');
  const index = collection === RESERVED_COLLECTIONS.sagaInstances ? INSTANCE_INDEXES.get(field) : undefined;
  const { sql: place, order, values } = placeOf(where, value, after);
  return {
    sql: `SELECT id, json_object(${found}) AS found FROM records ${index === undefined ? '' : `INDEXED BY ${index}`}
      WHERE collection = ${literal(collection)} AND ${place} ORDER BY ${order} LIMIT ?`,
    values: [...values, limit],
  };
}

/** Which records are meant, and their order. */
function placeOf(where: RecordQuery['where'], value: string, after: RecordQuery['after']) {
  if ('equals' in where) {
    // With one value the order is that of the ids, so that the index leads straight to the page.
    const behind = after === undefined ? { sql: '', values: [] } : { sql: ' AND id > ?', values: [after.id] };
    return { sql: `${value} = ?${behind.sql}`, order: 'id', values: [where.equals, ...behind.values] };
  }
  const order = `${value}, id`;
  if (after === undefined) return { sql: `${value} <= ?`, order, values: [where.atMost] };
  const last = after.data[where.field];
  const at = typeof last === 'number' ? last : null;
  // The pair alone does not lead into an index over an expression: the first bound does.
  return {
    sql: `${value} <= ? AND ${value} >= ? AND (${value}, id) > (?, ?)`,
    order,
    values: [where.atMost, at, at, after.id],
  };
}

/** A text of ours in SQL. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
