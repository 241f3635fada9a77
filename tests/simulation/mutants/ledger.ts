import { one, type Change, type Mutant } from './mutant.ts';

const STORE = 'gcp/firestore/store.ts';
const REST = 'gcp/firestore/rest-api.ts';
const LEDGER = 'core/ledger/ledger.ts';
const ATTEMPT = 'core/handle/attempt.ts';
const STEP = 'core/handle/stage-step.ts';
const RECEIVING = 'core/handle/receiving.ts';
const CLAIMED = 'core/handle/claimed.ts';

const fenceIgnored: Change = {
  file: STORE,
  from: 'if (!holds(state, fence)) return',
  to: 'if (state === undefined) return',
};
const repetitionNotRecognised: readonly Change[] = [
  {
    file: STORE,
    from: 'commands.some((one) => one.name === name && one.status ===',
    to: 'commands.some((one) => one.name === name && one.status !==',
  },
  {
    file: STORE,
    from: 'if (made !== undefined && isDeepStrictEqual(state, made))',
    to: 'if (made !== undefined && 0)',
  },
];

/** Defects of the ledger's protocol, and of the store under it. */
export const LEDGER_MUTANTS: readonly Mutant[] = [
  { defect: 'the fence is ignored', changes: [fenceIgnored] },
  {
    defect: 'the fence is ignored and a repetition not recognised',
    changes: [fenceIgnored, ...repetitionNotRecognised],
  },
  one(
    'writes carry no precondition',
    REST,
    'currentDocument: replaces === undefined ?',
    '...{}, unused: replaces === undefined ?',
  ),
  one(
    'an entry that exists is replaced: the write that makes it has no precondition',
    REST,
    'replaces === undefined ? { exists: false }',
    'replaces === undefined ? {}',
  ),
  one(
    'an entry that has changed is replaced: its write has no precondition',
    REST,
    '{ exists: false } : { updateTime: replaces.updateTime }',
    "{ exists: false } : write.path.startsWith('ledger/') ? {} : { updateTime: replaces.updateTime }",
  ),
  one(
    'a record that has changed is replaced: its write has no precondition',
    REST,
    '{ exists: false } : { updateTime: replaces.updateTime }',
    "{ exists: false } : !write.path.startsWith('ledger/') ? {} : { updateTime: replaces.updateTime }",
  ),
  one(
    'a change does not build on what the record is',
    'gcp/firestore/record-writes.ts',
    'const current = records.map((document) => document && recordOf(document));',
    'const current = records.map((document) => document && { ...recordOf(document), data: {} });',
  ),
  one('two events of one occurrence have an entry each', 'core/handle/consumer.ts', 'id: occurrenceOf(envelope)', 'id'),
  one(
    'commands that are done run again',
    ATTEMPT,
    "settled.get(step.name)?.status !== 'done'",
    'settled.get(step.name)?.name !== undefined || true',
  ),
  one(
    'commands that have failed for good run again',
    ATTEMPT,
    "if (settled?.status !== 'failed') return undefined;",
    'return undefined;',
  ),
  one(
    'the lease is shorter than the function',
    'core/handle/claim-request.ts',
    'leaseMs: timeoutSeconds * 1000 + LEASE_MARGIN_MS,',
    'leaseMs: timeoutSeconds * 500,',
  ),
  one(
    'whatever is overtaken counts as written',
    REST,
    'if (error instanceof RestError && OVERTAKEN.has(error.status)) return false;',
    'if (error instanceof RestError && OVERTAKEN.has(error.status)) return true;',
  ),
  one('attempts are not counted', LEDGER, '(state?.attempts ?? 0) + 1,', 'state?.attempts ?? 1,'),
  one('an outage is counted', LEDGER, 'attempts: state.attempts - 1, updatedAt', 'attempts: state.attempts, updatedAt'),
  one(
    'attempts that were used up count from the beginning',
    CLAIMED,
    'const spent = attempts > policy.maxAttempts;',
    'const spent = false;',
  ),
  one(
    'a release forgets what has failed for good',
    LEDGER,
    'failures.filter(({ permanent }) => permanent),\n    ),',
    '[],\n    ),',
  ),
  one('an outage is acked', RECEIVING, 'throw redeliver;', "if (redeliver.why !== 'unreachable') throw redeliver;"),
  one(
    'a delivery is acked while another holds the event',
    CLAIMED,
    "if (claim.status === 'busy') {",
    "if (claim.status === 'busy') return 'done';\n    if (claim.status === 'busy') {",
  ),
  one('a claim that was lost goes unnoticed', ATTEMPT, 'if (!mine) throw', 'if (!mine && Number.isNaN(0)) throw'),
  // Not in the list: a claim whose lost answer is not recognised. It costs time and an attempt, and nothing is lost.
  // Either of its two halves would do: both see that the command is done under this claim.
  { defect: 'a repetition of a commit is not recognised', changes: repetitionNotRecognised },
  one('the token is not renewed', LEDGER, 'token: randomUUID(),', 'token: state?.token ?? randomUUID(),'),
  one(
    'a held entry is taken',
    LEDGER,
    'Date.parse(state.leaseUntil) > now.getTime()) {\n    return { claim',
    'Date.parse(state.leaseUntil) < now.getTime()) {\n    return { claim',
  ),
  one(
    'the last command does not finish the event',
    LEDGER,
    'if (last) return completed({ ...state, commands }, now);',
    '',
  ),
  one(
    'every command finishes the event',
    ATTEMPT,
    'index === open.length - 1 && failures.length === 0',
    'failures.length === 0',
  ),
  one(
    'a command that failed is forgotten if the last one is done',
    ATTEMPT,
    'index === open.length - 1 && failures.length === 0',
    'index === open.length - 1',
  ),
  one(
    'what all attempts did is not completed',
    ATTEMPT,
    'if (open.length === 0 && failures.length === 0) this',
    'if (open.length > 0 && failures.length > 0) this',
  ),
  one(
    'the idempotency key changes with the attempt',
    STEP,
    'idempotencyKeyOf(key, name)',
    'idempotencyKeyOf(key, `${name}${claim.attempts}`)',
  ),
  one('the idempotency key is that of the event', STEP, 'idempotencyKeyOf(key, name)', "idempotencyKeyOf(key, '')"),
];
