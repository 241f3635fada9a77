import { one, type Mutant } from './mutant.ts';

const STORE = 'gcp/firestore/store.ts';
const LEDGER = 'core/ledger/ledger.ts';
const CARRYING_OUT = 'core/handle/carrying-out.ts';
const REQUEST = 'core/handle/claim-request.ts';
const ONE_COMMIT = 'core/handle/one-commit.ts';

/** Defects in how an event is handled that only changes records. */
export const ONE_COMMIT_MUTANTS: readonly Mutant[] = [
  {
    defect: 'records and entry are written in two commits',
    changes: [
      { file: STORE, from: 'const commit = (records:', to: 'const commit = async (records:' },
      {
        file: STORE,
        from: 'firestore.commit([\n          ...recordWrites(this.#prefix, mutations, records, readAt),\n',
        to: '(await firestore.commit(recordWrites(this.#prefix, mutations, records, readAt))) &&\n        firestore.commit([\n',
      },
    ],
  },
  {
    defect: 'an entry that is there is replaced by the one commit',
    changes: [
      { file: STORE, from: 'const commit = (records:', to: 'const commit = async (records:' },
      {
        file: STORE,
        from: '...entries.flatMap(({ path, made }) => entryWrites(path, undefined, made)),',
        to: '...(await firestore.read(entries.map(({ path }) => path))).documents.flatMap((entry, index) => entryWrites(entries[index]?.path ?? "", entry, entries[index]?.made)),',
      },
    ],
  },
  one(
    'whatever overtakes the one commit is taken for an entry, and the entry for done',
    STORE,
    'if (await commit(before.documents, before.readAt)) return true;',
    'if (await commit(before.documents, before.readAt)) return true;\n      return true;',
  ),
  one(
    'an entry that is there is taken for done',
    STORE,
    'return states.every((state, index) => isDeepStrictEqual(state, entries[index]?.made));',
    'return true;',
  ),
  {
    defect: 'an overtaken commit is made again with the records as they were',
    changes: [
      {
        file: STORE,
        from: 'return commit(documents.slice(0, paths.length), readAt);',
        to: 'return commit(documents.slice(0, paths.length).map((now, index) => now && { ...now, data: before.documents[index]?.data ?? now.data }), readAt);',
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
  one('every message is young', REQUEST, 'return ageOf(delivery, now) < youngMs &&', 'return youngMs > 0 &&'),
  {
    defect: 'every message is young, and an overtaken commit is an outage',
    changes: [
      {
        file: REQUEST,
        from: 'return ageOf(delivery, now) < youngMs &&',
        to: 'return youngMs > 0 &&',
      },
      {
        file: ONE_COMMIT,
        from: 'return await commits.commit({ request, commands }, instanceOf(steps));',
        to: "if (await commits.commit({ request, commands }, instanceOf(steps))) return true;\n    throw new Error('It was overtaken.');",
      },
    ],
  },
  {
    defect: 'of a mixed plan, only what changes records is done',
    changes: [
      {
        file: ONE_COMMIT,
        from: 'steps.every(isPureStep) ? steps : undefined',
        to: 'steps.some(isPureStep) ? steps.filter(isPureStep) : undefined',
      },
    ],
  },
  {
    defect: 'of a mixed plan, what changes records is done first, and the rest is claimed',
    changes: [
      {
        file: ONE_COMMIT,
        from: 'steps.every(isPureStep) ? steps : undefined',
        to: 'steps.some(isPureStep) ? steps.filter(isPureStep) : undefined',
      },
      {
        file: CARRYING_OUT,
        from: '!(await doneInOneCommit(unclaimed))) {',
        to: '!(await doneInOneCommit(unclaimed)) || unclaimed.steps.length < plan.steps.length) {',
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
