import { listTimeOf } from '../../core/ledger/pages.ts';
import type { LedgerQuery } from '../../core/ledger/ledger-reader.ts';
import type { LedgerEntry } from '../../core/ledger/store.ts';
import type { FirestoreRest } from './rest-api.ts';
import { encodeValue } from './values.ts';

/** The fields that the ledger is searched by. Firestore indexes each by itself, and none together with another. */
export const SEARCHED_FIELDS = [
  'id',
  'subjects',
  'eventType',
  'status',
  'provider',
  'consumer',
  'updatedAt',
  'receivedTime',
] as const satisfies readonly (keyof LedgerEntry)[];

type Field = (typeof SEARCHED_FIELDS)[number];

interface Condition {
  readonly field: Field;
  readonly op: 'EQUAL' | 'ARRAY_CONTAINS' | 'GREATER_THAN_OR_EQUAL' | 'LESS_THAN';
  readonly value: string;
}

/** Documents of the ledger that one call reads. */
export interface Selection {
  readonly where: readonly Condition[];
  /** Downwards; left out, in the order of Firestore's choice. */
  readonly orderBy?: Field;
  readonly limit: number;
  /** The document to go on behind, and what the field of the order held there. */
  readonly after?: { readonly path: string; readonly value: string };
}

/** Entries of one event, or of one object: there are rarely more. */
const MOST_OF_ONE = 5_000;
/** Entries of one type or one status that are worth reading at once; of what is frequent, the newest are near. */
const MOST_OF_KIND = 1_000;

/**
 * A selection that leads to few entries, all of which have to be read; undefined if the query names nothing rare. Equal
 * values of several fields need no further index, since Firestore joins those of the fields. An inequality, an order
 * or an element of a list next to them would.
 */
export function narrowed(query: LedgerQuery): Selection | undefined {
  const { id, subject, eventType, status } = query;
  if (id !== undefined) return { where: [equal('id', id)], limit: MOST_OF_ONE };
  if (subject !== undefined) {
    return { where: [{ field: 'subjects', op: 'ARRAY_CONTAINS', value: subject }], limit: MOST_OF_ONE };
  }
  const begins = eventType?.endsWith('*') === true ? eventType.slice(0, -1) : undefined;
  if (begins !== undefined && begins !== '') {
    const where: readonly Condition[] = [
      { field: 'eventType', op: 'GREATER_THAN_OR_EQUAL', value: begins },
      { field: 'eventType', op: 'LESS_THAN', value: `${begins}\u{10FFFF}` },
    ];
    return { where, limit: MOST_OF_KIND };
  }
  const { consumer, provider } = query;
  const type = begins === undefined ? eventType : undefined;
  if (type === undefined && status !== 'open' && status !== 'dead') return undefined;
  const wanted = [
    ['eventType', type],
    ['status', status],
    ['consumer', consumer],
    ['provider', provider],
  ] as const;
  const where = wanted.flatMap(([field, value]) => (value === undefined ? [] : [equal(field, value)]));
  return { where, limit: MOST_OF_KIND };
}

/** The newest entries, whatever else is asked for. */
export function newestOf(query: LedgerQuery): Omit<Selection, 'limit'> {
  const { since, until, before } = query;
  const field = listTimeOf(query);
  const ends = [until, before].filter((time) => time !== undefined).toSorted();
  return {
    where: [
      ...(since === undefined ? [] : [{ field, op: 'GREATER_THAN_OR_EQUAL', value: since } as const]),
      ...ends.slice(0, 1).map((value) => ({ field, op: 'LESS_THAN', value }) as const),
    ],
    orderBy: field,
  };
}

/** A selection as Firestore spells it. */
export function queryOf(
  collection: string,
  { where, orderBy, limit, after }: Selection,
  firestore: Pick<FirestoreRest, 'reference'>,
): object {
  const filters = where.map(({ field, op, value }) => ({
    fieldFilter: { field: { fieldPath: field }, op, value: encodeValue(value) },
  }));
  const order = orderBy === undefined ? [] : [orderBy, '__name__'];
  const cursor = after && { values: [encodeValue(after.value), firestore.reference(after.path)], before: false };
  return {
    from: [{ collectionId: collection }],
    ...(filters.length > 0 && { where: { compositeFilter: { op: 'AND', filters } } }),
    orderBy: order.map((field) => ({ field: { fieldPath: field }, direction: 'DESCENDING' })),
    ...(cursor !== undefined && { startAt: cursor }),
    limit,
  };
}

function equal(field: Field, value: string): Condition {
  return { field, op: 'EQUAL', value };
}
