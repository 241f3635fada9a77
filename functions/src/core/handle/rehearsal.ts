import { isObservable, tap } from 'rxjs';
import { recordPrefixOf } from '../accounts/event-account.ts';
import type { InstanceDecision } from '../durable/fact-step.ts';
import { messageOf } from '../event/error-text.ts';
import { PermanentError } from '../event/errors.ts';
import type { IntegrationEvent } from '../event/integration-event.ts';
import type { PlatformEvent } from '../event/platform-event.ts';
import { boundedText } from '../event/text.ts';
import { isReserved } from '../ledger/record-place.ts';
import type { CommandFailure, RecordData } from '../ledger/store.ts';
import type { SagaDefinition } from '../logic/saga.ts';
import type { ServiceSource } from '../logic/token.ts';
import type { Step } from './plan.ts';
import { plannedEvent, type EventLogic } from './planned-event.ts';
import type { Rehearsable } from './rehearsable.ts';
import { RehearsedRecords, type ReadRecord } from './rehearsed-records.ts';
import { stagedBy, stagingContext } from './staging.ts';

/** What a rehearsal reads. It writes nothing. */
export interface RehearsalPorts {
  /** Reads a record as it is now. */
  readonly read: ReadRecord;
  readonly services: ServiceSource;
  readonly now: Date;
  /** The option `accountRecordPrefix`, if it is set. */
  readonly recordPrefix?: string | undefined;
  /** What the code has tried to reach outside since it was last asked. @param error What it threw then, if it did. */
  readonly reached: (error?: unknown) => readonly string[];
}

/** A record that a command would change. */
export interface RehearsedChange {
  readonly collection: string;
  readonly id: string;
  /** Left out for a record that would be new. */
  readonly before?: RecordData;
  /** Left out for a record that would be removed. */
  readonly after?: RecordData;
}

/** What went wrong, with the place in the code. */
export interface RehearsedError {
  readonly message: string;
  /** Left out if what was thrown has none. */
  readonly stack?: string;
  /** Whether trying again cannot help. */
  readonly permanent: boolean;
}

/** One command, task or fact of the event. */
export interface RehearsedStep {
  /** As the ledger names it: `<saga>/<Command>[/<key>]`, a task's name, or `<saga>/<fact>`. */
  readonly name: string;
  /** The command's fields that are texts, numbers or booleans; left out if there are none. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly changes: readonly RehearsedChange[];
  /** Commands of a durable saga that would be due at once, by their types. */
  readonly issues?: readonly string[];
  /** Where the handler would reach outside. It was kept from that, so what would come after it is not known. */
  readonly reached?: readonly string[];
  readonly error?: RehearsedError;
}

/** What one consumer would do with an event. */
export interface Rehearsal {
  readonly consumer: string;
  readonly steps: readonly RehearsedStep[];
  /** Sagas that failed, by name; `decode` if the event's class cannot read the event. */
  readonly failures: readonly (RehearsedError & { readonly saga: string })[];
  /** Sagas and tasks that the event yields nothing for. */
  readonly skipped: readonly string[];
}

/**
 * Runs one event through a consumer's business logic and carries nothing out. Steps see the changes of those before them.
 * Whoever calls it keeps handlers from reaching outside: it only asks `reached` what they tried.
 */
export async function rehearse(
  { name, logic }: Rehearsable,
  envelope: PlatformEvent,
  ports: RehearsalPorts,
): Promise<Rehearsal> {
  const notes = new Notes();
  const { event, plan } = await plannedEvent(envelope, notes.taking(logic), ports.services);
  const records = new RehearsedRecords(ports.read, ports.now);
  const steps: RehearsedStep[] = [];
  for (const step of plan.steps) {
    const fields = notes.fieldsOf(step.name);
    steps.push({ name: step.name, ...(fields && { fields }), ...(await rehearsed(step, event, records, ports)) });
  }
  const failures = plan.failures.map((failure) => ({
    saga: failure.command,
    ...notes.errorOf(failure),
  }));
  const active = [...steps.map((step) => step.name), ...plan.failures.map(({ command }) => command)];
  const all = [logic.sagas, logic.tasks, logic.durable ?? {}].flatMap((named) => Object.keys(named));
  const isActive = (saga: string) => active.some((one) => one === saga || one.startsWith(`${saga}/`));
  return { consumer: name, steps, failures, skipped: all.filter((saga) => !isActive(saga)) };
}

async function rehearsed(
  step: Step,
  event: IntegrationEvent,
  records: RehearsedRecords,
  { services, now, reached, recordPrefix: pattern }: RehearsalPorts,
): Promise<Omit<RehearsedStep, 'name' | 'fields'>> {
  const recordPrefix = recordPrefixOf(pattern, event);
  const context = stagingContext(event, `rehearsal ${step.name}`, {
    read: (collection, id) => records.get(collection, id),
    use: services.use,
    recordPrefix,
  });
  try {
    const changes = await records.apply(await stagedBy(step, context, (time) => time));
    const tried = reached();
    return {
      changes: changes.filter(({ collection }) => !isReserved(collection)),
      ...issuedBy(step, now),
      ...(tried.length > 0 && { reached: tried }),
    };
  } catch (error) {
    const tried = reached(error);
    return { changes: [], ...(tried.length > 0 ? { reached: tried } : { error: rehearsedError(error) }) };
  }
}

/** The commands of a durable saga that a fact would have it issue. */
function issuedBy(step: Step, now: Date): { readonly issues?: readonly string[] } {
  const isFact = step.kind === 'fact' || step.kind === 'lacking fact';
  const decision: InstanceDecision | undefined = isFact ? step.change : undefined;
  if (decision === undefined) return {};
  return { issues: decision.newMessages(now).map(({ attributes }) => attributes['eventtype'] ?? '') };
}

const MAX_STACK_BYTES = 8_000;

function rehearsedError(error: unknown): RehearsedError {
  const stack = error instanceof Error ? error.stack : undefined;
  return {
    message: messageOf(error),
    ...(stack !== undefined && { stack: boundedText(stack, MAX_STACK_BYTES) }),
    permanent: PermanentError.is(error),
  };
}

/** What sagas issue and throw, beyond what the plan keeps of it. */
class Notes {
  readonly #thrown = new Map<string, unknown>();
  readonly #issued = new Map<string, object[]>();
  readonly #asked = new Map<string, number>();

  /** The same logic, with its sagas listened to. */
  taking(logic: EventLogic): EventLogic {
    const sagas = Object.entries(logic.sagas).map(([name, saga]) => [name, this.#listening(name, saga)] as const);
    return {
      ...logic,
      sagas: Object.fromEntries(sagas),
      revive: async (envelope, services) => {
        try {
          return await logic.revive(envelope, services);
        } catch (error) {
          this.#thrown.set('decode', error);
          throw error;
        }
      },
    };
  }

  /** @param step Of the plan, in its order: a saga's commands are steps in the order in which it issued them. */
  fieldsOf(step: string): Readonly<Record<string, unknown>> | undefined {
    const [saga = ''] = step.split('/');
    const command = this.#issued.get(saga)?.[this.#asked.get(saga) ?? 0];
    this.#asked.set(saga, (this.#asked.get(saga) ?? 0) + 1);
    if (command === undefined) return undefined;
    const plain = Object.entries(command).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
    return plain.length === 0 ? undefined : Object.fromEntries(plain);
  }

  errorOf({ command, message, permanent }: CommandFailure): RehearsedError {
    return this.#thrown.has(command)
      ? { ...rehearsedError(this.#thrown.get(command)), permanent }
      : { message, permanent };
  }

  #listening(name: string, saga: SagaDefinition): SagaDefinition {
    const issued: object[] = [];
    this.#issued.set(name, issued);
    const next = (command: object) => void issued.push(command);
    const error = (thrown: unknown) => void this.#thrown.set(name, thrown);
    return {
      ...saga,
      run: (events$) => {
        try {
          const commands$ = saga.run(events$);
          // The plan refuses anything but a stream.
          return isObservable(commands$) ? commands$.pipe(tap({ next, error })) : commands$;
        } catch (thrown) {
          error(thrown);
          throw thrown;
        }
      },
    };
  }
}
