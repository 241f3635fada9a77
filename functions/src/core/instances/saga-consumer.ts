import type { Delivery } from '../delivery.ts';
import { SagaEvent } from '../durable/saga-message.ts';
import type { PlatformEvent } from '../event/platform-event.ts';
import { GivingUp } from '../handle/giving-up.ts';
import type { Outcome, Received } from '../handle/handling.ts';
import { Receiving } from '../handle/receiving.ts';
import type { ServiceSource } from '../logic/token.ts';
import type { Ports } from '../ports.ts';
import type { Logger } from '../telemetry/logger.ts';
import { CommandWork } from './command-work.ts';
import type { SagaConsumerDefinition, SagaWork } from './saga-work.ts';
import { WakeUps } from './wake-ups.ts';

/** Carries out the commands of durable sagas, and decides about instances that are due. */
export class SagaConsumer {
  readonly #receiving: Receiving;
  readonly #commands: CommandWork;
  readonly #wakeUps: WakeUps;

  constructor(definition: SagaConsumerDefinition, ports: Omit<Ports, 'secrets'>, services: ServiceSource) {
    const givingUp = new GivingUp(definition, ports);
    const work: SagaWork = { definition, ports, services, givingUp };
    this.#commands = new CommandWork(work);
    this.#wakeUps = new WakeUps(work);
    this.#receiving = new Receiving(work, (...received) => this.#consume(...received));
  }

  /** Resolves once Pub/Sub may forget the message. @throws {Redeliver} if it has to be delivered again. */
  handle(delivery: Delivery, log: Logger): Promise<void> {
    return this.#receiving.handle(delivery, log);
  }

  async #consume(received: Received, envelope: PlatformEvent): Promise<Outcome> {
    const event = SagaEvent.revive(envelope);
    return event.event.kind === 'command'
      ? this.#commands.handle(received, event, event.event)
      : this.#wakeUps.handle(received, event.event);
  }
}
