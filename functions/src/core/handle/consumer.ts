import type { DeliveryPolicy } from '../config/delivery-policy.ts';
import { STEERING, type Delivery } from '../delivery.ts';
import { PermanentError } from '../event/errors.ts';
import { readEvent } from '../event/large-event.ts';
import { titleOf } from '../event/names.ts';
import type { PlatformEvent } from '../event/platform-event.ts';
import { reasonOf } from '../ledger/ledger.ts';
import type { Claim, CommandFailure, LedgerKey } from '../ledger/store.ts';
import type { ServiceSource } from '../logic/service.ts';
import type { Ports } from '../ports.ts';
import { logRedelivery, Redeliver } from '../redelivery.ts';
import type { Logger } from '../telemetry/logger.ts';
import { traced, type Span } from '../telemetry/tracer.ts';
import { Attempt } from './attempt.ts';
import { GivingUp } from './giving-up.ts';
import { isBadEvent, plannedEvent, type EventLogic, type PlannedEvent } from './planned-event.ts';

/** One generated subscriber function: its name, what it reads, what it runs. */
export interface ConsumerDefinition extends EventLogic {
  /** The deployed name: `stripe-onStripeEvent`. Part of the ledger's key. */
  readonly name: string;
  readonly provider: string;
  readonly policy: DeliveryPolicy;
  /** The function's own time limit. */
  readonly timeoutSeconds: number;
}

/** How a delivery ended, for its span. An event that failed for now does not end here: it is redelivered. */
type Outcome = 'not mine' | 'nothing to do' | 'done' | 'dead';

/** One delivery, and where the consumer reports about it. */
interface Received {
  readonly delivery: Delivery;
  readonly log: Logger;
  readonly span: Span | undefined;
}

/** A delivery that was found to contain an event. */
interface Handling extends Received, PlannedEvent {
  readonly key: LedgerKey;
}

/** A lease outlives the function by this much, so that a slow instance is not taken for a dead one. */
const LEASE_MARGIN_MS = 30_000;

/**
 * Handles one delivery by the ledger's protocol: read, plan, claim, run, settle. Resolves once Pub/Sub may forget the
 * message, and throws {@link Redeliver} if it has to deliver it again, with one line in the log that says why.
 */
export class Consumer {
  readonly #definition: ConsumerDefinition;
  readonly #ports: Omit<Ports, 'secrets'>;
  readonly #services: ServiceSource;
  readonly #givingUp: GivingUp;

  constructor(definition: ConsumerDefinition, ports: Omit<Ports, 'secrets'>, services: ServiceSource) {
    this.#definition = definition;
    this.#ports = ports;
    this.#services = services;
    this.#givingUp = new GivingUp(definition, ports);
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
    const ageMs = now.getTime() - delivery.publishTime.getTime();
    if (ageMs >= policy.minBackoffSeconds * 1000) await this.#ports.store.close(key, now);
    log.debug(`${titleOf(provider)} Event Skipped`, { reason: 'no saga or task wants it' });
    return 'nothing to do';
  }

  async #work(handling: Handling): Promise<Outcome> {
    const { log, span } = handling;
    const { provider, timeoutSeconds } = this.#definition;
    const claim = await this.#claim(handling);
    if (claim.status === 'busy') {
      const until = claim.until.toISOString();
      throw new Redeliver('held', 'Another delivery of this event is being handled.', { until });
    }
    if (claim.status !== 'claimed') {
      log.info(`${titleOf(provider)} Event Already ${claim.status === 'done' ? 'Handled' : 'Dead-Lettered'}`);
      return claim.status;
    }

    span?.set({ attempt: claim.attempts });
    const { key, event } = handling;
    const ports = this.#ports;
    const attempt = new Attempt({ key, event, claim, ports, services: this.#services, log, timeoutSeconds, span });
    try {
      return await this.#run(attempt, claim.attempts, handling);
    } catch (error) {
      if (!(error instanceof Redeliver)) await attempt.giveBack();
      throw error;
    }
  }

  #claim({ key, event: { envelope }, delivery }: Handling): Promise<Claim> {
    const { provider, timeoutSeconds } = this.#definition;
    const redrive = delivery.attributes[STEERING.redrive];
    return this.#ports.store.claim({
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
    });
  }

  async #run(attempt: Attempt, attempts: number, { plan, delivery, log }: Handling): Promise<Outcome> {
    const { policy, provider } = this.#definition;
    // An attempt that was counted but never ended (a killed process) still counts.
    const spent = attempts > policy.maxAttempts;
    const failures = spent ? [SPENT] : await attempt.run(plan);
    if (failures.length === 0) {
      const latency = latencyOf(delivery, this.#ports.clock.now());
      log.info(`${titleOf(provider)} Event Handled`, { attempt: attempts, commands: plan.steps.length, ...latency });
      return 'done';
    }

    const report = { attempt: attempts, failures };
    const hopeless = failures.every(({ permanent }) => permanent) || attempts >= policy.maxAttempts;
    if (!hopeless) {
      await attempt.release(failures);
      const code = `${provider}/command-failed`;
      throw new Redeliver('command-failed', `Attempt ${attempts} failed: ${reasonOf(failures)}`, { ...report, code });
    }
    await this.#givingUp.publish(delivery, failures, attempts);
    await attempt.bury(failures);
    log.error(`${titleOf(provider)} Event Dead-Lettered`, { ...report, code: `${provider}/dead-lettered` });
    return 'dead';
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

/** Milliseconds since the request arrived; none for a redrive or a replay, which someone asked for later. */
function latencyOf({ attributes }: Delivery, now: Date): { latencyMs?: number } {
  const received = Date.parse(attributes['receivedtime'] ?? '');
  const isRepeat = [STEERING.consumer, STEERING.redrive].some((name) => attributes[name] !== undefined);
  if (isRepeat || Number.isNaN(received)) return {};
  return { latencyMs: Math.max(0, now.getTime() - received) };
}

const SPENT: CommandFailure = {
  command: 'attempts',
  message:
    'The attempts are used up and the last one never ended: the function was killed, by its time or memory limit perhaps.',
  permanent: true,
};
