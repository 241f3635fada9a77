import { isRedrive } from '../delivery.ts';
import { announceCommands } from '../durable/announce.ts';
import { hearsOfDeath } from '../durable/decision.ts';
import type { DurableSagaDefinition } from '../durable/definition.ts';
import { instanceIn, instancePlace } from '../durable/instance-record.ts';
import { mayRun, type SagaEvent, type SagaMessage } from '../durable/saga-message.ts';
import type { Outgoing } from '../durable/instance-state.ts';
import { titleOf } from '../event/names.ts';
import { CarryingOut } from '../handle/carrying-out.ts';
import type { Handling, Outcome, Received } from '../handle/handling.ts';
import { patience } from '../handle/parking.ts';
import { commandStep, stepNameOf, type Plan } from '../handle/plan.ts';
import { sagaTimeOf } from '../ports.ts';
import { logRedelivery, Redeliver } from '../redelivery.ts';
import { CommandEnd } from './command-end.ts';
import { park } from './parked.ts';
import type { SagaWork } from './saga-work.ts';

type CommandMessage = Extract<SagaMessage, { readonly kind: 'command' }>;

/**
 * Carries out commands of durable sagas, by the ledger's protocol: attempts are counted, and what is given up on becomes a dead
 * letter. The command leaves the instance's outbox in the commit that notes how it ended.
 */
export class CommandWork {
  readonly #work: SagaWork;
  readonly #carryingOut: CarryingOut;

  constructor(work: SagaWork) {
    this.#work = work;
    this.#carryingOut = new CarryingOut({ ...work, definition: { ...work.definition, parking: patience } });
  }

  /** @throws {Redeliver} if the store or the dead-letter topic is out of reach. */
  async handle(received: Received, event: SagaEvent, { saga, key, command }: CommandMessage): Promise<Outcome> {
    const { definition, ports } = this.#work;
    const { envelope } = event;
    const log = received.log.with({
      eventId: envelope.id,
      eventType: envelope.eventtype,
      consumer: definition.name,
      saga,
    });
    const durable = definition.durable[saga];
    if (durable === undefined) {
      await park({ saga, key }, ports.store, isRedrive(received.delivery));
      return 'nothing to do';
    }
    if (!isRedrive(received.delivery) && !(await this.#mayRun({ saga, key, command }, durable))) {
      log.debug(`${titleOf(definition.provider)} Command Skipped`, {
        reason: 'done, not yet its turn, or waiting for its next attempt',
      });
      return 'nothing to do';
    }
    const handling: Handling = {
      ...received,
      event,
      log,
      plan: this.#planFor(command, saga),
      key: { consumer: definition.name, source: envelope.source, id: envelope.id },
      letter: { told: hearsOfDeath(durable, command) },
    };
    return this.#run(handling, new CommandEnd({ saga, key, definition: durable }, command, definition.policy));
  }

  /** A copy that comes too early, or too late, must not use up an attempt. */
  async #mayRun(
    { saga, key, command }: Omit<CommandMessage, 'kind'>,
    durable: DurableSagaDefinition,
  ): Promise<boolean> {
    const { ports } = this.#work;
    const { collection, id } = instancePlace(saga, key);
    const record = await ports.store.get(collection, id);
    const now = sagaTimeOf(ports)(ports.clock.now()).getTime();
    return record !== undefined && mayRun(instanceIn(record.data), durable, command, now);
  }

  #planFor(command: Outgoing, saga: string): Plan {
    const name = stepNameOf(saga, command.type, command.key);
    const handler = this.#work.definition.handlers.find(({ type }) => type === command.type);
    if (handler !== undefined) {
      return { steps: [commandStep(name, handler, handler.revive(command.data))], failures: [], keyless: [] };
    }
    const message = `No handler takes ${command.type}; export a commandHandler or a recordHandler for it and run npm run generate.`;
    return { steps: [], failures: [{ command: name, message, permanent: true }], keyless: [] };
  }

  async #run(handling: Handling, end: CommandEnd): Promise<Outcome> {
    const { ports } = this.#work;
    const time = sagaTimeOf(ports);
    try {
      const outcome = await this.#carryingOut.handle(handling, (attempt) => ({
        done: [end.done.mutation(time)],
        failed: [end.failed(attempt).mutation(time)],
        waits: (until) => [end.waits(until).mutation(time)],
        dead: (reason) => [end.dead(reason).mutation(time)],
      }));
      if (outcome === 'waits') {
        // The outbox has lost a command that was given up on, so only the redrive itself can bring it again.
        if (isRedrive(handling.delivery) && !end.isWaiting) throw new Redeliver('held', 'Its handler asked to wait.');
        return outcome;
      }
      // The ledger knew how it ended; the outbox did not.
      if (end.noted === undefined) await ports.store.write([end.done.mutation(time)]);
      await announceCommands([end.noted ?? end.done], ports);
      return outcome;
    } catch (error) {
      if (!(error instanceof Redeliver) || !LEFT_TO_INSTANCE.has(error.why)) throw error;
      // The outbox has lost a command that was given up on, so only the redrive itself can bring it again.
      if (isRedrive(handling.delivery) && !end.isWaiting) throw error;
      // The instance says when it is tried again. A message that came back as well would use up attempts.
      logRedelivery(this.#work.definition.provider, error, handling.log);
      return 'waits';
    }
  }
}

/** Causes of which the instance takes care: another delivery has the command, or it is tried again later. */
const LEFT_TO_INSTANCE: ReadonlySet<string> = new Set(['held', 'command-failed']);
