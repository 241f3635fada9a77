/** The functions by which business logic is declared, and the place of their options among their arguments. */
export const DECLARATIONS = {
  saga: { from: 'core/handle/saga.ts', options: 1 },
  task: { from: 'core/handle/task.ts', options: 2 },
  commandHandler: { from: 'core/handle/command.ts', options: undefined },
} as const;
