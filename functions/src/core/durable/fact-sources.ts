import { filter, map, of, type OperatorFunction } from 'rxjs';
import type { IntegrationEvent } from '../event/integration-event.ts';
import type { Completion } from '../logic/completion.ts';
import type { Context } from '../logic/context.ts';
import { commandFrom, type Command, type CommandFields, type CommandType } from '../logic/command.ts';

/** What a saga keeps of one event: to which instance it belongs, and the little that the pipeline reads. */
export interface Kept<Data> {
  /** Names the instance: an invoice, an order, a campaign. At most 500 bytes. Without it, the event is skipped and counted. */
  readonly key: string | null | undefined;
  /** JSON. Keep ids and amounts; leave out what is personal. */
  readonly fact: Data;
}

/** What JSON changes or loses. */
type NotJson =
  | Date
  | bigint
  | symbol
  | PromiseLike<unknown>
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | ((...args: never[]) => unknown);

/** The names of fields that JSON changes or loses. */
type NotJsonIn<Data> = Data extends NotJson
  ? 'fact'
  : Data extends object
    ? { [Name in keyof Data & string]-?: Extract<Data[Name], NotJson> extends never ? never : Name }[keyof Data &
        string]
    : never;

/** A sentence for a fact that a pipeline would see otherwise than its type says. */
type StoredAsJson<Data> = [NotJsonIn<Data>] extends [never]
  ? unknown
  : { readonly fact: `A fact is stored as JSON, which does not keep "${NotJsonIn<Data>}": use a text or a number` };

/** What a source makes of one event. */
export type Taken<Data> =
  /** The event is of another kind. */
  | { readonly status: 'other' }
  /** It is of this kind, and belongs to no instance. */
  | { readonly status: 'keyless' }
  | { readonly status: 'kept'; readonly key: string; readonly fact: Data }
  /** It is of this kind, and what it is about has to be fetched first. */
  | { readonly status: 'lacking'; readonly complete: (context: Context) => Promise<Told<Data>> };

/** What a source makes of an event once everything is at hand. */
export type Told<Data> = Exclude<Taken<Data>, { readonly status: 'lacking' }>;

/** A command that was given up on, as it is stored. */
export interface DeadCommand {
  readonly type: string;
  readonly data: CommandFields;
  /** Why, for people. */
  readonly reason: string;
}

/** Where facts of one name come from. */
export interface FactSource<Data> {
  /** What is kept of an event. @throws whatever the author's code throws. */
  readonly take: (event: IntegrationEvent) => Taken<Data>;
  /** What is kept of a command of the instance that was given up on; undefined if nothing is. */
  readonly died?: (command: DeadCommand) => { readonly fact: Data } | undefined;
}

const OTHER = { status: 'other' } as const;

type EventType<Event> = abstract new (...args: never[]) => Event;

/** How a source gets what its events may lack, such as `stripeObject`, and which of it is wanted. */
export interface FactCompletion<Given, Whole> extends Completion<Given, Whole> {
  /** Selects by what may have to be fetched. Pure. Default: everything. */
  readonly when?: (whole: Whole) => boolean;
}

/**
 * Says from which events a fact comes.
 * @param operator Selects and narrows the provider's events: `isShopifyEventOfType('orders/paid')`.
 * @param take What is kept of such an event; undefined if it belongs to no instance. It must be pure.
 * @param completion For events that may lack what is kept of them: it is fetched then, after the event was claimed, and
 *   `take` gets it instead of the event.
 * @example
 * from(ShopifyEvent, isShopifyEventOfType('orders/paid'), ({ event }) => ({ key: `${event.id}`, fact: {} }))
 * from(
 *   StripeEvent,
 *   isStripeEventOfType('invoice.paid'),
 *   ({ object }) => ({ key: object.id, fact: {} }),
 *   stripeObject<Stripe.Invoice>(),
 * )
 */
export function from<Event extends IntegrationEvent, Narrowed, Data>(
  type: EventType<Event>,
  operator: OperatorFunction<Event, Narrowed>,
  take: (event: Narrowed) => (Kept<Data> & StoredAsJson<Data>) | undefined,
): FactSource<Data>;
export function from<Event extends IntegrationEvent, Narrowed, Whole, Data>(
  type: EventType<Event>,
  operator: OperatorFunction<Event, Narrowed>,
  take: (whole: Whole) => (Kept<Data> & StoredAsJson<Data>) | undefined,
  completion: FactCompletion<Narrowed, Whole>,
): FactSource<Data>;
export function from<Event extends IntegrationEvent, Narrowed, Data>(
  type: EventType<Event>,
  operator: OperatorFunction<Event, Narrowed>,
  take: (whole: Narrowed) => Kept<Data> | undefined,
  completion?: FactCompletion<Narrowed, Narrowed>,
): FactSource<Data> {
  const isMine = (event: IntegrationEvent): event is Event => event instanceof type;
  const told = (whole: Narrowed) => ((completion?.when?.(whole) ?? true) ? toldAs(take(whole)) : OTHER);
  const taken = (event: Narrowed): Taken<Data> => {
    if (completion === undefined) return told(event);
    const whole = completion.atHand(event);
    if (whole !== undefined) return told(whole);
    const complete = async (context: Context) => {
      const fetched = await completion.fetch(event, context);
      return fetched === undefined ? OTHER : told(fetched);
    };
    return { status: 'lacking', complete };
  };
  return { take: (event) => (isMine(event) ? (firstOf(event, operator, taken) ?? OTHER) : OTHER) };
}

/** The first thing that is made of what an operator lets through of one event. @throws whatever the operator throws. */
function firstOf<Event, Narrowed, Made>(
  event: Event,
  operator: OperatorFunction<Event, Narrowed>,
  make: (narrowed: Narrowed) => Made,
): Made | undefined {
  let made: Made | undefined;
  let failed: { readonly error: unknown } | undefined;
  of(event)
    .pipe(operator, map(make))
    .subscribe({
      next: (one) => {
        made ??= one;
      },
      error: (error: unknown) => {
        failed = { error };
      },
    });
  if (failed !== undefined) throw failed.error;
  return made;
}

function toldAs<Data>(kept: Kept<Data> | undefined): Told<Data> {
  const key = kept?.key ?? '';
  return kept === undefined || key === '' ? { status: 'keyless' } : { status: 'kept', key, fact: kept.fact };
}

/**
 * Makes a fact of a command of the same instance that was given up on, so that the pipeline can make up for it. The dead
 * letter of such a command is not redriven, unless it is forced: the saga has moved on.
 * @example
 * suspensionFailed: whenDead(Suspend, ({ invoice }, reason) => ({ invoice, reason }))
 */
export function whenDead<C extends Command, Data>(
  type: CommandType<C>,
  take: (command: C, reason: string) => Data,
): FactSource<Data> {
  return {
    take: () => OTHER,
    died: (command) =>
      command.type === type.type ? { fact: take(commandFrom(type, command.data), command.reason) } : undefined,
  };
}

/**
 * One fact that comes from events of several kinds or providers: the first source that keeps something of an event counts.
 * @example
 * paid: anyOf(from(StripeEvent, …), from(ShopifyEvent, …))
 */
export function anyOf<Data>(...sources: readonly [FactSource<Data>, ...FactSource<Data>[]]): FactSource<Data> {
  return {
    take: (event) => takenByFirst(event, sources),
    died: (command) => {
      for (const { died } of sources) {
        const fact = died?.(command);
        if (fact !== undefined) return fact;
      }
      return undefined;
    },
  };
}

/** What the first source keeps that keeps something. Of one that has to fetch, that turns out later. */
function takenByFirst<Data>(event: IntegrationEvent, sources: readonly FactSource<Data>[]): Taken<Data> {
  let taken: Told<Data> = OTHER;
  for (const [index, source] of sources.entries()) {
    const next = source.take(event);
    if (next.status === 'kept') return next;
    if (next.status === 'keyless') taken = next;
    if (next.status !== 'lacking') continue;
    const complete = async (context: Context): Promise<Told<Data>> => {
      const told = await next.complete(context);
      if (told.status === 'kept') return told;
      const later = takenByFirst(event, sources.slice(index + 1));
      const other = later.status === 'lacking' ? await later.complete(context) : later;
      return [other, told, taken].find(({ status }) => status !== 'other') ?? OTHER;
    };
    return { status: 'lacking', complete };
  }
  return taken;
}

/** The sources of a durable saga, by the names of their facts. */
export type FactSources = Readonly<Record<string, FactSource<unknown>>>;

/** A fact as a pipeline sees it. */
export type FactOf<Sources extends FactSources> = {
  [Name in keyof Sources & string]: {
    readonly name: Name;
    readonly data: Sources[Name] extends FactSource<infer Data> ? Data : never;
    /** When the saga learned of it. The time of the event itself belongs in the data. */
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
