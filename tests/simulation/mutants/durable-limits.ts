import { one, type Mutant } from './mutant.ts';

const DECISION = 'core/durable/decision.ts';
const HELD = 'core/durable/held.ts';
const REPLAY = 'core/durable/replayed-life.ts';
const SOURCES = 'core/durable/fact-sources.ts';
const CONSUMER = 'core/handle/consumer.ts';

/**
 * Defects of limits, and of events that are not facts. Schedules in which an instance has too many bytes, or is built from the
 * past beyond its limit, are rare: `core/durable/refused-facts.test.ts` holds those.
 */
export const LIMIT_MUTANTS: readonly Mutant[] = [
  one(
    'an instance takes facts without limit',
    DECISION,
    'open.facts.length >= MAX_FACTS && fact.isDeath',
    'open.facts.length >= 1e9 && fact.isDeath',
  ),
  one(
    'an instance goes on without a fact that it could not take',
    HELD,
    "const held = state.status === 'collecting' ? state : hold(state);",
    'const held = state;',
  ),
  one(
    'any fact releases an instance that could not take one',
    DECISION,
    'return isAgain ? released(state, definition, now) : { state };',
    'return isAgain || state.refused !== undefined ? released(state, definition, now) : { state };',
  ),
  one(
    'the redrive of a fact that could not be taken does not release the instance',
    DECISION,
    'return isAgain ? released(state, definition, now) : { state };',
    'return { state };',
  ),
  one(
    'more commands than a replay may emit are handed over',
    DECISION,
    'if (outbox.length > MAX_OUTBOX) return',
    'if (outbox.length > 1e9) return',
  ),
  one(
    'commands over the limit of a replay are dropped',
    DECISION,
    'const outbox = [...state.outbox, ...outgoing(state, run.emissions, actFrom)];',
    'const outbox = [...state.outbox, ...outgoing(state, run.emissions, actFrom)].slice(0, MAX_OUTBOX);',
  ),
  one(
    'a fact that migrate leaves out is replayed as it was',
    REPLAY,
    'migrate(fact, fact.version) : fact;',
    'migrate(fact, fact.version) ?? fact : fact;',
  ),
  one(
    'a fact that migrate leaves out takes those after it along',
    REPLAY,
    'if (fact === undefined) continue;',
    'if (fact === undefined) break;',
  ),
  one(
    'an event without a key is a fact of an instance without one',
    SOURCES,
    "return kept === undefined || key === '' ?",
    'return kept === undefined ?',
  ),
  one(
    'an event without a key is not counted',
    CONSUMER,
    'for (const fact of plan.keyless) log.info(',
    'for (const fact of plan.keyless.slice(0, 0)) log.info(',
  ),
];
