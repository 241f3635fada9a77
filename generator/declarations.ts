/** The functions by which business logic is declared, and the place of their options among their arguments. */
export const DECLARATIONS = {
  saga: { from: 'core/logic/saga.ts', options: 1 },
  task: { from: 'core/logic/task.ts', options: 2 },
  commandHandler: { from: 'core/logic/command.ts', options: undefined },
} as const;

/** The function that makes the event class of a provider. */
export const EVENT_CLASS = { name: 'eventClass', from: 'core/integration/event-class.ts' } as const;
