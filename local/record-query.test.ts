import type { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FoundRecord, RecordQuery } from '../functions/src/core/ledger/store.ts';
import { openDatabase, stateFileIn, textOf } from './database.ts';
import { recordQueryStatement } from './record-query.ts';
import { SqliteStore } from './sqlite-store.ts';
import { temporaryStateDir } from './testing/state-dir.ts';

const after: FoundRecord = { id: 'dunning:1', data: { dueAt: 5, build: 'dunning@1', saga: 'dunning', status: 'held' } };
const page = { limit: 20, fields: ['key'] };

describe('a query of the instances of durable sagas', () => {
  it.each<[string, RecordQuery['where'], string, string]>([
    ['what is due', { field: 'dueAt', atMost: 9 }, 'instances_due (<expr><?)', 'instances_due (<expr>>? AND <expr><?)'],
    [
      'what belongs to a saga',
      { field: 'saga', equals: 'dunning' },
      'sqlite_autoindex_records_1 (collection=? AND id>? AND id<?)',
      'sqlite_autoindex_records_1 (collection=? AND id>? AND id<?)',
    ],
  ])('for %s goes to its page by an index, and sorts nothing', (_name, where, first, next) => {
    const database = openState();
    expect(planOf(database, { ...page, where })).toEqual([`SEARCH records USING INDEX ${first}`]);
    expect(planOf(database, { ...page, where, after })).toEqual([`SEARCH records USING INDEX ${next}`]);
  });

  it('for what a version decided looks whether there is any, and then goes through all in the order of their ids', () => {
    const database = openState();
    const where = { field: 'build', equals: 'dunning@1' } as const;
    const isThereAny = ['SCALAR SUBQUERY 1', 'SEARCH records USING INDEX instances_build (<expr>=?)'];
    const byId = (terms: string) => `SEARCH records USING INDEX sqlite_autoindex_records_1 (${terms})`;
    expect(planOf(database, { ...page, where })).toEqual([byId('collection=?'), ...isThereAny]);
    expect(planOf(database, { ...page, where, after })).toEqual([byId('collection=? AND id>?'), ...isThereAny]);
  });

  it('for what is held reads an index that has nothing else, in its order', () => {
    const database = openState();
    const where = { field: 'status', equals: 'held' } as const;
    expect(planOf(database, { ...page, where })).toEqual(['SCAN records USING INDEX instances_held']);
    expect(planOf(database, { ...page, where, after })).toEqual(['SEARCH records USING INDEX instances_held (id>?)']);
  });

  it('pages over equal values, each record once and in order', async () => {
    const store = new SqliteStore(openState());
    const ids = Array.from({ length: 250 }, (_unused, index) => `dunning:${String(index).padStart(3, '0')}`);
    const kept = { dueAt: 5, build: 'dunning@1', state: 'not asked for' };
    await store.write(ids.toReversed().map((id) => ({ collection: 'sagaInstances', id, mutate: () => kept })));
    await store.write([{ collection: 'sagaInstances', id: 'dunning:idle', mutate: () => ({ build: 'dunning@2' }) }]);
    for (const where of [
      { field: 'dueAt', atMost: 5 },
      { field: 'build', equals: 'dunning@1' },
    ]) {
      const found = await allPages(store, where);
      expect(found.map(({ id }) => id)).toEqual(ids);
      expect(found[0]?.data).toEqual({ [where.field]: kept[where.field === 'dueAt' ? 'dueAt' : 'build'] });
    }
  });
});

async function allPages(store: SqliteStore, where: RecordQuery['where']): Promise<readonly FoundRecord[]> {
  const found: FoundRecord[] = [];
  for (;;) {
    const last = found.at(-1);
    const next = await store.find('sagaInstances', { ...page, where, ...(last !== undefined && { after: last }) });
    found.push(...next);
    if (next.length < page.limit) return found;
  }
}

function planOf(database: DatabaseSync, query: RecordQuery): readonly string[] {
  const { sql, values } = recordQueryStatement('sagaInstances', query);
  return database
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...values)
    .map((row) => textOf(row, 'detail'));
}

function openState(): DatabaseSync {
  const database = openDatabase(stateFileIn(temporaryStateDir()), 'crash');
  onTestFinished(() => database.close());
  return database;
}
