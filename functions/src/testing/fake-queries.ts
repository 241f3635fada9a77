import { decodeFields } from '../gcp/firestore/values.ts';
import { isJsonObject } from '../core/event/json.ts';
import { refusal, type RestReply } from './fake-rest-server.ts';

interface Field {
  readonly fieldPath: string;
}

/** What the store asks for: a collection in the order of its ids, or by one field and then by ids. */
interface Query {
  readonly from: readonly { readonly collectionId: string }[];
  readonly select?: { readonly fields: readonly Field[] };
  readonly where?: { readonly fieldFilter: { readonly field: Field; readonly op: string; readonly value: object } };
  readonly orderBy: readonly { readonly field: Field }[];
  readonly startAt?: { readonly values: readonly Readonly<Record<string, unknown>>[] };
  readonly limit: number;
}

type Documents = ReadonlyMap<string, { readonly fields: object; readonly updateTime: string }>;

/** Answers a query as Firestore does that has no index but those which it makes by itself. */
export function queryAnswer(documents: Documents, query: Query, readTime: string): RestReply {
  const {
    from: [selected],
    where,
    orderBy,
    startAt,
    limit,
  } = query;
  const filtered = where?.fieldFilter;
  const path = filtered?.field.fieldPath;
  const order = orderBy.map(({ field }) => field.fieldPath);
  const isEqual = filtered?.op === 'EQUAL';
  const served = path === undefined || isEqual ? ['__name__'] : [path, '__name__'];
  if (JSON.stringify(order) !== JSON.stringify(served))
    return refusal(400, 'FAILED_PRECONDITION', 'The query requires an index.');

  const wanted = filtered && valueOf(filtered.value);
  const valueAt = (name: string) => (path === undefined ? undefined : fieldAt(documents.get(name)?.fields ?? {}, path));
  const isFound = (value: unknown) => {
    if (filtered === undefined) return true;
    return isEqual ? value === wanted : typeof value === typeof wanted && Number(value) <= Number(wanted);
  };
  const inPlace = (one: readonly [unknown, string], other: readonly [unknown, string]) =>
    (order.length > 1 ? Number(one[0]) - Number(other[0]) : 0) || inOrder(one[1], other[1]);
  const cursor = startAt?.values.map(valueOf);
  const behind = cursor && ([cursor.length > 1 ? cursor[0] : undefined, String(cursor.at(-1))] as const);
  const found = [...documents.keys()]
    .filter((name) => name.split('/').at(-2) === selected?.collectionId)
    .map((name) => [valueAt(name), name] as const)
    .filter((one) => isFound(one[0]) && (behind === undefined || inPlace(one, behind) > 0))
    .toSorted(inPlace)
    .slice(0, limit)
    .map(([, name]) => {
      const { fields = {}, updateTime } = documents.get(name) ?? {};
      return { document: { name, fields: selectedOf(fields, query.select), updateTime }, readTime };
    });
  return { status: 200, body: found.length > 0 ? found : [{ readTime }] };
}

/** By code point, as databases order text; JavaScript's own order is by UTF-16 unit. */
function inOrder(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
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
