import { idsOfInstances } from '../functions/src/core/durable/instance-record.ts';
import { RESERVED_COLLECTIONS, type RecordQuery } from '../functions/src/core/ledger/store.ts';
import type { Statement } from './database.ts';

/** A query of records as a statement, whose rows have `id`, and as `found` the JSON of the fields that were asked for. */
export function recordQueryStatement(collection: string, { where, limit, after, fields }: RecordQuery): Statement {
  const { field } = where;
  // As literals: SQLite uses an index over an expression, and over some of the rows, only if the query spells both out.
  const value = `data ->> ${literal(field)}`;
  const found = [...new Set([field, ...fields])].map((name) => `${literal(name)}, data -> ${literal(name)}`).join(', ');
  const way = wayTo(collection, where);
  const { index = BY_ID, condition = 'true', collectionIfAny = literal(collection) } = way;
  const { sql: place, order, values } = placeOf(where, value, after);
  return {
    sql: `SELECT id, json_object(${found}) AS found FROM records INDEXED BY ${index}
      WHERE collection = ${collectionIfAny} AND ${condition} AND ${place} ORDER BY ${order} LIMIT ?`,
    values: [...values, limit],
  };
}

/** The index of the primary key. */
const BY_ID = 'sqlite_autoindex_records_1';

/** How a statement gets to records with a dedicated index. */
interface Way {
  /** The index, which SQLite would not always choose by itself. */
  readonly index?: string;
  /** What follows from the query, and leads into an index. */
  readonly condition?: string;
  /** The collection as an expression; NULL if it has no such instance, so that nothing is read. */
  readonly collectionIfAny?: string;
}

function wayTo(collection: string, where: RecordQuery['where']): Way {
  if (collection === RESERVED_COLLECTIONS.sagaInstances) return wayToInstances(where);
  const isOfIssue = collection === RESERVED_COLLECTIONS.letters && 'equals' in where && where.field === 'issue';
  return isOfIssue ? { index: 'letters_issue', condition: "data ->> 'issue' IS NOT NULL" } : {};
}

function wayToInstances(where: RecordQuery['where']): Way {
  if ('atMost' in where) return where.field === 'dueAt' ? { index: 'instances_due' } : {};
  const value = literal(where.equals);
  if (where.field === 'saga') {
    const [before, behind] = idsOfInstances(where.equals);
    return { condition: `id BETWEEN ${literal(before)} AND ${literal(behind)}` };
  }
  // Usually no instance of an earlier build is left, which this finds out at once. If there are any, there are many, and to
  // read them by that index would mean sorting them.
  if (where.field === 'build') {
    const one = `SELECT collection FROM records INDEXED BY instances_build
      WHERE collection = 'sagaInstances' AND data ->> 'build' = ${value} LIMIT 1`;
    return { collectionIfAny: `(${one})` };
  }
  const isHeld = where.field === 'status' && where.equals === 'held';
  return isHeld ? { index: 'instances_held', condition: `data ->> 'status' = ${value}` } : {};
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
