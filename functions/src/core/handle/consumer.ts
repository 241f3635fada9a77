import { STEERING, type Delivery } from '../delivery.ts';
import { PermanentError } from '../event/errors.ts';
import { readEvent } from '../event/large-event.ts';
import { titleOf } from '../event/names.ts';
import type { PlatformEvent } from '../event/platform-event.ts';
import type { ClaimRequest } from '../ledger/store.ts';
import type { ServiceSource } from '../logic/service.ts';
import type { Ports } from '../ports.ts';
import { logRedelivery, Redeliver } from '../redelivery.ts';
import type { Logger } from '../telemetry/logger.ts';
import { traced } from '../telemetry/tracer.ts';
import { ClaimedWork } from './claimed.ts';
import { GivingUp } from './giving-up.ts';
import { ageOf, logHandled, type ConsumerDefinition, type Handling, type Outcome, type Received } from './handling.ts';
import { doneInOneCommit, recordStepsOf } from './one-commit.ts';
import { isBadEvent, plannedEvent } from './planned-event.ts';

/** A lease outlives the function by this much, so that a slow instance is not taken for a dead one. */
const LEASE_MARGIN_MS = 30_000;

/** A message is young for at least this long, if the policy's first backoff is shorter. */
const MIN_YOUNG_MS = 1_000;

/**
 * Handles one delivery by the ledger's protocol: read, plan, claim, run, settle. A plan that only changes records is
 * carried out in one commit instead. Resolves once Pub/Sub may forget the message, and throws {@link Redeliver} if it
 * has to deliver it again, with one line in the log that says why.
 */
export class Consumer {
  readonly #definition: ConsumerDefinition;
  readonly #ports: Omit<Ports, 'secrets'>;
  readonly #services: ServiceSource;
  readonly #givingUp: GivingUp;
  readonly #claimed: ClaimedWork;

  constructor(definition: ConsumerDefinition, ports: Omit<Ports, 'secrets'>, services: ServiceSource) {
    this.#definition = definition;
    this.#ports = ports;
    this.#services = services;
    this.#givingUp = new GivingUp(definition, ports);
    this.#claimed = new ClaimedWork({ definition, ports, services, givingUp: this.#givingUp });
  }

  async handle(delivery: Delivery, log: Logger): Promise<void> {
    const { name, provider } = this.#definition;
    const { attributes, messageId } = delivery;
    const event = { eventId: attributes['id'], eventType: attributes['eventtype'] };
    const about = { provider, consumer: name, ...event, messageId };
    const consumer = { kind: 'consumer', parent: attributes['traceparent'], attributes: about } as const;
    try {
      await traced(this.#ports.tracer, 'handle', consumer, (span) => this.#settle({ delivery, log, span }));
    } catch (error) {
      const redeliver = error instanceof Redeliver ? error : outOfReach(error);
      logRedelivery(provider, redeliver, log.with({ ...event, consumer: name, messageId }));
      throw redeliver;
    }
  }

  async #settle(received: Received): Promise<void> {
    try {
      const outcome = await this.#consume(received);
      received.span?.set({ outcome });
    } catch (error) {
      // The store refuses something about this event for good: holding it would change nothing.
      if (!PermanentError.is(error)) throw error;
      await this.#givingUp.unclaimed(received.delivery, 'ledger', error, received.log);
    }
  }

  async #consume(received: Received): Promise<Outcome> {
    const { delivery, span } = received;
    const { name } = this.#definition;
    const addressee = delivery.attributes[STEERING.consumer];
    if (addressee !== undefined && addressee !== name) return 'not mine';

    const envelope = await this.#read(received);
    if (envelope === undefined) {
      span?.set({ attempt: 1 });
      return 'dead';
    }
    const { id, source, eventtype } = envelope;
    const replay = delivery.attributes[STEERING.replay];
    const handling: Handling = {
      ...received,
      ...(await plannedEvent(envelope, this.#definition, this.#services)),
      key: { consumer: name, source, id, ...(replay !== undefined && { replay }) },
      log: received.log.with({ eventId: id, eventType: eventtype, consumer: name }),
    };
    return hasNothingToDo(handling) ? this.#skip(handling) : this.#work(handling);
  }

  /** The envelope in the message; undefined for a message that is not an event, which becomes a dead letter. */
  async #read({ delivery, log }: Received): Promise<PlatformEvent | undefined> {
    try {
      return await readEvent(this.#definition.provider, delivery.data, this.#ports.blobs);
    } catch (error) {
      if (!isBadEvent(error)) throw error;
      await this.#givingUp.unclaimed(delivery, 'decode', error, log);
      return undefined;
    }
  }

  /** An event that yields no command costs no access to the ledger, unless it is old enough to have been here before. */
  async #skip({ key, delivery, log }: Handling): Promise<Outcome> {
    const { policy, provider } = this.#definition;
    const now = this.#ports.clock.now();
    if (ageOf(delivery, now) >= policy.minBackoffSeconds * 1000) await this.#ports.store.close(key, now);
    log.debug(`${titleOf(provider)} Event Skipped`, { reason: 'no saga or task wants it' });
    return 'nothing to do';
  }

  async #work(handling: Handling): Promise<Outcome> {
    const { plan, log, span } = handling;
    const request = this.#requestFor(handling);
    const steps = this.#mayBeUnclaimed(handling) ? recordStepsOf(plan) : undefined;
    const unclaimed = steps && { steps, request, ports: this.#ports, log, span };
    if (unclaimed === undefined || !(await doneInOneCommit(unclaimed))) return this.#claimed.handle(handling, request);
    span?.set({ attempt: 1 });
    logHandled(handling, 1, this.#ports.clock.now());
    return 'done';
  }

  /**
   * Whether the event may be handled without a claim. A message that is older than the first backoff may have been
   * delivered before, and failed: it is claimed, so that its attempts are counted. A redrive is claimed as well, since
   * its entry names it.
   */
  #mayBeUnclaimed({ delivery }: Handling): boolean {
    const youngMs = Math.max(this.#definition.policy.minBackoffSeconds * 1000, MIN_YOUNG_MS);
    const isYoung = ageOf(delivery, this.#ports.clock.now()) < youngMs;
    return isYoung && delivery.attributes[STEERING.redrive] === undefined;
  }

  #requestFor({ key, event: { envelope }, delivery }: Handling): ClaimRequest {
    const { provider, timeoutSeconds } = this.#definition;
    const redrive = delivery.attributes[STEERING.redrive];
    return {
      key,
      event: {
        provider,
        eventType: envelope.eventtype,
        time: envelope.time,
        receivedTime: envelope.receivedtime,
        messageId: delivery.messageId,
      },
      leaseMs: timeoutSeconds * 1000 + LEASE_MARGIN_MS,
      ...(redrive !== undefined && { redrive }),
      now: this.#ports.clock.now(),
    };
  }
}

/** A redriven event that no longer yields any command is claimed all the same, so that its entry is closed. */
function hasNothingToDo({ plan, delivery }: Handling): boolean {
  const isEmpty = plan.steps.length === 0 && plan.failures.length === 0;
  return isEmpty && delivery.attributes[STEERING.redrive] === undefined;
}

/** The store, the dead-letter topic or a secret is out of reach: not the event's fault, so the attempt is not counted. */
function outOfReach(cause: unknown): Redeliver {
  return new Redeliver('unreachable', 'The event could not be handled for now.', {}, { cause });
}
