/** A defect of the code that delivers: texts of its files, and what replaces them. */
export interface Mutant {
  readonly defect: string;
  readonly changes: readonly Change[];
}

interface Change {
  /** From `functions/src` on. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const STORE = 'gcp/firestore/store.ts';
const REST = 'gcp/firestore/rest-api.ts';
const LEDGER = 'core/ledger/ledger.ts';
const ATTEMPT = 'core/handle/attempt.ts';
const CONSUMER = 'core/handle/consumer.ts';
const CLAIMED = 'core/handle/claimed.ts';
const GIVING_UP = 'core/handle/giving-up.ts';

const fenceIgnored: Change = {
  file: STORE,
  from: 'if (!holds(state, fence)) return',
  to: 'if (state === undefined) return',
};
const repetitionNotRecognised: readonly Change[] = [
  {
    file: STORE,
    from: 'commands.some(({ name, status }) => name === command && status ===',
    to: 'commands.some(({ name, status }) => name === command && status !==',
  },
  {
    file: STORE,
    from: 'if (made !== undefined && isDeepStrictEqual(state, made))',
    to: 'if (made !== undefined && 0)',
  },
];

/** Each of these would lose an event, or do something twice. The simulation has to tell each from the original. */
export const MUTANTS: readonly Mutant[] = [
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
    "{ exists: false } : path.startsWith('ledger/') ? {} : { updateTime: replaces.updateTime }",
  ),
  one(
    'a record that has changed is replaced: its write has no precondition',
    REST,
    '{ exists: false } : { updateTime: replaces.updateTime }',
    "{ exists: false } : !path.startsWith('ledger/') ? {} : { updateTime: replaces.updateTime }",
  ),
  one(
    'several commands do not build on what the record is, but on what it was',
    STORE,
    'const current = records.map((document) => document && recordOf(document));',
    'const current = records.map((document) => document && { ...recordOf(document), data: {} });',
  ),
  one(
    'the letter is published after the burial',
    CLAIMED,
    'await givingUp.publish(delivery, failures, { attempts, redrive });\n    await attempt.bury(failures);',
    'await attempt.bury(failures);\n    await givingUp.publish(delivery, failures, { attempts, redrive });',
  ),
  one(
    'nobody waits for the letter',
    CLAIMED,
    'await givingUp.publish(delivery, failures, { attempts, redrive });',
    'givingUp.publish(delivery, failures, { attempts, redrive }).catch(() => undefined);',
  ),
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
    CONSUMER,
    'leaseMs: timeoutSeconds * 1000 + LEASE_MARGIN_MS,',
    'leaseMs: timeoutSeconds * 500,',
  ),
  one(
    'whatever is overtaken counts as written',
    REST,
    'if (error instanceof RestError && OVERTAKEN.has(error.status)) return false;',
    'if (error instanceof RestError && OVERTAKEN.has(error.status)) return true;',
  ),
  one('attempts are not counted', LEDGER, '(state?.attempts ?? 0) + 1', '(state?.attempts ?? 1)'),
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
  one(
    'a burial forgets what was done',
    LEDGER,
    "status: 'dead',\n    commands: withFailures(state.commands, failures),",
    "status: 'dead',\n    commands: withFailures([], failures),",
  ),
  one(
    'a redrive starts over with what was done',
    LEDGER,
    "!reopens || status === 'done')",
    "!reopens || status === 'failed')",
  ),
  one('the redrive is not noted', LEDGER, '...(redrive !== undefined && { redrive }),\n    ...(reopens', '...(reopens'),
  one(
    'a redrive reopens nothing',
    LEDGER,
    "const reopens = state?.status === 'dead' && redrive !== undefined",
    "const reopens = state?.status === 'dead' && redrive === undefined",
  ),
  one('an outage is acked', CONSUMER, 'throw redeliver;', "if (redeliver.why !== 'unreachable') throw redeliver;"),
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
  one(
    'the token is not renewed',
    LEDGER,
    'const token = randomUUID();',
    'const token = (state?.token ?? randomUUID());',
  ),
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
    ATTEMPT,
    'idempotencyKeyOf(key, step.name)',
    'idempotencyKeyOf(key, `${step.name}${claim.attempts}`)',
  ),
  one(
    'the idempotency key is that of the event',
    ATTEMPT,
    'idempotencyKeyOf(key, step.name)',
    "idempotencyKeyOf(key, '')",
  ),
  one(
    'a replay shares the entry of the event',
    CONSUMER,
    '...(replay !== undefined && { replay }) }',
    '...(replay === undefined && { replay }) }',
  ),
  one(
    'a message for another consumer is handled',
    CONSUMER,
    "if (addressee !== undefined && addressee !== name) return 'not mine';",
    '',
  ),
  one(
    'poison is acked without a letter',
    CONSUMER,
    "await this.#givingUp.unclaimed(delivery, 'decode', error, log);",
    '',
  ),
  one(
    'an outage of the dead-letter topic is ignored',
    GIVING_UP,
    'DEADLINE_MS);\n  }',
    'DEADLINE_MS).catch(() => undefined);\n  }',
  ),
  one(
    'a letter that is kept is replaced by its copy',
    'core/letters/letter.ts',
    'mutate: (current) => current ?? kept',
    'mutate: () => kept',
  ),
  one(
    'a letter that could not be kept is acked',
    'core/letters/letter.ts',
    "throw letterRedelivery(provider, 'unreachable', error, log.with({ ...about, messageId }));",
    '',
  ),
  one('all letters of an event have one id', 'core/letters/letter.ts', "attributes[STEERING.redrive] ?? '']", "'']"),
  one(
    'a redrive marks the letter and publishes nothing',
    'core/letters/redrive.ts',
    'await publisher.publish(topicOf(provider), [message], DEADLINE_MS);\n',
    '',
  ),
];

function one(defect: string, file: string, from: string, to: string): Mutant {
  return { defect, changes: [{ file, from, to }] };
}
