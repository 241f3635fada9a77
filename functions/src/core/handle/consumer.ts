import { messageOf } from '../event/error-text.ts';
import { IntegrationError, PermanentError } from '../event/errors.ts';
import { IntegrationEvent } from '../event/integration-event.ts';
import { deadLetterTopicOf, titleOf } from '../event/names.ts';
import { readEvent } from '../event/large-event.ts';
import type { PlatformEvent } from '../event/platform-event.ts';
import { isUnknown, UnknownEvent } from '../event/unknown-event.ts';
import type { Logger } from '../telemetry/logger.ts';
import { SecretAccessError, type Ports } from '../ports.ts';
import { Attempt } from './attempt.ts';
import { deadLetterOf } from '../letters/dead-letter.ts';
import { STEERING, type Delivery } from '../delivery.ts';
import type { DeliveryPolicy } from '../config/delivery-policy.ts';
import { reasonOf } from '../ledger/ledger.ts';
import { planFor, type BusinessLogic, type Plan } from './plan.ts';
import { logRedelivery, Redeliver } from '../redelivery.ts';
import type { ServiceSource } from '../logic/service.ts';
import { traced, type Span } from '../telemetry/tracer.ts';
import type { CommandFailure, LedgerKey } from '../ledger/store.ts';

/** One generated subscriber function: what it is called, what it reads, what it runs. */
export interface ConsumerDefinition extends BusinessLogic {
  /** The deployed name: `stripe-onStripeEvent`. Part of the ledger's key. */
  readonly name: string;
  readonly provider: string;
  /** Makes the provider's event class from the envelope. */
  readonly revive: (envelope: PlatformEvent, services: ServiceSource) => IntegrationEvent | Promise<IntegrationEvent>;
  readonly policy: DeliveryPolicy;
  /** The function's own time limit. */
  readonly timeoutSeconds: number;
}

/** How long the dead-letter topic may take to accept a message. */
const DEAD_LETTER_DEADLINE_MS = 10_000;
/** A lease outlives the function by this much, so that a slow instance is not taken for a dead one. */
const LEASE_MARGIN_MS = 30_000;

/**
 * Handles one delivery by the ledger's protocol. Resolves when Pub/Sub may forget the message, and throws
 * {@link Redeliver} when it has to deliver it again, with one line in the log that says why.
 */
export class Consumer {
  readonly #definition: ConsumerDefinition;
  readonly #ports: Omit<Ports, 'secrets'>;
  readonly #services: ServiceSource;

  constructor(definition: ConsumerDefinition, ports: Omit<Ports, 'secrets'>, services: ServiceSource) {
    this.#definition = definition;
    this.#ports = ports;
    this.#services = services;
  }

  async handle(delivery: Delivery, log: Logger): Promise<void> {
    const { name, provider } = this.#definition;
    const { attributes, messageId } = delivery;
    const event = { eventId: attributes['id'], eventType: attributes['eventtype'] };
    const about = { provider, consumer: name, ...event, messageId };
    const consumer = { kind: 'consumer', parent: attributes['traceparent'], attributes: about } as const;
    try {
      await traced(this.#ports.tracer, 'handle', consumer, (span) =>
        this.#handle(delivery, log, span).catch((error: unknown) => {
          // The store refuses something about this event for good: holding it would change nothing.
          if (!PermanentError.is(error)) throw error;
          return this.#giveUp(delivery, 'ledger', error, log);
        }),
      );
    } catch (error) {
      const redeliver = error instanceof Redeliver ? error : outOfReach(error);
      logRedelivery(provider, redeliver, log.with({ ...event, consumer: name, messageId }));
      throw redeliver;
    }
  }

  async #handle(delivery: Delivery, log: Logger, span: Span | undefined): Promise<void> {
    const { name, provider } = this.#definition;
    const addressee = delivery.attributes[STEERING.consumer];
    if (addressee !== undefined && addressee !== name) {
      span?.set({ outcome: 'not mine' });
      return;
    }

    const envelope = await this.#read(delivery, log);
    if (envelope === undefined) {
      span?.set({ outcome: 'dead', attempt: 1 });
      return;
    }
    const { id, source, eventtype } = envelope;
    const eventLog = log.with({ eventId: id, eventType: eventtype, consumer: name });
    const replay = delivery.attributes[STEERING.replay];
    const key: LedgerKey = { consumer: name, source, id, ...(replay !== undefined && { replay }) };

    const { event, plan } = await this.#plan(envelope);
    const nothingToDo = plan.steps.length === 0 && plan.failures.length === 0;
    // A redriven event that yields no command any more is claimed all the same: its entry is to be closed.
    if (nothingToDo && delivery.attributes[STEERING.redrive] === undefined) {
      await this.#skip(key, delivery);
      span?.set({ outcome: 'nothing to do' });
      eventLog.debug(`${titleOf(provider)} Event Skipped`, { reason: 'no saga or task wants it' });
      return;
    }
    await this.#work(key, event, plan, delivery, eventLog, span);
  }

  /** The message as an envelope; undefined for one that is no event, which becomes a dead letter. */
  async #read(delivery: Delivery, log: Logger): Promise<PlatformEvent | undefined> {
    try {
      return await readEvent(this.#definition.provider, delivery.data, this.#ports.blobs);
    } catch (error) {
      if (!isBadEvent(error)) throw error;
      await this.#giveUp(delivery, 'decode', error, log);
      return undefined;
    }
  }

  /**
   * What is to be done for an event. Data that the provider's class cannot make an event of are a failure of this event,
   * counted like any other.
   */
  async #plan(envelope: PlatformEvent): Promise<{ readonly event: IntegrationEvent; readonly plan: Plan }> {
    try {
      const event = isUnknown(envelope)
        ? new UnknownEvent(envelope.data, envelope)
        : await this.#definition.revive(envelope, this.#services);
      return { event, plan: await planFor(event, this.#definition) };
    } catch (error) {
      if (SecretAccessError.is(error) && error.reason === 'unreachable') throw error;
      const permanent = PermanentError.is(error) || isBadEvent(error);
      const failure = { command: 'decode', message: messageOf(error), permanent };
      return { event: new UnreadableEvent(envelope.data, envelope), plan: { steps: [], failures: [failure] } };
    }
  }

  /** Makes a dead letter of a delivery that has no entry in the ledger. */
  async #giveUp(delivery: Delivery, command: string, error: Error, log: Logger): Promise<void> {
    const { name, provider } = this.#definition;
    const failure = { command, message: messageOf(error), permanent: true };
    await this.#publishDeadLetter(delivery, [failure], 1);
    log.error(`${titleOf(provider)} Event Dead-Lettered`, {
      consumer: name,
      code: `${provider}/${isBadEvent(error) ? 'bad-event' : 'dead-lettered'}`,
      reason: failure.message,
    });
  }

  /** An event that yields no command costs no access to the ledger, unless it is old enough to have been here before. */
  async #skip(key: LedgerKey, delivery: Delivery): Promise<void> {
    const now = this.#ports.clock.now();
    const ageMs = now.getTime() - delivery.publishTime.getTime();
    if (ageMs >= this.#definition.policy.minBackoffSeconds * 1000) await this.#ports.store.close(key, now);
  }

  async #work(
    key: LedgerKey,
    event: IntegrationEvent,
    plan: Plan,
    delivery: Delivery,
    log: Logger,
    span: Span | undefined,
  ): Promise<void> {
    const { provider, timeoutSeconds } = this.#definition;
    const { store, clock } = this.#ports;
    const redrive = delivery.attributes[STEERING.redrive];
    const { envelope } = event;
    const claim = await store.claim({
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
      now: clock.now(),
    });
    if (claim.status === 'busy') {
      const until = claim.until.toISOString();
      throw new Redeliver('held', 'Another delivery of this event is being handled.', { until });
    }
    if (claim.status !== 'claimed') {
      span?.set({ outcome: claim.status });
      log.info(`${titleOf(provider)} Event Already ${claim.status === 'done' ? 'Handled' : 'Dead-Lettered'}`);
      return;
    }

    const attempt = new Attempt({
      key,
      event,
      claim,
      ports: this.#ports,
      services: this.#services,
      log,
      timeoutSeconds,
      span,
    });
    span?.set({ attempt: claim.attempts });
    try {
      const outcome = await this.#run(attempt, plan, claim.attempts, delivery, log);
      span?.set({ outcome });
    } catch (error) {
      if (!(error instanceof Redeliver)) await attempt.giveBack();
      throw error;
    }
  }

  async #run(
    attempt: Attempt,
    plan: Plan,
    attempts: number,
    delivery: Delivery,
    log: Logger,
  ): Promise<'done' | 'dead'> {
    const { policy, provider } = this.#definition;
    // An attempt that was counted but never ended (a killed process) still counts.
    const spent = attempts > policy.maxAttempts;
    const failures = spent ? [SPENT] : await attempt.run(plan);
    if (failures.length === 0) {
      log.info(`${titleOf(provider)} Event Handled`, {
        attempt: attempts,
        commands: plan.steps.length,
        ...latencyOf(delivery, this.#ports.clock.now()),
      });
      return 'done';
    }
    const hopeless = failures.every(({ permanent }) => permanent) || attempts >= policy.maxAttempts;
    const report = { attempt: attempts, failures };
    if (!hopeless) {
      await attempt.release(failures);
      throw new Redeliver('command-failed', `Attempt ${attempts} failed: ${reasonOf(failures)}`, {
        ...report,
        code: `${provider}/command-failed`,
      });
    }
    await this.#publishDeadLetter(delivery, failures, attempts);
    await attempt.bury(failures);
    log.error(`${titleOf(provider)} Event Dead-Lettered`, { ...report, code: `${provider}/dead-lettered` });
    return 'dead';
  }

  async #publishDeadLetter(delivery: Delivery, failures: readonly CommandFailure[], attempts: number): Promise<void> {
    const { name, provider } = this.#definition;
    const letter = deadLetterOf(delivery, {
      consumer: name,
      reason: reasonOf(failures),
      attempts,
      time: this.#ports.clock.now(),
    });
    await this.#ports.publisher.publish(deadLetterTopicOf(provider), [letter], DEAD_LETTER_DEADLINE_MS);
  }
}

/** The store, the dead-letter topic or a secret is out of reach: no fault of the event, so the attempt is not counted. */
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

/** Stands for an event whose data its own class cannot read. No command ever sees it. */
class UnreadableEvent extends IntegrationEvent {}

function isBadEvent(error: unknown): error is IntegrationError {
  return IntegrationError.is(error) && error.code.endsWith('/bad-event');
}

const SPENT: CommandFailure = {
  command: 'attempts',
  message:
    'The attempts are used up and the last one never ended: the function was killed, by its time or memory limit perhaps.',
  permanent: true,
};
