import type { Delivery } from '../delivery.ts';
import { deadLetterTopicOf, titleOf } from '../event/names.ts';
import { failureOf } from '../ledger/failure.ts';
import { issueFactsOf, reasonOf } from '../ledger/entry-errors.ts';
import { commandIn } from '../ledger/issue.ts';
import type { CommandFailure } from '../ledger/store.ts';
import { deadLetterOf, type DeathReport } from '../letters/dead-letter.ts';
import type { Ports } from '../ports.ts';
import type { Logger } from '../telemetry/logger.ts';
import { isBadEvent } from './planned-event.ts';

/** How long the dead-letter topic may take to accept a message. */
const DEADLINE_MS = 10_000;

interface Addresser {
  /** The consumer. */
  readonly name: string;
  readonly provider: string;
}

/** How one consumer gives up on deliveries: as dead letters, which wait for someone to redrive or dismiss them. */
export class GivingUp {
  readonly #from: Addresser;
  readonly #ports: Pick<Ports, 'publisher' | 'clock'>;

  constructor(from: Addresser, ports: Pick<Ports, 'publisher' | 'clock'>) {
    this.#from = from;
    this.#ports = ports;
  }

  /** Gives up on a delivery that has no entry in the ledger: a message that is not an event, or that the store refuses. */
  async unclaimed(delivery: Delivery, command: string, error: Error, log: Logger): Promise<void> {
    const { name, provider } = this.#from;
    const failure = { ...failureOf(command, error), permanent: true };
    await this.publish(delivery, [failure], { attempts: 1 });
    log.error(`${titleOf(provider)} Event Dead-Lettered`, {
      consumer: name,
      code: `${provider}/${isBadEvent(error) ? 'bad-event' : 'dead-lettered'}`,
      reason: failure.message,
    });
  }

  /** Publishes the dead letter of a delivery. @param after How many attempts were made, and after which redrive. */
  async publish(
    delivery: Delivery,
    failures: readonly CommandFailure[],
    after: Pick<DeathReport, 'attempts' | 'redrive' | 'told'>,
  ): Promise<void> {
    const { name, provider } = this.#from;
    const { publisher, clock } = this.#ports;
    const [first] = failures;
    const about: DeathReport = {
      consumer: name,
      reason: reasonOf(failures),
      ...issueFactsOf(name, failures),
      ...(first !== undefined && { command: commandIn(first.command) }),
      ...after,
      time: clock.now(),
    };
    await publisher.publish(deadLetterTopicOf(provider), [deadLetterOf(delivery, about)], DEADLINE_MS);
  }
}
