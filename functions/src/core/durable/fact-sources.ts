import { filter, map, of, type OperatorFunction } from 'rxjs';
import type { IntegrationEvent } from '../event/integration-event.ts';

/** What a saga keeps of one event: to which instance it belongs, and the little that the pipeline reads. */
export interface Kept<Data> {
  /** Names the instance: an invoice, an order, a campaign. At most 500 bytes. */
  readonly key: string;
  /** JSON. Keep ids and amounts; leave out what is personal. */
  readonly fact: Data;
}

/** Where facts of one name come from. */
export interface FactSource<Data> {
  /** What is kept of an event; undefined for an event that is no such fact. @throws whatever the author's code throws. */
  readonly take: (event: IntegrationEvent) => Kept<Data> | undefined;
}

type EventType<Event> = abstract new (...args: never[]) => Event;

/**
 * Says from which events a fact comes.
 * @param operator Selects and narrows the provider's events: `isStripeEventOfType('invoice.paid')`.
 * @param take What is kept of such an event; undefined if it belongs to no instance. It must be pure.
 * @example
 * from(StripeEvent, isStripeEventOfType('invoice.paid'), ({ event }) => ({ key: event.data.object.id, fact: {} }))
 */
export function from<Event extends IntegrationEvent, Narrowed, Data>(
  type: EventType<Event>,
  operator: OperatorFunction<Event, Narrowed>,
  take: (event: Narrowed) => Kept<Data> | undefined,
): FactSource<Data> {
  const isMine = (event: IntegrationEvent): event is Event => event instanceof type;
  return {
    take: (event) => {
      if (!isMine(event)) return undefined;
      let kept: Kept<Data> | undefined;
      let failed: { readonly error: unknown } | undefined;
      of(event)
        .pipe(operator, map(take))
        .subscribe({
          next: (one) => {
            kept ??= one;
          },
          error: (error: unknown) => {
            failed = { error };
          },
        });
      if (failed !== undefined) throw failed.error;
      return kept;
    },
  };
}

/**
 * One fact that comes from events of several kinds or providers: the first source that keeps something of an event counts.
 * @example
 * paid: anyOf(from(StripeEvent, …), from(ShopifyEvent, …))
 */
export function anyOf<Data>(...sources: readonly [FactSource<Data>, ...FactSource<Data>[]]): FactSource<Data> {
  return {
    take: (event) => {
      for (const { take } of sources) {
        const kept = take(event);
        if (kept !== undefined) return kept;
      }
      return undefined;
    },
  };
}

/** The sources of a durable saga, by the names of their facts. */
export type FactSources = Readonly<Record<string, FactSource<unknown>>>;

/** A fact as a pipeline sees it. */
export type FactOf<Sources extends FactSources> = {
  [Name in keyof Sources & string]: {
    readonly name: Name;
    readonly data: Sources[Name] extends FactSource<infer Data> ? Data : never;
    /** When the saga learned of it. The time of the event itself belongs into the data. */
    readonly at: Date;
  };
}[keyof Sources & string];

interface AnyFact {
  readonly name: string;
  readonly data: unknown;
}

/** Lets through the facts of some names, as their data. */
export function ofFact<Fact extends AnyFact, const Name extends Fact['name']>(
  ...names: readonly [Name, ...Name[]]
): OperatorFunction<Fact, Extract<Fact, { readonly name: Name }>['data']> {
  const wanted: ReadonlySet<string> = new Set(names);
  return (facts$) =>
    facts$.pipe(
      filter((fact): fact is Extract<Fact, { readonly name: Name }> => wanted.has(fact.name)),
      map(({ data }) => data),
    );
}
