import type { Origin } from './module-facts.ts';

/** What authors import from `integration-service`; the second home is where relative imports find it. */
const SAGAS = 'exports/sagas.ts';

/** The functions by which business logic is declared, and the position of their options among their arguments. */
export const DECLARATIONS = {
  saga: { homes: [SAGAS, 'core/logic/saga.ts'], options: 1 },
  task: { homes: [SAGAS, 'core/logic/task.ts'], options: 2 },
  recordTask: { homes: [SAGAS, 'core/logic/task.ts'], options: 2 },
  durableSaga: { homes: [SAGAS, 'core/durable/durable-saga.ts'], options: undefined },
  commandHandler: { homes: [SAGAS, 'core/logic/command.ts'], options: 2 },
  recordHandler: { homes: [SAGAS, 'core/logic/command.ts'], options: undefined },
  setting: { homes: [SAGAS, 'core/logic/setting.ts'], options: undefined },
  secret: { homes: [SAGAS, 'core/logic/setting.ts'], options: undefined },
} as const;

export type Kind = keyof typeof DECLARATIONS;

/** The kind of business logic that a call declares; undefined if it declares none. */
export function kindOf({ name, from }: Origin): Kind | undefined {
  if (!isKind(name)) return undefined;
  const homes: readonly string[] = DECLARATIONS[name].homes;
  return homes.includes(from) ? name : undefined;
}

/** Whether a kind of declaration makes a task. */
export function isTask(kind: Kind): boolean {
  return kind === 'task' || kind === 'recordTask';
}

/** Whether a kind of declaration makes the handler of a command. */
export function isHandler(kind: Kind): boolean {
  return kind === 'commandHandler' || kind === 'recordHandler';
}

/** Whether a kind of declaration makes a setting or a secret, which handlers read. */
export function isSetting(kind: Kind): boolean {
  return kind === 'setting' || kind === 'secret';
}

function isKind(name: string): name is Kind {
  return Object.hasOwn(DECLARATIONS, name);
}

interface EngineName {
  readonly name: string;
  readonly homes: readonly string[];
}

/** The base class of commands. */
export const COMMAND: EngineName = { name: 'Command', homes: [SAGAS, 'core/logic/command.ts'] };

/** What a handler throws to be tried again later. */
export const RETRY_LATER: EngineName = { name: 'RetryLater', homes: [SAGAS, 'core/logic/retry-later.ts'] };

/** The operator that lets through one provider's events. */
export const TYPE_OF_EVENT: EngineName = { name: 'isOfType', homes: [SAGAS, 'core/logic/saga.ts'] };

/** The operator that lets through events, and beside them states, which no provider is asked to send. */
export const EVENT_OR_STATE: EngineName = {
  name: 'eventOrState',
  homes: [SAGAS, 'core/integration/state-of.ts'],
};

/** The function by which a durable saga takes facts from events. */
export const FACTS_FROM: EngineName = { name: 'from', homes: [SAGAS, 'core/durable/fact-sources.ts'] };

/** The function that makes the event class of a provider. */
export const EVENT_CLASS: EngineName = {
  name: 'eventClass',
  homes: ['exports/integration.ts', 'core/integration/event-class.ts'],
};

/** The function that makes the configuration. */
export const DEFINE_BUNDLE: EngineName = {
  name: 'defineBundle',
  homes: ['exports/config.ts', 'core/config/bundle.ts'],
};

/** Whether an import or a call is that of a name of the engine. */
export function isOf({ name, homes }: EngineName, origin: Origin | undefined): boolean {
  return origin !== undefined && origin.name === name && homes.includes(origin.from);
}
