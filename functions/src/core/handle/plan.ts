import { isObservable, of } from 'rxjs';
import type { IntegrationEvent } from '../event/integration-event.ts';
import type { DurableSagas } from '../durable/definition.ts';
import type { FactStep, LackingFactStep } from '../durable/fact-step.ts';
import { PermanentError } from '../event/errors.ts';
import type { Command, CommandHandler } from '../logic/command.ts';
import type { CompletedChange } from '../logic/completion.ts';
import type { Context, RecordChanges } from '../logic/context.ts';
import type { Saga, SagaDefinition } from '../logic/saga.ts';
import { failureOf } from '../ledger/failure.ts';
import type { CommandFailure } from '../ledger/store.ts';
import type { TaskDefinition } from '../logic/task.ts';

/** The business logic of one consumer, by the names that the generator wrote out. */
export interface BusinessLogic {
  readonly sagas: Readonly<Record<string, SagaDefinition>>;
  readonly tasks: Readonly<Record<string, TaskDefinition>>;
  /** Sagas over time that take facts from the consumer's events. */
  readonly durable?: DurableSagas;
  readonly handlers: readonly CommandHandler[];
}

/** One thing to do for an event. */
export type Step = ContextStep | PureStep | LackingFactStep;

/** A step that changes records and nothing else. */
export type PureStep = RecordStep | FactStep;

interface StepOf {
  /** `<saga>/<Command.type>[/<command.key>]`, or the task's name. What the ledger keeps: never an index, never a class name. */
  readonly name: string;
}

/** A step that may reach outside. */
export interface ContextStep extends StepOf {
  readonly kind: 'context';
  /** Whether it may ask to be run again later. */
  readonly retryLater?: boolean;
  run(context: Context): void | Promise<void>;
}

/** The step of a handler or a task that only changes records. */
export interface RecordStep extends StepOf {
  readonly kind: 'records';
  change(records: RecordChanges): void;
}

export interface Plan {
  readonly steps: readonly Step[];
  /** Sagas that failed. Their neighbours' steps stand. */
  readonly failures: readonly CommandFailure[];
  /** Facts of durable sagas that the event has no key for, as `<saga>/<fact>`. */
  readonly keyless: readonly string[];
}

/** Runs one event through every saga, each on a new stream, and gathers what is to be done. */
export async function planFor(event: IntegrationEvent, logic: BusinessLogic): Promise<Plan> {
  const steps: Step[] = [];
  const failures: CommandFailure[] = [];
  let room = MAX_LEDGER_BYTES;
  for (const [saga, { run }] of Object.entries(logic.sagas)) {
    try {
      const added = stepsOf(saga, await commandsOf(saga, run, event), logic.handlers);
      const bytes = ledgerBytesOf(added);
      if (bytes > room) {
        throw new PermanentError(
          `Saga ${saga} yields ${added.length} commands for one event, more than its entry in the ledger can hold; yield fewer that do more.`,
        );
      }
      room -= bytes;
      steps.push(...added);
    } catch (error) {
      failures.push(failureOf(saga, error));
    }
  }
  for (const [name, task] of Object.entries(logic.tasks)) {
    try {
      if (task.accepts(event)) steps.push(taskStep(name, task, event));
    } catch (error) {
      failures.push(failureOf(name, error));
    }
  }
  if (event.isConnectionTest()) steps.push(CONNECTION_TEST);
  const facts = Object.entries(logic.durable ?? {}).map(([name, saga]) => saga.factsIn(event, name, saga));
  return {
    steps: [...steps, ...facts.flatMap((one) => one.steps)],
    failures: [...failures, ...facts.flatMap((one) => one.failures)],
    keyless: facts.flatMap((one) => one.keyless),
  };
}

/** The engine's own task: an event that tests the way is done once it has an entry. */
const CONNECTION_TEST: RecordStep = { kind: 'records', name: 'connectionTest', change: () => undefined };

/** What the commands of one event may take of its entry in the ledger, which is a document of 1 MiB at most. */
const MAX_LEDGER_BYTES = 400_000;
/** What a command takes of it beside its name. */
const ENTRY_BYTES = 40;
const MAX_NAME_BYTES = 1_000;

function ledgerBytesOf(steps: readonly Step[]): number {
  return steps.reduce((sum, { name }) => sum + Buffer.byteLength(name) + ENTRY_BYTES, 0);
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
        `Saga ${saga} yields a ${command.constructor.name} that no handler takes; export a commandHandler or a recordHandler for it and run npm run generate.`,
      );
    }
    const name = stepNameOf(saga, handler.type, command.key);
    if (!name.isWellFormed() || Buffer.byteLength(name) > MAX_NAME_BYTES) {
      throw new PermanentError(
        `Saga ${saga} yields a ${handler.type} whose key the ledger cannot keep: it must be well-formed text, under ${MAX_NAME_BYTES} bytes together with both names; use a digest.`,
      );
    }
    if (names.has(name)) {
      throw new PermanentError(`Saga ${saga} yields ${name} twice for one event; give its commands distinct keys.`);
    }
    names.add(name);
    return commandStep(name, handler, command);
  });
}

/** The name of a command's step, see {@link Step}. */
export function stepNameOf(saga: string, type: string, key: string | undefined): string {
  return [saga, type, ...(key === undefined ? [] : [key])].join('/');
}

/** The step that carries a command out. */
export function commandStep(name: string, handler: CommandHandler, command: Command): Step {
  if (handler.kind === 'context') {
    const { retryLater = false } = handler;
    return { kind: 'context', name, retryLater, run: (context) => handler.handle(command, context) };
  }
  return changeStep(name, handler, command);
}

function taskStep(name: string, task: TaskDefinition, event: IntegrationEvent): Step {
  if (task.kind === 'context') {
    const { retryLater = false } = task;
    return { kind: 'context', name, retryLater, run: (context) => task.run(event, context) };
  }
  return changeStep(name, task, event);
}

/** The step of a change of records. It reaches outside only if something has to be fetched. */
function changeStep<Given>(name: string, changed: CompletedChange<Given>, given: Given): Step {
  const change = changed.atHand(given);
  return change === undefined
    ? { kind: 'context', name, run: (context) => changed.fetched(given, context) }
    : { kind: 'records', name, change };
}
