import type { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FoundRecord, RecordQuery } from '../functions/src/core/ledger/store.ts';
import { openDatabase, stateFileIn, textOf } from './database.ts';
import { recordQueryStatement } from './record-query.ts';
import { SqliteStore } from './sqlite-store.ts';
import { temporaryStateDir } from './testing/state-dir.ts';

const after: FoundRecord = { id: 'dunning:1', data: { dueAt: 5, build: 'dunning@1', saga: 'dunning' } };
const page = { limit: 20, fields: ['key'] };

describe('a query of the instances of durable sagas', () => {
  it.each<[string, RecordQuery['where'], string, string]>([
    ['what is due', { field: 'dueAt', atMost: 9 }, 'instances_due (<expr><?)', 'instances_due (<expr>>? AND <expr><?)'],
    [
      'what a version decided',
      { field: 'build', equals: 'dunning@1' },
      'instances_build (<expr>=?)',
      'instances_build (<expr>=? AND id>?)',
    ],
    [
      'what belongs to a saga',
      { field: 'saga', equals: 'dunning' },
      'instances_saga (<expr>=?)',
      'instances_saga (<expr>=? AND id>?)',
    ],
  ])('for %s goes to its page by an index, and sorts nothing', (_name, where, first, next) => {
    const database = openState();
    expect(planOf(database, { ...page, where })).toEqual([`SEARCH records USING INDEX ${first}`]);
    expect(planOf(database, { ...page, where, after })).toEqual([`SEARCH records USING INDEX ${next}`]);
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
