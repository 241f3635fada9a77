/** What the generator knows of the tree: plain data, from which the functions are written. Paths are relative to functions/src. */
export interface ProviderSource extends BusinessLogicSource, EventClassSource {
  /** Name of the folder under integrations/, or of the instance; names topic, functions and variables. */
  readonly provider: string;
  /** The provider's name as the provider writes it: `GitHub`. */
  readonly title: string;
  /** Whether it is described in integrations.config.ts, instead of programmed in a folder. */
  readonly isInstance: boolean;
  /** The file that lists what webhooks missed, from the provider's API, and the part of the catalogue that loads it. */
  readonly listsMissed: { readonly file: string; readonly part: 'missedEvents' | 'objectStates' } | undefined;
  /** Whether the provider's API lists deliveries that failed, and no events. */
  readonly listsFailures: boolean;
  /** Whether its webhooks can be registered by the provider's API. */
  readonly isRegistered: boolean;
  /** Whether the provider publishes to its own topic. */
  readonly publishesToTopic: boolean;
  /** Whether integrations.config.ts gives each of its accounts a secret. */
  readonly hasAccounts?: boolean;
  /** Which types of events the business logic takes. */
  readonly wants: WantedTypes;
}

/** The types of a provider's events that its business logic takes. */
export interface WantedTypes {
  readonly types: readonly string[];
  /** The sagas and tasks whose types cannot be read from their code. */
  readonly unread: readonly string[];
}

export interface EventClassSource {
  /** Whether the event class asks for services to be revived: for an SDK client, say. */
  readonly reviveTakesServices: boolean;
  /** Where the provider documents its events: the `@see` of the event class. */
  readonly documentation?: string;
}

export interface BusinessLogicSource {
  readonly sagas: readonly SagaSource[];
  readonly tasks: readonly TaskSource[];
  readonly handlers: readonly HandlerSource[];
  /** The durable sagas that take facts from the provider's events, wherever they are declared. */
  readonly durable: readonly DurableSource[];
  /** What the handlers read of the operator's environment. */
  readonly settings: readonly ExportSource[];
}

/** The durable sagas of the tree, and what carries their commands out. */
export interface DurableGroup {
  readonly sagas: readonly DurableSource[];
  readonly handlers: readonly HandlerSource[];
  readonly settings: readonly ExportSource[];
  /**
   * The providers with a handler or a task that may ask to be tried again later, or with accounts that are held back: their
   * messages are woken by the same function.
   */
  readonly waiting: readonly string[];
}

export interface DurableSource extends ExportSource {
  /** The providers whose event classes the file imports. */
  readonly providers: readonly string[];
  /** Types of the commands whose classes the file declares or imports. */
  readonly commands: readonly string[];
}

/** An exported constant and the file it is in. */
export interface ExportSource {
  readonly name: string;
  readonly path: string;
}

/** An exported handler or task. */
export interface RetrySource extends ExportSource {
  /** Whether it may ask to be tried again later. */
  readonly retryLater: boolean;
}

/** Whether something that a consumer runs may ask to be tried again later. */
export function retriesLater({
  tasks,
  handlers,
}: Readonly<Record<'tasks' | 'handlers', readonly RetrySource[]>>): boolean {
  return [...tasks, ...handlers].some(({ retryLater }) => retryLater);
}

export interface TaskSource extends RetrySource {
  /** Runs in its own consumer function. */
  readonly isolated: boolean;
}

export interface SagaSource extends TaskSource {
  /** Types of the commands whose classes the saga's file declares or imports. */
  readonly commands: readonly string[];
}

export interface HandlerSource extends RetrySource {
  /** The command's `static readonly type`. */
  readonly command: string;
}

/** Text by path, relative to the folder it is meant for, with `/` on every system. */
export type Files = ReadonlyMap<string, string>;
