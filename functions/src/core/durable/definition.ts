import type { Observable, SchedulerLike } from 'rxjs';
import type { IntegrationEvent } from '../event/integration-event.ts';
import { Command } from '../logic/command.ts';
import type { FactSources } from './fact-sources.ts';
import type { Facts } from './fact-step.ts';

/** What a pipeline has beside its facts. */
export interface PipelineContext<Fact> {
  /** Names the instance, among those of its account if there are accounts. */
  readonly key: string;
  /** The account that the facts are of; undefined unless each account of the provider has its own secret. */
  readonly account?: string | undefined;
  /** Virtual time. Pass it to every operator that takes time: `timer(days(1), clock)`. */
  readonly clock: SchedulerLike;
  /** All facts from the first one on, also for those who subscribe late. `facts$` itself is live. */
  readonly history$: Observable<Fact>;
  /** What the life before left by {@link continueWith}; undefined in the first life of an instance. */
  readonly state: unknown;
}

/** Business logic over time: the facts of one instance in, commands out. */
export type Pipeline<Fact> = (facts$: Observable<Fact>, context: PipelineContext<Fact>) => Observable<Command>;

/** A fact without its moment, as `migrate` takes and returns it. */
interface UndatedFact {
  readonly name: string;
  readonly data: unknown;
}

/**
 * Brings a stored fact of an older version up to date, each time that it is replayed. It must be pure.
 * @param version The version of the saga that stored the fact.
 * @returns undefined to leave the fact out.
 */
export type Migrate = (fact: UndatedFact, version: number) => UndatedFact | undefined;

/** The options that have nothing to do with versions. */
export interface CommonOptions {
  /** Whether a fact that comes after the pipeline completed begins a new life of the instance. */
  readonly again?: boolean;
  /** Whether commands run side by side. By default each waits until the one before it is done, or given up on. */
  readonly parallel?: boolean;
  /**
   * Facts are collected and nothing is decided, for as long as this is set and for instances that began meanwhile. It
   * makes a new saga from events of the past: deploy it like this, run `replay --saga`, then take the option out and deploy
   * again. Each instance is then decided once, up to that moment: `silently`, without doing what the pipeline would have
   * done in the past, or `acting`.
   */
  readonly collecting?: 'silently' | 'acting';
}

/** A fact of any name, as it is stored. */
export interface DatedFact {
  readonly name: string;
  readonly data: unknown;
  readonly at: Date;
}

/** A durable saga, as `durableSaga` makes it. */
export interface DurableSagaDefinition<Sources extends FactSources = FactSources> extends CommonOptions {
  readonly kind: 'durable';
  readonly sources: Sources;
  readonly run: Pipeline<DatedFact>;
  readonly version: number;
  readonly migrate?: Migrate | undefined;
  /**
   * The facts that an event brings. It comes with the definition, so that a consumer without durable sagas does not load what
   * decides about them.
   * @param name The name of the saga.
   */
  readonly factsIn: (event: IntegrationEvent, name: string, definition: DurableSagaDefinition) => Facts;
}

/** Durable sagas by the names that the generator wrote out. */
export type DurableSagas = Readonly<Record<string, DurableSagaDefinition>>;

/** What `continueWith` emits. Nobody carries it out. */
export class Continuation extends Command {
  static readonly type = '$continue';
  readonly state: unknown;

  constructor(state: unknown) {
    super();
    this.state = state;
  }
}
