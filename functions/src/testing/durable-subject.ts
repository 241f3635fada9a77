import { concat, exhaustMap, map, takeUntil, timer } from 'rxjs';
import { buildEvent } from '../core/event/platform-event.ts';
import { IntegrationEvent } from '../core/event/integration-event.ts';
import { Command } from '../core/logic/command.ts';
import { newInstance, released, withFact, withTime } from '../core/durable/decision.ts';
import type { DurableSagaDefinition } from '../core/durable/definition.ts';
import { durableSaga } from '../core/durable/durable-saga.ts';
import { days } from '../core/durable/durations.ts';
import { from, ofFact } from '../core/durable/fact-sources.ts';
import type { InstanceState } from '../core/durable/instance-state.ts';

export const START = Date.parse('2026-11-29T12:00:00Z');

export class Other extends IntegrationEvent {
  readonly other = true;
}

export const envelope = buildEvent(
  'test',
  { id: 'evt_1', type: 'test', time: new Date(START), source: '//test' },
  { receivedAt: new Date(START) },
);

export class Remind extends Command {
  static readonly type = 'Remind';
  override readonly key: string;

  constructor(count: number) {
    super();
    this.key = String(count);
  }
}

export class Suspend extends Command {
  static readonly type = 'Suspend';
}

export class Note extends Command {
  static readonly type = 'Note';
  readonly value: unknown;

  constructor(value: unknown) {
    super();
    this.value = value;
  }
}

/** Sources that no event reaches: these tests add facts by themselves. */
export const source = from(
  IntegrationEvent,
  (events$) => events$,
  () => ({ key: 'in_1', fact: {} }),
);

export const dunning = durableSaga({ failed: source, paid: source }, (facts$, { clock }) =>
  facts$.pipe(
    ofFact('failed'),
    exhaustMap(() =>
      concat(
        concat(timer(days(1), clock), timer(days(2), clock), timer(days(4), clock)).pipe(
          map((_, n) => new Remind(n + 1)),
        ),
        timer(days(3), clock).pipe(map(() => new Suspend())),
      ),
    ),
    takeUntil(facts$.pipe(ofFact('paid'))),
  ),
);

/** One instance, to which facts and time come. */
export class Subject {
  state: InstanceState;
  fault: Error | undefined;
  #definition: DurableSagaDefinition;
  #events = 0;

  constructor(definition: DurableSagaDefinition) {
    this.#definition = definition;
    this.state = newInstance('dunning', 'in_1', definition);
  }

  /** @param after Milliseconds since the start. */
  fact(name: string, after: number, data: unknown = {}, from = `event ${(this.#events += 1)}`): this {
    return this.#take(
      withFact(this.state, this.#definition, { name, data, from, receivedAt: START + after }, START + after),
    );
  }

  at(after: number): this {
    return this.#take(withTime(this.state, this.#definition, START + after));
  }

  redrive(after: number, definition = this.#definition): this {
    this.#definition = definition;
    return this.#take(released(this.state, definition, START + after));
  }

  /** What waits to be done, as `Remind/1`. */
  get outbox(): readonly string[] {
    return this.state.outbox.map(({ type, key }) => [type, ...(key === undefined ? [] : [key])].join('/'));
  }

  #take({ state, fault }: ReturnType<typeof withFact>): this {
    this.state = state;
    this.fault = fault;
    return this;
  }
}
