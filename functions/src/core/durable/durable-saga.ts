import { filter, type Observable, type SchedulerLike } from 'rxjs';
import { Command } from '../logic/command.ts';
import type { FactOf, FactSources } from './fact-sources.ts';

/** What a pipeline has beside its facts. */
export interface PipelineContext<Fact> {
  /** Names the instance. */
  readonly key: string;
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

interface CommonOptions {
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

/**
 * @prop version Raise it when the pipeline is to look at stored facts in another way, or when the data of facts changes. Code
 * of an older version leaves instances alone that a newer one has decided. 1 by default; a higher one needs `migrate`.
 */
export type DurableSagaOptions<Version extends number = number> = CommonOptions & {
  readonly version?: Version;
} & (Version extends 1 ? { readonly migrate?: undefined } : { readonly migrate: Migrate });

/** A fact of any name, as it is stored. */
interface StoredFact {
  readonly name: string;
  readonly data: unknown;
  readonly at: Date;
}

export interface DurableSagaDefinition<Sources extends FactSources = FactSources> extends CommonOptions {
  readonly kind: 'durable';
  readonly sources: Sources;
  readonly run: Pipeline<StoredFact>;
  readonly version: number;
  readonly migrate?: Migrate | undefined;
}

/**
 * Declares business logic over time. The facts of one instance are stored, and replayed on a virtual clock whenever one
 * is added or a moment has come at which the pipeline wants to go on. Commands that it emits are carried out once, in
 * order. The pipeline must be pure: everything in it follows from the facts and the clock.
 * @param sources Which events are facts, and to which instance each belongs.
 * @param run The pipeline. It ends a life of the instance by completing, or by {@link continueWith}.
 * @example
 * export const reviews = durableSaga(
 *   {
 *     paid: from(ShopifyEvent, isShopifyEventOfType('orders/paid'), ({ event }) => ({ key: String(event.id), fact: {} })),
 *     shipped: from(ShopifyEvent, isShopifyEventOfType('orders/fulfilled'), ({ event }) => ({ key: String(event.id), fact: {} })),
 *   },
 *   (facts$, { clock }) =>
 *     zip(facts$.pipe(ofFact('paid')), facts$.pipe(ofFact('shipped'))).pipe(
 *       take(1),
 *       delay(days(3), clock),
 *       map(() => new AskForReview()),
 *     ),
 * );
 */
export function durableSaga<Sources extends FactSources, const Version extends number = 1>(
  sources: Sources,
  run: Pipeline<FactOf<Sources>>,
  options?: DurableSagaOptions<Version>,
): DurableSagaDefinition<Sources> {
  const isMine = (fact: StoredFact): fact is FactOf<Sources> & StoredFact => Object.hasOwn(sources, fact.name);
  return { version: 1, ...options, kind: 'durable', sources, run: narrowed(run, isMine) };
}

/** A pipeline over stored facts: those of names that the saga no longer has are left out. */
function narrowed<Fact extends StoredFact>(
  run: Pipeline<Fact>,
  isMine: (fact: StoredFact) => fact is Fact,
): Pipeline<StoredFact> {
  return (facts$, { history$, ...context }) =>
    run(facts$.pipe(filter(isMine)), { ...context, history$: history$.pipe(filter(isMine)) });
}

/** What {@link continueWith} emits. Nobody carries it out. */
export class Continuation extends Command {
  static readonly type = '$continue';
  readonly state: unknown;

  constructor(state: unknown) {
    super();
    this.state = state;
  }
}

/**
 * Ends the life of an instance; the next one begins at this moment, with a state in place of all facts so far. It is
 * the only way to forget facts. Moments that are still waited for travel in the state as instants.
 * @param state JSON.
 */
export function continueWith(state: unknown): Command {
  return new Continuation(state);
}
