import { one, type Mutant } from './mutant.ts';

const DECISION = 'core/durable/decision.ts';
const HELD = 'core/durable/held.ts';
const STATE = 'core/durable/instance-state.ts';
const MESSAGE = 'core/durable/saga-message.ts';
const COMMANDS = 'core/instances/command-work.ts';
const WAKE_UPS = 'core/instances/wake-ups.ts';
const SWEEP = 'core/instances/sweep.ts';
const PARKED = 'core/instances/parked.ts';
const QUEUE = 'core/handle/commit-queue.ts';
const STORE = 'gcp/firestore/store.ts';
const ATTEMPT = 'core/handle/attempt.ts';

/** Defects of when something is done, and by whom. */
const MOMENTS: readonly Mutant[] = [
  one(
    'an instance is forgotten while a command waits',
    STATE,
    'const waits = state.outbox.length > 0 ||',
    'const waits = state.outbox.length < 0 ||',
  ),
  one(
    'an instance is forgotten while its pipeline waits',
    STATE,
    "state.outbox.length > 0 || (state.status === 'open' && state.wakeAt !== undefined);",
    'state.outbox.length > 0;',
  ),
  one(
    'an instance is forgotten early',
    STATE,
    'changedAt + RETENTION.quietInstance.ms : undefined;',
    'changedAt + RETENTION.quietInstance.ms / 2 : undefined;',
  ),
  one(
    'an instance is never forgotten',
    STATE,
    'return !waits && (dueAt(state, order) ?? Infinity) <= now;',
    'return !waits && (dueAt(state, order) ?? Infinity) <= 0 * now;',
  ),
  one(
    'commands do not make an instance due',
    STATE,
    'const moments = openCommands(state, order).map(',
    'const moments = openCommands({ ...state, outbox: [] }, order).map(',
  ),
  one(
    'commands do not make a held instance due',
    STATE,
    'const moments = openCommands(state, order).map(',
    "const moments = openCommands(state.status === 'held' ? { ...state, outbox: [] } : state, order).map(",
  ),
  one(
    'what the pipeline waits for does not make an instance due',
    STATE,
    "if (status === 'open' && wakeAt !== undefined) moments",
    "if (status === 'held' && wakeAt !== undefined) moments",
  ),
  one(
    'an instance is due when all of it is, and not when the first of it is',
    STATE,
    'return Math.min(...moments);',
    'return Math.max(...moments);',
  ),
  {
    defect: 'a held instance still waits for its timers',
    changes: [
      { file: HELD, from: "return { ...rest, status: 'held' };", to: "return { ...state, status: 'held' };" },
      {
        file: STATE,
        from: "if (status === 'open' && wakeAt !== undefined) moments",
        to: 'if (wakeAt !== undefined) moments',
      },
    ],
  },
  one('commands do not wait for each other', STATE, 'return parallel ? outbox : outbox.slice(0, 1);', 'return outbox;'),
  one(
    'a copy that comes before its turn is an attempt',
    MESSAGE,
    'one.id === id && (one.retryAt ?? 0) <= now',
    'one.id === id && (one.retryAt ?? 0) * 0 <= now',
  ),
  one(
    'a copy of what is not in the outbox is an attempt',
    COMMANDS,
    'return record !== undefined && mayRun(',
    'return record !== undefined || mayRun(',
  ),
  one(
    'when it is tried again is not noted',
    DECISION,
    'command.id === id ? { ...command, retryAt } : command',
    'command',
  ),
  one('only the first page is swept', SWEEP, 'if (page.length < limit) break;', 'break;'),
  one(
    'what an older version has decided is left to its timers',
    SWEEP,
    'of Object.entries(durable)) {',
    'of Object.entries({} as typeof durable)) {',
  ),
  one(
    'a wake-up from a fast clock fires timers',
    WAKE_UPS,
    'Math.max(now, Math.min(at, now + CLOCKS_DIFFER_MS))',
    'Math.max(now, at)',
  ),
  one(
    'an instance that was put aside is not found',
    PARKED,
    'return { ...rest, build: buildOf(saga, 0) };',
    'return rest;',
  ),
];

/** Defects of commits, letters and redrives. */
const COMMITS: readonly Mutant[] = [
  {
    defect: 'the ledger notes a fact before it is in its instance',
    changes: [
      { file: STORE, from: 'const commit = (records:', to: 'const commit = async (records:' },
      {
        file: STORE,
        from: 'firestore.commit([\n          ...recordWrites(this.#prefix, mutations, records, readAt),\n          ...entries.flatMap(({ path, made }) => entryWrites(path, undefined, made)),\n        ]);',
        to: '(await firestore.commit(entries.flatMap(({ path, made }) => entryWrites(path, undefined, made)))) &&\n        firestore.commit(recordWrites(this.#prefix, mutations, records, readAt));',
      },
    ],
  },
  one(
    'an instance is written whatever it has become meanwhile',
    'gcp/firestore/rest-api.ts',
    '{ exists: false } : { updateTime: replaces.updateTime }',
    "{ exists: false } : write.path.startsWith('sagaInstances/') ? {} : { updateTime: replaces.updateTime }",
  ),
  one(
    'events that wait for one instance are acked, although their commit was refused',
    QUEUE,
    'if (await this.#store.commitNew(open.map(({ work }) => work))) {',
    'if ((await this.#store.commitNew(open.map(({ work }) => work))) || open.length > 1) {',
  ),
  one(
    'events that wait for one instance are acked if the ledger knows them',
    QUEUE,
    'if (states[index] !== undefined) settle.resolve(false);',
    'if (states[index] !== undefined) settle.resolve(true);',
  ),
  one(
    'events that wait for one instance are left out with those that the ledger knows',
    QUEUE,
    'return batch.filter((_waiting, index) => states[index] === undefined);',
    'if (states.every((state) => state === undefined)) return batch;\n    for (const { settle } of batch) settle.resolve(true);\n    return [];',
  ),
  one(
    'events whose commit fails are acked with the one that fails it',
    QUEUE,
    'await this.#together(batch.slice(middle));',
    'for (const { settle } of batch.slice(middle)) settle.resolve(true);',
  ),
  one(
    'a message with facts is never too old for a commit without a claim',
    'core/handle/claim-request.ts',
    'hasFacts ? MIN_YOUNG_WITH_FACTS_MS : MIN_YOUNG_MS',
    'hasFacts ? Infinity : MIN_YOUNG_MS',
  ),
  one(
    'the fact that holds an instance is not kept with the burial',
    ATTEMPT,
    'const mutations = [...this.#holding, ...(this.#setup.alongside?.dead(',
    'const mutations = [...(this.#setup.alongside?.dead(',
  ),
  one(
    'a command that died stays unnoticed by its instance',
    ATTEMPT,
    '...(this.#setup.alongside?.dead(reasonOf(failures)) ?? [])]',
    ']',
  ),
  one(
    'a wake-up that holds an instance leaves no letter',
    WAKE_UPS,
    'await givingUp.publish(delivery, [failure], { attempts: 1, redrive: delivery.attributes[STEERING.redrive] });',
    '',
  ),
  one(
    'an instance is held before its letter is out',
    WAKE_UPS,
    'await givingUp.publish(delivery, [failure], { attempts: 1, redrive: delivery.attributes[STEERING.redrive] });\n    await ports.store.write([change.holding(sagaTimeOf(ports))]);',
    'await ports.store.write([change.holding(sagaTimeOf(ports))]);\n    await givingUp.publish(delivery, [failure], { attempts: 1, redrive: delivery.attributes[STEERING.redrive] });',
  ),
  one(
    'the redrive of a wake-up does not release the instance',
    WAKE_UPS,
    "return isRedrive(delivery) && state.status === 'held'",
    "return isRedrive(delivery) && state.status === 'open'",
  ),
  one(
    'the redrive of a fact does not release the instance',
    DECISION,
    'if (knows(before, fact)) return released(before, definition, now);',
    'if (knows(before, fact)) return { state: before };',
  ),
  one(
    'the redrive of a command is acked although it has failed',
    COMMANDS,
    'if (isRedrive(handling.delivery) && !end.isWaiting) throw error;',
    '',
  ),
  one('a redrive is acked by a bundle without the saga', PARKED, 'if (isRedrive) throw', 'if (isRedrive && 0) throw'),
];

/** Defects of how durable sagas are woken, and how their commands are carried out. */
export const DELIVERY_MUTANTS: readonly Mutant[] = [...MOMENTS, ...COMMITS];
