/** The functions by which business logic is declared, and the place of their options among their arguments. */
export const DECLARATIONS = {
  saga: { from: 'core/logic/saga.ts', options: 1 },
  task: { from: 'core/logic/task.ts', options: 2 },
  commandHandler: { from: 'core/logic/command.ts', options: undefined },
} as const;
