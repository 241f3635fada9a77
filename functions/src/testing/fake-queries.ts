import { decodeFields } from '../gcp/firestore/values.ts';
import { isJsonObject } from '../core/event/json.ts';
import { refusal, type RestReply } from './fake-rest-server.ts';

interface Field {
  readonly fieldPath: string;
}

interface Filter {
  readonly field: Field;
  readonly op: string;
  readonly value: object;
}

type Where =
  | { readonly fieldFilter: Filter }
  | {
      readonly compositeFilter: { readonly op: string; readonly filters: readonly { readonly fieldFilter: Filter }[] };
    };

interface Order {
  readonly field: Field;
  readonly direction?: string;
}

/** What is asked for: a part of a collection by conditions that all hold, in the order of a field and then of ids. */
interface Query {
  readonly from: readonly { readonly collectionId: string }[];
  readonly select?: { readonly fields: readonly Field[] };
  readonly where?: Where;
  readonly orderBy?: readonly Order[];
  readonly startAt?: { readonly values: readonly Readonly<Record<string, unknown>>[]; readonly before?: boolean };
  readonly limit: number;
}

type Documents = ReadonlyMap<string, { readonly fields: object; readonly updateTime: string }>;

const NAME = '__name__';

/** Answers a query as Firestore does that has no index but those which it makes by itself. */
export function queryAnswer(documents: Documents, query: Query, readTime: string): RestReply {
  const {
    from: [selected],
    startAt,
    limit,
  } = query;
  const filters = filtersIn(query.where);
  const order = orderOf(query, filters);
  if (needsIndex(filters, order)) return refusal(400, 'FAILED_PRECONDITION', 'The query requires an index.');

  const valueIn = (name: string, path: string) =>
    path === NAME ? name : fieldAt(documents.get(name)?.fields ?? {}, path);
  const keyOf = (name: string) => order.map(({ field }) => valueIn(name, field.fieldPath));
  const inPlace = (one: readonly unknown[], other: readonly unknown[]) => {
    const differing = order.findIndex((_field, index) => compared(one[index], other[index]) !== 0);
    const sign = order[differing]?.direction === 'DESCENDING' ? -1 : 1;
    return differing === -1 ? 0 : sign * compared(one[differing], other[differing]);
  };
  const cursor = startAt?.values.map(valueOf);
  const found = [...documents.keys()]
    .filter((name) => name.split('/').at(-2) === selected?.collectionId)
    .filter((name) => filters.every((filter) => isFound(valueIn(name, filter.field.fieldPath), filter)))
    // Without the field, a document is not in its index.
    .filter((name) => keyOf(name).every((value) => value !== undefined))
    .filter((name) => cursor === undefined || inPlace(keyOf(name), cursor) > 0)
    .toSorted((one, other) => inPlace(keyOf(one), keyOf(other)))
    .slice(0, limit)
    .map((name) => {
      const { fields = {}, updateTime } = documents.get(name) ?? {};
      return { document: { name, fields: selectedOf(fields, query.select), updateTime }, readTime };
    });
  return { status: 200, body: found.length > 0 ? found : [{ readTime }] };
}

function filtersIn(where: Where | undefined): readonly Filter[] {
  if (where === undefined) return [];
  if ('fieldFilter' in where) return [where.fieldFilter];
  const { op, filters } = where.compositeFilter;
  if (op !== 'AND') throw new TypeError(`The fake of Firestore knows no ${op}.`);
  return filters.map(({ fieldFilter }) => fieldFilter);
}

const EQUALITIES = ['EQUAL', 'ARRAY_CONTAINS'];

/** The order as Firestore completes it: the field of an inequality first, the name last and in the same direction. */
function orderOf({ orderBy = [] }: Query, filters: readonly Filter[]): readonly Order[] {
  const inequality = filters.find(({ op }) => !EQUALITIES.includes(op));
  const asked = orderBy.length > 0 || inequality === undefined ? orderBy : [{ field: inequality.field }];
  if (asked.some(({ field }) => field.fieldPath === NAME)) return asked;
  const direction = asked.at(-1)?.direction;
  return [...asked, { field: { fieldPath: NAME }, ...(direction !== undefined && { direction }) }];
}

/**
 * Whether a query needs an index that somebody has to make. Those that Firestore makes are of one field each, in both
 * directions, and of each element of a list. Only equal values of several fields are found by joining them.
 * @see https://firebase.google.com/docs/firestore/query-data/index-overview#queries_supported_by_single-field_indexes
 */
function needsIndex(filters: readonly Filter[], order: readonly Order[]): boolean {
  const fields = order.map(({ field }) => field.fieldPath).filter((path) => path !== NAME);
  const isReversed = new Set(order.map(({ direction = 'ASCENDING' }) => direction)).size > 1;
  const ranged = filters.filter(({ op }) => !EQUALITIES.includes(op)).map(({ field }) => field.fieldPath);
  const lists = filters.filter(({ op }) => op === 'ARRAY_CONTAINS');
  const equal = filters.length - ranged.length - lists.length;
  const one = new Set([...fields, ...ranged]);
  if (isReversed || order.at(-1)?.field.fieldPath !== NAME || one.size > 1) return true;
  if (lists.length > 0) return lists.length + equal + one.size > 1;
  if (equal > 0) return one.size > 0 || order[0]?.direction === 'DESCENDING';
  return one.size === 0 && order[0]?.direction === 'DESCENDING';
}

function isFound(value: unknown, { op, value: encoded }: Filter): boolean {
  const wanted = valueOf(encoded);
  if (op === 'EQUAL') return value === wanted;
  if (op === 'ARRAY_CONTAINS') return Array.isArray(value) && value.includes(wanted);
  if (typeof value !== typeof wanted) return false;
  const difference = compared(value, wanted);
  if (op === 'LESS_THAN_OR_EQUAL') return difference <= 0;
  if (op === 'LESS_THAN') return difference < 0;
  if (op === 'GREATER_THAN_OR_EQUAL') return difference >= 0;
  throw new TypeError(`The fake of Firestore knows no ${op}.`);
}

/** Numbers by their size; text by code point, as databases order it: JavaScript's own order is by UTF-16 unit. */
function compared(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));
}

/** The fields of a document that a query selects; all of them if it selects none. Only maps lead to inner fields. */
function selectedOf(fields: object, select: Query['select']): object {
  if (select === undefined) return fields;
  const all = select.fields.map(({ fieldPath }) => namesIn(fieldPath));
  const outer = Object.entries(fields).flatMap(([name, value]: [string, unknown]) => {
    const inner = all.filter(([first]) => first === name).map(([, second]) => second);
    if (inner.length === 0) return [];
    const map = isJsonObject(value) && isJsonObject(value['mapValue']) ? value['mapValue']['fields'] : undefined;
    if (!isJsonObject(map)) return [[name, value] as const];
    const kept = Object.entries(map).filter(([field]) => inner.includes(field));
    return [[name, { mapValue: { fields: Object.fromEntries(kept) } }] as const];
  });
  return Object.fromEntries(outer);
}

function namesIn(path: string): readonly string[] {
  return path.split('.').map((name) => name.replaceAll('`', ''));
}

function fieldAt(fields: object, path: string): unknown {
  return namesIn(path).reduce<unknown>(
    (value, name) => (isJsonObject(value) ? value[name] : undefined),
    decodeFields({ ...fields }),
  );
}

function valueOf(value: object): unknown {
  const [content] = Object.values(value);
  return 'integerValue' in value || 'doubleValue' in value ? Number(content) : content;
}
