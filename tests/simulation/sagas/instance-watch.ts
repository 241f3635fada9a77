import type { InstanceState, Outgoing } from '../../../functions/src/core/durable/instance-state.ts';
import { digestOf } from '../../../functions/src/core/event/digest.ts';
import { RETENTION } from '../../../functions/src/core/ledger/retention.ts';
import { RESERVED_COLLECTIONS } from '../../../functions/src/core/ledger/store.ts';
import type { Activity } from '../instance.ts';
import type { Journal } from '../journal.ts';
import type { Document, DocumentChange } from '../simulated-firestore.ts';
import { buildIn, byMoment, dueIn, factsIn, marksIn, nameIn, stateIn, type DatedName } from './instance-documents.ts';
import { nameOf } from './saga-logic.ts';

/** What becomes of one command, from the decision on. */
export interface Decision {
  readonly command: Outgoing;
  readonly name: string;
  /** How it left the outbox. */
  end?: 'done' | 'dead';
  /** When it may be tried again, and since when the document says so. */
  retries: { readonly since: number; readonly at: number }[];
}

/** A stretch of time that one version of a saga's code has decided. */
interface Stretch {
  readonly version: number;
  readonly from: number;
  readonly to: number;
}

/** The history of one instance, as its document has shown it. */
export interface History {
  readonly saga: string;
  readonly facts: Map<string, DatedName>;
  readonly decisions: Decision[];
  readonly stretches: Stretch[];
  /** What commands did, in the order in which they first did it. */
  readonly performed: string[];
  state: InstanceState | undefined;
  /** When a fact came or a command left last. */
  changedAt: number;
  /** What the pipeline emitted up to here is not done: it was collected silently. */
  silentTo: number;
}

const SAGAS_CONSUMER = 'sagas-onSagaEvent';

interface WatchOptions {
  readonly now: () => number;
  /** Firestore's clock at a moment. */
  readonly storeTime: (moment: number) => number;
  /** How far Firestore's clock goes at once. */
  readonly stepMs: number;
  /** When a message was published. */
  readonly publishedAt: (messageId: string) => number;
  /** A message that is older may have failed before: its event is claimed. */
  readonly youngMs: number;
  readonly journal: Journal;
}

/** Decisions may be ahead of Firestore's clock by as much as clocks of healthy machines differ. */
const MOST_AHEAD_MS = 7_000;
const CLOCKS_DIFFER_MS = 1_500;
/** As many as an instance takes. */
export const MOST_FACTS = 2_000;

/** Looks at every change of an instance at the moment at which it happens, and keeps its history. */
export class InstanceWatch {
  readonly histories = new Map<string, History>();
  readonly #states = new Map<string, InstanceState>();
  /** When the sweep has to look at instances, by their documents. */
  readonly due = new Map<string, number | undefined>();
  readonly #statuses = new Map<string, string>();
  readonly #byDigest = new Map<string, Decision>();
  /** Commands that have failed in the commit that is looked at. */
  readonly #failed = new Set<string>();
  readonly #options: WatchOptions;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  readonly commit = (changes: readonly DocumentChange[], activity: Activity): void => {
    this.#failed.clear();
    for (const { collection, before, after } of changes)
      if (collection === RESERVED_COLLECTIONS.ledger) this.#lookAtEntry(before, after, activity);
    for (const { collection, id, before, after } of changes) {
      if (collection === RESERVED_COLLECTIONS.sagaInstances) {
        this.#lookAtInstance(before, after, activity);
        this.#lookAtDue(id, after, activity);
      }
      if (collection === 'marks') this.#lookAtMarks(id, before, after);
    }
    this.#lookAtFailures(activity);
  };

  readonly read = (): void => undefined;

  /** An instance is forgotten only if nothing has happened for long, and nothing is to happen. */
  readonly removed = (collection: string, id: string, activity: Activity): void => {
    const state = this.#states.get(id);
    if (collection !== RESERVED_COLLECTIONS.sagaInstances || state === undefined) return;
    const history = this.history(`${state.saga} ${state.key}`);
    const quietMs = this.#options.now() - history.changedAt;
    if (quietMs < RETENTION.quietInstance.ms - MOST_AHEAD_MS - this.#options.stepMs)
      this.#violate(activity, `forgets ${state.saga} ${state.key} after ${quietMs} ms`);
    if (state.outbox.length > 0 || (state.status === 'open' && state.wakeAt !== undefined))
      this.#violate(activity, `forgets ${state.saga} ${state.key}, which waits for something`);
    this.due.delete(id);
    history.state = undefined;
  };

  /** A command has had an effect outside for the first time. */
  performed(instance: string, name: string): void {
    this.history(instance).performed.push(name);
  }

  history(instance: string): History {
    const known = this.histories.get(instance);
    if (known !== undefined) return known;
    const [saga = ''] = instance.split(' ');
    const history: History = {
      saga,
      facts: new Map(),
      decisions: [],
      stretches: [],
      performed: [],
      state: undefined,
      changedAt: 0,
      silentTo: 0,
    };
    this.histories.set(instance, history);
    return history;
  }

  #lookAtEntry(before: Document | undefined, after: Document, activity: Activity): void {
    const [id, consumer] = [String(after['id']), String(after['consumer'])];
    if (consumer !== SAGAS_CONSUMER) return this.#lookAtFactEntry(before, after, activity);
    if (id.startsWith('wake-up')) this.#violate(activity, 'makes an entry of the ledger for a wake-up');
    this.#statuses.set(id, String(after['status']));
    const isReleased = before?.['token'] !== undefined && after['token'] === undefined && after['status'] === 'open';
    if (isReleased && after['attempts'] === before['attempts']) this.#failed.add(id);
    if (after['token'] === undefined || after['token'] === before?.['token'] || activity.isRedrive === true) return;
    const decision = this.#byDigest.get(id);
    const retry = decision?.retries.findLast(({ since }) => since <= activity.startedAt);
    if (retry !== undefined && this.#options.storeTime(this.#options.now() + CLOCKS_DIFFER_MS) < retry.at)
      this.#violate(activity, `counts an attempt at ${decision?.name} before it is tried again`);
  }

  /** An event that brings facts is committed without a claim only while its message is young. */
  #lookAtFactEntry(before: Document | undefined, after: Document, activity: Activity): void {
    if (before !== undefined || after['status'] !== 'done') return;
    const { publishedAt, youngMs, stepMs } = this.#options;
    // The activity began to commit what others brought it later.
    const ageMs = activity.startedAt - publishedAt(String(after['messageId']));
    if (ageMs > youngMs + stepMs)
      this.#violate(activity, `makes an entry without a claim although its message was ${ageMs} ms old`);
  }

  /** Whoever notes that a command failed notes when it is tried again, unless it was given up on before. */
  #lookAtFailures(activity: Activity): void {
    for (const id of this.#failed) {
      const decision = this.#byDigest.get(id);
      if (decision === undefined || decision.end === 'dead') continue;
      if (decision.retries.at(-1)?.since !== this.#options.now())
        this.#violate(activity, `does not note when ${decision.name} is tried again`);
    }
  }

  #lookAtMarks(instance: string, before: Document | undefined, after: Document): void {
    const earlier = marksIn(before);
    for (const name of marksIn(after).slice(earlier.length)) this.performed(instance, name);
  }

  #lookAtInstance(before: Document | undefined, after: Document, activity: Activity): void {
    const [earlier, state] = [stateIn(before), stateIn(after)];
    if (state === undefined) return;
    const history = this.history(`${state.saga} ${state.key}`);
    history.state = state;
    const left = earlier?.outbox.filter(({ id }) => state.outbox.every((one) => one.id !== id)) ?? [];
    if (left.length > 0 || factsIn(state).size > factsIn(earlier).size) history.changedAt = this.#options.now();
    this.#lookAtFacts(history, earlier, state, activity);
    this.#lookAtOutbox(history, earlier, state, activity);
    const since = earlier?.decidedTo ?? 0;
    const hasDecided = state.decidedTo > since || state.version !== (earlier?.version ?? 0);
    if (!hasDecided) return;
    const waits = (earlier?.refused ?? []).some((name) => state.refused?.includes(name) === true);
    if (earlier?.status === 'held' && waits && activity.isRedrive !== true && activity.replay === undefined)
      this.#violate(activity, 'decides without a fact that the instance could not take');
    if (state.decidedTo < since) this.#violate(activity, 'decides over again what was decided');
    if (state.version < (earlier?.version ?? 0)) this.#violate(activity, 'decides where a newer version has decided');
    const now = this.#options.storeTime(this.#options.now());
    if (state.decidedTo > now + this.#options.stepMs + MOST_AHEAD_MS)
      this.#violate(activity, `decides ${state.decidedTo - now} ms ahead of time`);
    history.stretches.push({ version: state.version, from: since, to: state.decidedTo });
  }

  /** It has to be looked at when the pipeline wants to go on, and when the next command is to be tried. */
  #lookAtDue(id: string, after: Document, activity: Activity): void {
    const [dueAt, state] = [dueIn(after), stateIn(after)];
    this.due.set(id, dueAt);
    if (state !== undefined) this.#states.set(id, state);
    // One that was put aside is found by its build.
    if (state === undefined || (dueAt === undefined && buildIn(after) === `${state.saga}@0`)) return;
    const [head] = state.outbox;
    const latest = Math.min(
      (state.status === 'open' ? state.wakeAt : undefined) ?? Infinity,
      head === undefined ? Infinity : (head.retryAt ?? head.at),
    );
    if (dueAt === undefined ? latest < Infinity : dueAt > latest)
      this.#violate(activity, 'has an instance looked at too late');
  }

  #lookAtFacts(history: History, earlier: InstanceState | undefined, state: InstanceState, activity: Activity): void {
    if (earlier?.status === 'collecting' && state.status !== 'collecting')
      this.#lookAtBuilding(history, earlier, state);
    const present = factsIn(state);
    if (state.facts.filter(({ from }) => !from.startsWith('command ')).length > MOST_FACTS)
      this.#violate(activity, `keeps more than ${MOST_FACTS} facts`);
    for (const name of factsIn(earlier).keys())
      if (!present.has(name)) this.#violate(activity, `forgets the fact ${name}`);
    let last = Math.max(
      earlier?.decidedTo ?? 0,
      ...(earlier?.facts ?? []).map((fact) => history.facts.get(nameIn(fact))?.at ?? 0),
    );
    const added = [...present.values()].filter((fact) => !history.facts.has(nameIn(fact))).toSorted(byMoment);
    for (const fact of added) {
      history.facts.set(nameIn(fact), fact);
      const before = last;
      last = Math.max(last, fact.at);
      if (state.status === 'collecting') continue;
      // Facts behind the end of all lives begin nothing, whenever they came.
      if (state.status === 'complete' && state.facts.every((one) => one !== fact)) continue;
      if (fact.at <= before) this.#violate(activity, `puts the fact ${nameIn(fact)} into the past`);
      if (fact.at < this.#options.storeTime(activity.startedAt))
        this.#violate(activity, `dates the fact ${nameIn(fact)} before it came`);
      if (fact.at > Math.max(before, this.#options.storeTime(this.#options.now())) + 1)
        this.#violate(activity, `dates the fact ${nameIn(fact)} ahead of Firestore's clock`);
    }
    for (const fact of present.values())
      if (history.facts.get(nameIn(fact))?.at !== fact.at) this.#violate(activity, `moves the fact ${nameIn(fact)}`);
  }

  /** What was collected takes the order in which it was received, and is decided as if it had come like that. */
  #lookAtBuilding(history: History, earlier: InstanceState, state: InstanceState): void {
    let last = 0;
    for (const fact of earlier.facts.toSorted(byMoment)) {
      last = Math.max(fact.at, last + 1);
      history.facts.set(nameIn(fact), { ...fact, at: last });
    }
    if (earlier.acts === true) return;
    const added = [...factsIn(state).values()]
      .filter((fact) => !history.facts.has(nameIn(fact)))
      .map(({ at }) => at - 1);
    const decided = state.status === 'held' ? this.#options.storeTime(this.#options.now()) : state.decidedTo;
    history.silentTo = state.silentTo ?? Math.min(decided, ...added);
  }

  #lookAtOutbox(history: History, earlier: InstanceState | undefined, state: InstanceState, activity: Activity): void {
    const [before, after] = [earlier?.outbox ?? [], state.outbox];
    const kept = new Set(after.map(({ id }) => id));
    const known = new Set(before.map(({ id }) => id));
    for (const { id } of before) {
      const decision = this.#byDigest.get(digestOf(id));
      if (kept.has(id) || decision === undefined) continue;
      const status = this.#statuses.get(digestOf(id));
      if (status === 'done' || status === 'dead') decision.end = status;
      else this.#violate(activity, `drops ${decision.name}, which is ${status ?? 'not begun'}`);
    }
    for (const command of after) {
      if (!known.has(command.id)) this.#decide(history, command, activity);
      const decision = this.#byDigest.get(digestOf(command.id));
      const { retryAt } = command;
      const isNew =
        before.find(({ id }) => id === command.id)?.retryAt !== retryAt || this.#failed.has(digestOf(command.id));
      if (retryAt !== undefined && isNew) decision?.retries.push({ since: this.#options.now(), at: retryAt });
    }
    const stayed = before.filter(({ id }) => kept.has(id)).map(({ id }) => id);
    if (stayed.some((id, index) => after[index]?.id !== id)) this.#violate(activity, 'changes the order of the outbox');
  }

  #decide(history: History, command: Outgoing, activity: Activity): void {
    const { instance, label, at } = command.data;
    const order = { instance: String(instance), label: String(label), at: Number(at) };
    const name = nameOf(order, command.key);
    if (this.#byDigest.has(digestOf(command.id))) this.#violate(activity, `hands ${name} over again`);
    const decision: Decision = { command, name, retries: [] };
    this.#byDigest.set(digestOf(command.id), decision);
    history.decisions.push(decision);
  }

  #violate({ name }: Activity, what: string): void {
    this.#options.journal.violate(`${name} ${what}.`);
  }
}
