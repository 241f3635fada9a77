import { STEERING, type Delivery } from '../delivery.ts';
import { PermanentError } from '../event/errors.ts';
import { readEvent } from '../event/large-event.ts';
import type { PlatformEvent } from '../event/platform-event.ts';
import type { Ports } from '../ports.ts';
import { logRedelivery, Redeliver } from '../redelivery.ts';
import type { Logger } from '../telemetry/logger.ts';
import { traced } from '../telemetry/tracer.ts';
import type { GivingUp } from './giving-up.ts';
import type { ConsumerDefinition } from './consumer-definition.ts';
import type { Outcome, Received } from './handling.ts';
import { isBadEvent } from './planned-event.ts';

interface ReceivingSetup {
  readonly definition: Pick<ConsumerDefinition, 'name' | 'provider'>;
  readonly ports: Pick<Ports, 'tracer' | 'blobs'>;
  readonly givingUp: GivingUp;
}

/** What a consumer does with the event of one delivery. @throws {IntegrationError} `bad-event` if it is not one of the consumer's. */
type Consume = (received: Received, envelope: PlatformEvent) => Promise<Outcome>;

/**
 * Receives the deliveries of one consumer: it reads the event, and reports how its handling ended. A message that is not an
 * event, and one that the store refuses for good, becomes a dead letter.
 */
export class Receiving {
  readonly #setup: ReceivingSetup;
  readonly #consume: Consume;

  constructor(setup: ReceivingSetup, consume: Consume) {
    this.#setup = setup;
    this.#consume = consume;
  }

  /**
   * Resolves once Pub/Sub may forget the message.
   * @throws {Redeliver} if Pub/Sub has to deliver it again, with one line in the log that says why.
   */
  async handle(delivery: Delivery, log: Logger): Promise<void> {
    const { definition, ports } = this.#setup;
    const { name, provider } = definition;
    const { attributes, messageId } = delivery;
    const event = { eventId: attributes['id'], eventType: attributes['eventtype'] };
    const about = { provider, consumer: name, ...event, messageId };
    const consumer = { kind: 'consumer', parent: attributes['traceparent'], attributes: about } as const;
    try {
      await traced(ports.tracer, 'handle', consumer, (span) => this.#settle({ delivery, log, span }));
    } catch (error) {
      const redeliver = error instanceof Redeliver ? error : outOfReach(error);
      logRedelivery(provider, redeliver, log.with({ ...event, consumer: name, messageId }));
      throw redeliver;
    }
  }

  async #settle(received: Received): Promise<void> {
    try {
      const outcome = await this.#outcome(received);
      received.span?.set({ outcome });
    } catch (error) {
      // Holding a message that is not an event, or of which the store refuses something for good, would change nothing.
      const isBad = isBadEvent(error);
      if (!isBad && !PermanentError.is(error)) throw error;
      await this.#setup.givingUp.unclaimed(received.delivery, isBad ? 'decode' : 'ledger', error, received.log);
      if (isBad) received.span?.set({ attempt: 1, outcome: 'dead' });
    }
  }

  async #outcome(received: Received): Promise<Outcome> {
    const addressee = received.delivery.attributes[STEERING.consumer];
    if (addressee !== undefined && addressee !== this.#setup.definition.name) return 'not mine';

    const { definition, ports } = this.#setup;
    return this.#consume(received, await readEvent(definition.provider, received.delivery.data, ports.blobs));
  }
}

/** The store, the dead-letter topic or a secret is out of reach: not the event's fault, so the attempt is not counted. */
function outOfReach(cause: unknown): Redeliver {
  return new Redeliver('unreachable', 'The event could not be handled for now.', {}, { cause });
}
