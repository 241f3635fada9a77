import { one, type Mutant } from './mutant.ts';

const STORE = 'gcp/firestore/store.ts';
const LEDGER = 'core/ledger/ledger.ts';
const CONSUMER = 'core/handle/consumer.ts';
const ONE_COMMIT = 'core/handle/one-commit.ts';

/** Defects in how an event is handled that only changes records. */
export const ONE_COMMIT_MUTANTS: readonly Mutant[] = [
  one(
    'records and entry are written in two commits',
    STORE,
    'firestore.commit([...recordWrites(this.#prefix, mutations, records), ...entryWrites(path, undefined, made)]);',
    'firestore.commit(recordWrites(this.#prefix, mutations, records)).then((done) => done && firestore.commit(entryWrites(path, undefined, made)));',
  ),
  {
    defect: 'an entry that is there is replaced by the one commit',
    changes: [
      { file: STORE, from: 'const commit = (records:', to: 'const commit = async (records:' },
      {
        file: STORE,
        from: '...entryWrites(path, undefined, made)]);',
        to: '...entryWrites(path, (await firestore.read([path]))[0], made)]);',
      },
    ],
  },
  one(
    'whatever overtakes the one commit is taken for an entry, and the entry for done',
    STORE,
    'if (await commit(await firestore.read(paths))) return true;',
    'if (await commit(await firestore.read(paths))) return true;\n      return true;',
  ),
  one(
    'an entry that is there is taken for done',
    STORE,
    'if (state !== undefined) return isDeepStrictEqual(state, made);',
    'if (state !== undefined) return true;',
  ),
  {
    defect: 'an overtaken commit is made again with the records as they were',
    changes: [
      {
        file: STORE,
        from: 'if (await commit(await firestore.read(paths))) return true;',
        to: 'const stale = await firestore.read(paths);\n      if (await commit(stale)) return true;',
      },
      {
        file: STORE,
        from: 'return commit(documents.slice(0, -1));',
        to: 'return commit(documents.slice(0, -1).map((now, index) => now && { ...now, data: stale[index]?.data ?? now.data }));',
      },
    ],
  },
  one(
    'the one commit leaves an entry without commands',
    LEDGER,
    'withCommandDone(state, command, false, now), first),',
    'state, first),',
  ),
  one(
    'the one commit leaves a token',
    LEDGER,
    'const first: LedgerState = claimed(undefined, request);\n  return completed(',
    "const first: LedgerState = claimed(undefined, request);\n  return ((state: LedgerState): LedgerState => ({ ...state, status: 'done' }))(",
  ),
  one(
    'every message is young',
    CONSUMER,
    'const isYoung = ageOf(delivery, this.#ports.clock.now()) < youngMs;',
    'const isYoung = true;',
  ),
  {
    defect: 'every message is young, and an overtaken commit is an outage',
    changes: [
      {
        file: CONSUMER,
        from: 'const isYoung = ageOf(delivery, this.#ports.clock.now()) < youngMs;',
        to: 'const isYoung = true;',
      },
      {
        file: ONE_COMMIT,
        from: 'return await store.commitNew(request, staged);',
        to: "if (await store.commitNew(request, staged)) return true;\n    throw new Error('It was overtaken.');",
      },
    ],
  },
  {
    defect: 'of a mixed plan, only what changes records is done',
    changes: [
      {
        file: ONE_COMMIT,
        from: 'steps.every(isRecordStep) ? steps : undefined',
        to: 'steps.some(isRecordStep) ? steps.filter(isRecordStep) : undefined',
      },
    ],
  },
  {
    defect: 'of a mixed plan, what changes records is done first, and the rest is claimed',
    changes: [
      {
        file: ONE_COMMIT,
        from: 'steps.every(isRecordStep) ? steps : undefined',
        to: 'steps.some(isRecordStep) ? steps.filter(isRecordStep) : undefined',
      },
      {
        file: CONSUMER,
        from: '!(await doneInOneCommit(unclaimed))) return',
        to: '!(await doneInOneCommit(unclaimed)) || unclaimed.steps.length < plan.steps.length) return',
      },
    ],
  },
  one(
    'a saga that failed is forgotten if all commands change records',
    ONE_COMMIT,
    'return failures.length === 0 && steps',
    'return steps',
  ),
  one(
    'an outage of the one commit is acked',
    ONE_COMMIT,
    'PermanentError.is(error)) return false;\n    throw error;',
    'PermanentError.is(error)) return false;\n    return true;',
  ),
  one(
    'a record that no store can keep is left out',
    ONE_COMMIT,
    'if (error instanceof MutatorFault || PermanentError.is(error)) return false;',
    'if (error instanceof MutatorFault || PermanentError.is(error)) return true;',
  ),
  one(
    'numbers are set where they are to be added',
    'gcp/firestore/documents.ts',
    'const adds = new Set(added);',
    'const adds = new Set(added.slice(1));',
  ),
  one(
    'an increment does not count as a write',
    'gcp/firestore/documents.ts',
    "{ field: ['version'], by: 1 }",
    "{ field: ['version'], by: 2 }",
  ),
];
