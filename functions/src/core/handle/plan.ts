import { isObservable, of } from 'rxjs';
import type { IntegrationEvent } from '../event/integration-event.ts';
import { PermanentError } from '../event/errors.ts';
import { messageOf } from '../event/error-text.ts';
import type { Command, CommandHandler } from './command.ts';
import type { Context } from './context.ts';
import type { Saga, SagaDefinition } from './saga.ts';
import type { CommandFailure } from './store.ts';
import type { TaskDefinition } from './task.ts';

/** The business logic of one consumer, by the names that the generator wrote out. */
export interface BusinessLogic {
  readonly sagas: Readonly<Record<string, SagaDefinition>>;
  readonly tasks: Readonly<Record<string, TaskDefinition>>;
  readonly handlers: readonly CommandHandler[];
}

/** One thing to do for an event. */
export interface Step {
  /** `<saga>/<Command.type>[/<command.key>]`, or the task's name. What the ledger keeps: never an index, never a class name. */
  readonly name: string;
  run(context: Context): void | Promise<void>;
}

export interface Plan {
  readonly steps: readonly Step[];
  /** Sagas that failed. Their neighbours' steps stand. */
  readonly failures: readonly CommandFailure[];
}

/** Runs one event through every saga, each on a fresh stream of its own, and gathers what is to be done. */
export async function planFor(event: IntegrationEvent, logic: BusinessLogic): Promise<Plan> {
  const steps: Step[] = [];
  const failures: CommandFailure[] = [];
  for (const [saga, { run }] of Object.entries(logic.sagas)) {
    try {
      steps.push(...stepsOf(saga, await commandsOf(saga, run, event), logic.handlers));
    } catch (error) {
      failures.push({ command: saga, message: messageOf(error), permanent: PermanentError.is(error) });
    }
  }
  for (const [name, task] of Object.entries(logic.tasks)) {
    try {
      if (task.accepts(event)) steps.push({ name, run: (context) => task.run(event, context) });
    } catch (error) {
      failures.push({ command: name, message: messageOf(error), permanent: PermanentError.is(error) });
    }
  }
  return { steps, failures };
}

/** A saga is pure: one that has not completed by then waits for something that will not come. */
const SAGA_DEADLINE_MS = 10_000;

async function commandsOf(name: string, run: Saga, event: IntegrationEvent): Promise<readonly Command[]> {
  const commands$ = run(of(event));
  if (!isObservable(commands$)) throw new PermanentError(`Saga ${name} must return an Observable of commands.`);
  return new Promise((resolve, reject) => {
    const commands: Command[] = [];
    let timer: NodeJS.Timeout | undefined;
    const subscription = commands$.subscribe({
      next: (command) => commands.push(command),
      error: (error) => {
        clearTimeout(timer);
        reject(error);
      },
      complete: () => {
        clearTimeout(timer);
        resolve(commands);
      },
    });
    // Nearly every saga is over by now; a timer for each would cost more than the sagas.
    if (subscription.closed) return;
    timer = setTimeout(() => {
      subscription.unsubscribe();
      reject(new PermanentError(`Saga ${name} did not complete; it may only use what its one event brings.`));
    }, SAGA_DEADLINE_MS);
  });
}

function stepsOf(saga: string, commands: readonly Command[], handlers: readonly CommandHandler[]): readonly Step[] {
  const names = new Set<string>();
  return commands.map((command) => {
    const handler = handlers.find((candidate) => candidate.handles(command));
    if (handler === undefined) {
      throw new PermanentError(
        `Saga ${saga} yields a ${command.constructor.name} that no handler takes; export a commandHandler for it and run npm run generate.`,
      );
    }
    const name = [saga, handler.type, ...(command.key === undefined ? [] : [command.key])].join('/');
    if (names.has(name)) {
      throw new PermanentError(`Saga ${saga} yields ${name} twice for one event; give its commands distinct keys.`);
    }
    names.add(name);
    return { name, run: (context) => handler.handle(command, context) };
  });
}
