import { one, type Mutant } from './mutant.ts';

const LEDGER = 'core/ledger/ledger.ts';
const RECEIVING = 'core/handle/receiving.ts';
const CONSUMER = 'core/handle/consumer.ts';
const CLAIMED = 'core/handle/claimed.ts';
const GIVING_UP = 'core/handle/giving-up.ts';

/** Defects of what an event comes to that is given up on, and of what brings it back. */
export const LETTER_MUTANTS: readonly Mutant[] = [
  one(
    'the letter is published after the burial',
    CLAIMED,
    'await givingUp.publish(delivery, failures, { attempts, redrive, ...letter });\n    await attempt.bury(failures);',
    'await attempt.bury(failures);\n    await givingUp.publish(delivery, failures, { attempts, redrive, ...letter });',
  ),
  one(
    'nobody waits for the letter',
    CLAIMED,
    'await givingUp.publish(delivery, failures, { attempts, redrive, ...letter });',
    'givingUp.publish(delivery, failures, { attempts, redrive, ...letter }).catch(() => undefined);',
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
    "state.commands.filter(({ status }) => status === 'done')",
    "state.commands.filter(({ status }) => status === 'failed')",
  ),
  one(
    'the redrive is not noted',
    LEDGER,
    '...(redrive !== undefined && { redrive }),\n    ...(state?.error',
    '...(state?.error',
  ),
  one(
    'a redrive reopens nothing',
    LEDGER,
    "const reopens = state?.status === 'dead' && redrive !== undefined",
    "const reopens = state?.status === 'dead' && redrive === undefined",
  ),
  one(
    'a replay shares the entry of the event',
    CONSUMER,
    '...(replay !== undefined && { replay }) }',
    '...(replay === undefined && { replay }) }',
  ),
  one(
    'a message for another consumer is handled',
    RECEIVING,
    "if (addressee !== undefined && addressee !== this.#setup.definition.name) return 'not mine';",
    '',
  ),
  one(
    'poison is acked without a letter',
    RECEIVING,
    'await this.#setup.givingUp.unclaimed(',
    'if (!isBad) await this.#setup.givingUp.unclaimed(',
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
  one(
    'a letter after a redrive is taken for a copy of the one before',
    CLAIMED,
    'givingUp.publish(delivery, failures, { attempts, redrive, ...letter })',
    'givingUp.publish(delivery, failures, { attempts, ...letter })',
  ),
];
