import { filter } from 'rxjs';
import type { Command } from '../logic/command.ts';
import {
  Continuation,
  type CommonOptions,
  type DatedFact,
  type DurableSagaDefinition,
  type Migrate,
  type Pipeline,
} from './definition.ts';
import type { FactOf, FactSources } from './fact-sources.ts';
import { factsIn } from './fact-steps.ts';

/**
 * @prop version Raise it when the pipeline is to look at stored facts in another way, or when the data of facts changes. Code
 * of an older version leaves instances alone that a newer one has decided. 1 by default; a higher one needs `migrate`.
 */
export type DurableSagaOptions<Version extends number = number> = CommonOptions & {
  readonly version?: Version;
} & (Version extends 1 ? { readonly migrate?: undefined } : { readonly migrate: Migrate });

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
  const isMine = (fact: DatedFact): fact is FactOf<Sources> & DatedFact => Object.hasOwn(sources, fact.name);
  return { version: 1, ...options, kind: 'durable', sources, run: narrowed(run, isMine), factsIn };
}

/** A pipeline over stored facts: those of names that the saga no longer has are left out. */
function narrowed<Fact extends DatedFact>(
  run: Pipeline<Fact>,
  isMine: (fact: DatedFact) => fact is Fact,
): Pipeline<DatedFact> {
  return (facts$, { history$, ...context }) =>
    run(facts$.pipe(filter(isMine)), { ...context, history$: history$.pipe(filter(isMine)) });
}

/**
 * Ends the life of an instance; the next one begins at this moment, with a state in place of all facts so far. It is
 * the only way to forget facts. Moments that are still waited for travel in the state as instants.
 * @param state JSON.
 */
export function continueWith(state: unknown): Command {
  return new Continuation(state);
}
