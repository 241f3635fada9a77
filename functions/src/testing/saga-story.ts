import { isDeepStrictEqual } from 'node:util';
import { newInstance, withDeadCommand, withFact, withoutCommand, withTime } from '../core/durable/decision.ts';
import type { DurableSagaDefinition } from '../core/durable/definition.ts';
import type { FactSources } from '../core/durable/fact-sources.ts';
import type { Decided, InstanceState, Outgoing } from '../core/durable/instance-state.ts';
import type { IntegrationEvent } from '../core/event/integration-event.ts';

/** What happened to an instance, for people. */
export interface Happening {
  readonly what: 'fact' | 'command' | 'end';
  readonly name: string;
  readonly data: unknown;
  /** Milliseconds since the story began. */
  readonly after: number;
}

/** A fact before it is told. */
interface NewFact {
  readonly name: string;
  readonly data: unknown;
  /** Names the event. Told a second time, it changes nothing. */
  readonly from: string;
}

/** One instance of a durable saga on a clock that moves when it is told to. Every decision is that of the deployed code. */
export class SagaStory<Sources extends FactSources> {
  readonly saga: DurableSagaDefinition<Sources>;
  readonly happenings: Happening[] = [];
  /** What the saga emitted, all of it, in order. */
  readonly emitted: Outgoing[] = [];
  state: InstanceState;
  /** How many of the commands were checked. */
  checked = 0;
  readonly #start: number;
  #after = 0;
  /** Facts of one moment are a millisecond apart. This is how far that has moved the clock. */
  #drift = 0;
  #facts = 0;
  #key: string | undefined;

  /** @param key That of the first event if it is left out. */
  constructor(saga: DurableSagaDefinition<Sources>, start: Date, key?: string) {
    this.saga = saga;
    this.#start = start.getTime();
    this.#key = key;
    this.state = newInstance('story', key ?? 'story', saga);
  }

  /** Milliseconds since the story began. */
  get after(): number {
    return this.#after;
  }

  fact(name: string, data: unknown): void {
    this.#facts += 1;
    this.#tell({ name, data, from: `fact ${this.#facts}` });
  }

  event(event: IntegrationEvent): void {
    const { id, source, eventtype } = event.envelope;
    const { kept, isKeyless } = this.#taken(event);
    const [first] = kept;
    if (first === undefined) {
      throw new Error(
        isKeyless
          ? `The event ${eventtype} belongs to no instance: its source found no key. If that is right, write .skips(event).`
          : `The event ${eventtype} is not a fact of this saga. Its facts are ${Object.keys(this.saga.sources).join(', ')}. If that is right, write .skips(event).`,
      );
    }
    if (this.#key === undefined && this.#facts === 0) this.state = { ...this.state, key: first.key };
    this.#key ??= first.key;
    const mine = kept.filter(({ key }) => key === this.#key);
    if (mine.length === 0) {
      throw new Error(
        `The event ${eventtype} belongs to the instance ${first.key}, but this story is about ${this.#key}. Give both the same key, or tell two stories.`,
      );
    }
    this.#facts += 1;
    for (const { name, fact } of mine) this.#tell({ name, data: fact, from: `${source} ${id}` });
  }

  /** The names of the facts that an event would be. */
  namesOf(event: IntegrationEvent): readonly string[] {
    return this.#taken(event).kept.map(({ name }) => name);
  }

  /**
   * Moves the clock. What is due is decided by the next check or fact, so that a fact comes at the very moment to which the
   * clock was moved.
   * @param after Milliseconds since the story began.
   */
  at(after: number): void {
    if (!Number.isFinite(after)) throw new TypeError('at() takes milliseconds, such as days(4).');
    if (after < this.#after) throw new Error('A story is told in order: at() cannot go back.');
    this.#after = after;
  }

  /** Decides up to the present. */
  catchUp(): void {
    this.#decide((now) => withTime(this.state, this.saga, now + this.#drift));
  }

  /** Has the last command of a type given up on. */
  dies(type: string, reason: string): void {
    this.catchUp();
    const command = this.emitted.findLast((one) => one.type === type);
    if (command === undefined) throw new Error(`No ${type} was emitted so far, so none can be given up on.`);
    const before = { ...this.state, outbox: [command] };
    this.#decide((now) => ({ state: withDeadCommand(before, this.saga, { id: command.id, reason }, now) }));
  }

  /** Milliseconds from the beginning of the story until the pipeline goes on by itself; undefined if it does not. */
  get wakesAfter(): number | undefined {
    return this.state.wakeAt === undefined ? undefined : this.afterOf(this.state.wakeAt);
  }

  /** Milliseconds since the story began, without the milliseconds between facts of one moment. */
  afterOf(moment: number): number {
    const after = moment - this.#start;
    const whole = Math.floor(after / 1_000) * 1_000;
    return after - whole <= this.#drift ? whole : after;
  }

  /** Whether two times since the beginning are the same, but for the milliseconds between facts of one moment. */
  areSame(one: number, other: number): boolean {
    return Math.abs(one - other) <= this.#drift;
  }

  #taken(event: IntegrationEvent) {
    const taken = Object.entries(this.saga.sources).map(([name, source]) => ({ name, ...source.take(event) }));
    if (taken.some(({ status }) => status === 'lacking')) {
      throw new Error(
        `A story fetches nothing, and the ${event.envelope.eventtype} lacks what the saga keeps of it: give an event that carries it, such as the snapshot of a thin event.`,
      );
    }
    return {
      kept: taken.flatMap((one) => (one.status === 'kept' ? [one] : [])),
      isKeyless: taken.some(({ status }) => status === 'keyless'),
    };
  }

  #tell(fact: NewFact): void {
    this.#decide((now) => withFact(this.state, this.saga, { ...fact, receivedAt: now }, now), fact);
  }

  #decide(decision: (now: number) => Decided, fact?: NewFact): void {
    const now = this.#start + this.#after;
    const decided = decision(now);
    if (decided.fault !== undefined) throw decided.fault;
    if (!isDeepStrictEqual(decision(now).state, decided.state)) {
      throw new Error(
        'The pipeline came to another result when the same facts were replayed: something outside of it keeps state. Keep state in operators such as scan, or read history$.',
      );
    }
    const wasComplete = this.state.status === 'complete';
    const { outbox } = decided.state;
    if (fact !== undefined)
      this.happenings.push({ what: 'fact', name: fact.name, data: fact.data, after: this.#after });
    this.#drift = Math.max(this.#drift, decided.state.decidedTo - this.#start - this.#after);
    for (const command of outbox) {
      this.emitted.push(command);
      const { type: name, data, at } = command;
      this.happenings.push({ what: 'command', name, data, after: this.afterOf(at) });
    }
    if (!wasComplete && decided.state.status === 'complete') {
      this.happenings.push({ what: 'end', name: 'complete', data: {}, after: this.#after });
    }
    this.state = outbox.reduce((state, { id }) => withoutCommand(state, id, now), decided.state);
  }
}
