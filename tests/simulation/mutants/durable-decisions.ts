import { LIMIT_MUTANTS } from './durable-limits.ts';
import { one, type Mutant } from './mutant.ts';

const DECISION = 'core/durable/decision.ts';
const OUTGOING = 'core/durable/outgoing.ts';
const REPLAY = 'core/durable/replayed-life.ts';
const CHANGE = 'core/durable/instance-change.ts';
const COMMANDS = 'core/instances/command-work.ts';

/** Defects of history: which facts an instance has, and when. */
const HISTORY: readonly Mutant[] = [
  one('an event that comes again is a fact again', DECISION, 'if (knows(before, fact)) return', 'if (false) return'),
  one(
    'a fact gets the time at which its event was received',
    DECISION,
    "return status === 'collecting' ? receivedAt :",
    "return receivedAt > 0 ? receivedAt : status === 'collecting' ? receivedAt :",
  ),
  one(
    'a fact gets the time of its arrival, whatever was decided',
    DECISION,
    'Math.max(now, decidedTo + 1, (facts.at(-1)?.at ?? 0) + 1)',
    'now + 0 * decidedTo * facts.length',
  ),
  one(
    'facts of a held instance may share a moment',
    DECISION,
    'Math.max(now, decidedTo + 1, (facts.at(-1)?.at ?? 0) + 1)',
    'Math.max(now, decidedTo + 1, facts.at(-1)?.at ?? 0)',
  ),
  one(
    'a new life does not go on from the moment of the old one',
    DECISION,
    'const at = momentOf(fact, open, now);',
    "const at = open.status === 'complete' ? now : momentOf(fact, open, now);",
  ),
  one(
    'facts come by the clock of the function',
    CHANGE,
    'const now = time(readAt).getTime();',
    'const now = Date.now();',
  ),
  one(
    'facts are lost while the instance is held',
    DECISION,
    'return { state, ...(fault !== undefined && { fault }) };',
    'return { state: before, ...(fault !== undefined && { fault }) };',
  ),
  one(
    'the fact that the pipeline cannot take is lost',
    DECISION,
    '{ state: hold(state), fault: next.fault }',
    '{ state: hold({ ...state, facts: state.facts.slice(0, -1) }), fault: next.fault }',
  ),
  one(
    'facts behind a completion are lost',
    DECISION,
    'if (definition.again === true && fresh.length > 0) {',
    'if (definition.again === true && fresh.length > 1e9) {',
  ),
  one(
    'a new life forgets which events came',
    DECISION,
    "status: 'open', facts, known };",
    "status: 'open', facts, known: known.slice(0, 0) };",
  ),
  one(
    'a fact comes before a timer of the same moment',
    REPLAY,
    '// A timer of the same moment fires before the fact.\n        clock.advanceTo(at);',
    'clock.advanceTo(at - 1);',
  ),
  one(
    'facts of an older version are not brought up to date',
    REPLAY,
    'return migrate !== undefined && fact.version < version ?',
    'return migrate !== undefined && fact.version < version - 9 ?',
  ),
];

/** Defects of what is decided. */
const DECISIONS: readonly Mutant[] = [
  one(
    'a decision over several lives keeps the first ones when a later one throws',
    DECISION,
    '{ state: hold(state), fault: next.fault }',
    '{ state: hold(next.state), fault: next.fault }',
  ),
  one(
    'what was collected silently is done',
    DECISION,
    'return decide(begun, definition, 0, to, acts ? 0 : to);',
    'return decide(begun, definition, 0, to, acts ? 0 : 0 * to);',
  ),
  one(
    'what was collected silently is done if it is redriven',
    DECISION,
    'Math.max(state.decidedTo, state.silentTo ?? 0)',
    'state.decidedTo',
  ),
  one(
    'what was collected is decided in the order of its arrival',
    DECISION,
    'const facts = state.facts\n    .toSorted((one, other) => one.at - other.at)',
    'const facts = state.facts',
  ),
  one(
    'the fact that brings about the first decision is lost if that throws',
    DECISION,
    'if (fault !== undefined && isFull) return',
    'if (fault !== undefined) return',
  ),
  one(
    'what was decided before is handed over again',
    OUTGOING,
    'at > since && !waiting.has(id)',
    'at > 0 * since && !waiting.has(id)',
  ),
  one('a command is not known by its moment', OUTGOING, 'key ?? null, at];', 'key ?? null];'),
  one('a command is not known by its life', OUTGOING, 'state.key, state.life, type', 'state.key, 0 * state.life, type'),
  one(
    'equal commands of one moment are one',
    OUTGOING,
    'id: JSON.stringify([...place, ordinal]),',
    'id: JSON.stringify([...place, 0 * ordinal]),',
  ),
  {
    defect: 'a command is known by its position',
    changes: [
      {
        file: OUTGOING,
        from: 'emissions.map(({ command, at }): Outgoing => {',
        to: 'emissions.map(({ command, at }, position): Outgoing => {',
      },
      { file: OUTGOING, from: 'key ?? null, at];', to: 'position];' },
    ],
  },
  one(
    'a new life drops the outbox',
    DECISION,
    "status: 'open', facts, known };",
    "status: 'open', facts, known, outbox: [] };",
  ),
  one(
    'older code decides where newer code has decided',
    DECISION,
    'if (version > definition.version) {',
    'if (version > definition.version + 9) {',
  ),
  one(
    'a redrive decides up to now, and not up to the last fact',
    DECISION,
    'const to = Math.max(now, state.decidedTo, state.facts.at(-1)?.at ?? 0);',
    'const to = now;',
  ),
  one(
    'nobody is told of a death',
    DECISION,
    'const told = Object.entries(definition.sources).flatMap(',
    'const told = Object.entries({} as typeof definition.sources).flatMap(',
  ),
  one(
    'a death that the pipeline cannot take holds the instance without a letter',
    DECISION,
    "return fault === undefined ? next : { ...next, status: 'open', wakeAt: next.facts.at(-1)?.at ?? now };",
    'return next;',
  ),
  one(
    'a death that the pipeline cannot take is never decided',
    DECISION,
    "return fault === undefined ? next : { ...next, status: 'open', wakeAt: next.facts.at(-1)?.at ?? now };",
    "return fault === undefined ? next : { ...next, status: 'open' };",
  ),
  one(
    'the letter of a death that was told can be redriven',
    COMMANDS,
    'letter: { told: hearsOfDeath(durable, command) },',
    'letter: { told: false },',
  ),
];

/** Defects of what durable sagas decide. */
export const DECISION_MUTANTS: readonly Mutant[] = [...HISTORY, ...DECISIONS, ...LIMIT_MUTANTS];
