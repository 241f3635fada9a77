import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerState } from '../../core/ledger/ledger.ts';
import { RETENTION } from '../../core/ledger/retention.ts';
import { entryDocument, entryDocumentId, entryIn, recordDocument, recordDocumentId, recordIn } from './documents.ts';

/** What Firestore refuses. @see https://cloud.google.com/firestore/docs/best-practices#document_ids */
const REFUSED_NAME = /^(?:\.{0,2}|__.*__)$/s;

const trickyName = fc.oneof(fc.string(), fc.constantFrom('.', '..', '__x__', '____', '~', '~.', '~~__x__', '~~', '[]'));
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 0, 1.5),
    fc.string(),
    fc.array(tie('json')),
    fc.dictionary(trickyName, tie('json'), { noNullPrototype: true }),
  ),
}));

describe('a record as a document', () => {
  it('comes back as it was, whatever JSON it holds', () => {
    fc.assert(
      fc.property(fc.dictionary(trickyName, json, { noNullPrototype: true }), (data) => {
        expect(recordIn('id', recordDocument({ version: 3, data }))).toEqual({ id: 'id', version: 3, data });
      }),
    );
  });

  it('holds nothing that Firestore refuses: no array in an array, no reserved or empty field name', () => {
    fc.assert(
      fc.property(fc.dictionary(trickyName, json, { noNullPrototype: true }), (data) => {
        expect(faultsIn(recordDocument({ version: 1, data })['data'])).toEqual([]);
      }),
    );
  });

  it('has an id that Firestore takes, and none that another record has', () => {
    fc.assert(
      fc.property(fc.uniqueArray(trickyName.filter((name) => name !== '')), (ids) => {
        const documentIds = ids.map(recordDocumentId);
        expect(documentIds.filter((id) => REFUSED_NAME.test(id))).toEqual([]);
        expect(documentIds.map((id) => recordIn(id, recordDocument({ version: 1, data: {} })).id)).toEqual(ids);
      }),
    );
  });

  it('keeps plain data unchanged, so that an app can read it', () => {
    const data = { status: 'paid', lines: [{ sku: 'a', count: 2 }], customer: { id: 'cus_1' } };
    expect(recordDocument({ version: 1, data })).toEqual({ version: 1, data, updatedAt: expect.any(Date) });
  });

  it('carries the time after which it may be deleted, if there is one', () => {
    const expireAt = new Date('2026-12-28T12:00:00Z');
    const document = recordDocument({ version: 1, data: {}, expireAt });
    expect(document['expireAt']).toEqual(expireAt);
    expect(recordIn('stripe', document)).toEqual({ id: 'stripe', version: 1, data: {} });
  });

  it('that somebody else wrote is said to be none', () => {
    expect(() => recordIn('x', { name: 'Ada' })).toThrow(
      expect.objectContaining({ name: 'PermanentError', message: expect.stringMatching(/is not a record/) }),
    );
  });
});

describe('a ledger entry as a document', () => {
  const state: LedgerState = {
    consumer: 'c',
    source: 's',
    id: 'i',
    provider: 'p',
    eventType: 't',
    time: 'a',
    receivedTime: 'b',
    messageId: 'm',
    status: 'open',
    attempts: 1,
    commands: [],
    token: 'x',
    updatedAt: '2026-11-23T12:00:00.000Z',
  };

  it('comes back as it was, with a time after which Firestore may delete it', () => {
    const document = entryDocument(state);
    expect(document['expireAt']).toEqual(new Date(Date.parse(state.updatedAt) + RETENTION.ledgerEntry.ms));
    expect(entryIn(document)).toEqual(state);
  });

  it('has an id of 64 hex digits that depends on every part of its key', () => {
    const keys = [{}, { consumer: 'd' }, { source: 'r' }, { id: 'j' }, { replay: 'y' }].map((part) => ({
      ...state,
      ...part,
    }));
    const ids = keys.map(entryDocumentId);
    expect(new Set(ids).size).toBe(5);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{64}$/);
  });

  it('carries the time after which it may be deleted, if there is one', () => {
    const expireAt = new Date('2026-12-28T12:00:00Z');
    const document = recordDocument({ version: 1, data: {}, expireAt });
    expect(document['expireAt']).toEqual(expireAt);
    expect(recordIn('stripe', document)).toEqual({ id: 'stripe', version: 1, data: {} });
  });

  it('that somebody else wrote is said to be none', () => {
    expect(() => entryIn({ name: 'Ada' })).toThrow(
      expect.objectContaining({ name: 'PermanentError', message: expect.stringMatching(/is not an entry/) }),
    );
  });
});

function faultsIn(value: unknown, inArray = false): readonly string[] {
  if (Array.isArray(value)) {
    return [...(inArray ? ['array in an array'] : []), ...value.flatMap((item) => faultsIn(item, true))];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => [
    ...(name === '' || /^__.*__$/s.test(name) ? [`field ${name}`] : []),
    ...faultsIn(field),
  ]);
}
