import { isAwaited, STEERING, type Delivery } from '../delivery.ts';
import { announceNewCommands } from '../durable/announce.ts';
import { factSkipped } from '../durable/fact-skipped.ts';
import { titleOf } from '../event/names.ts';
import { occurrenceOf, type PlatformEvent } from '../event/platform-event.ts';
import { isState } from '../event/state-event.ts';
import type { ServiceSource } from '../logic/token.ts';
import type { Ports } from '../ports.ts';
import type { Logger } from '../telemetry/logger.ts';
import { CarryingOut } from './carrying-out.ts';
import { GivingUp } from './giving-up.ts';
import type { ConsumerDefinition } from './consumer-definition.ts';
import { ageOf, type Handling, type Outcome, type Received } from './handling.ts';
import { plannedEvent, type EventLogic } from './planned-event.ts';
import { Receiving } from './receiving.ts';
import { SkippedTypes } from './skipped-types.ts';

/**
 * Handles one delivery by the ledger's protocol: read, plan, claim, run, settle. A plan that only changes records is
 * carried out in one commit instead. Resolves once Pub/Sub may forget the message, and throws {@link Redeliver} if it
 * has to deliver it again, with one line in the log that says why.
 */
export class Consumer {
  readonly #definition: ConsumerDefinition;
  readonly #ports: Omit<Ports, 'secrets'>;
  readonly #services: ServiceSource;
  readonly #carryingOut: CarryingOut;
  readonly #receiving: Receiving;
  readonly #types = new SkippedTypes();

  constructor(definition: ConsumerDefinition, ports: Omit<Ports, 'secrets'>, services: ServiceSource) {
    this.#definition = definition;
    this.#ports = ports;
    this.#services = services;
    const givingUp = new GivingUp(definition, ports);
    this.#carryingOut = new CarryingOut({ definition, ports, services, givingUp });
    this.#receiving = new Receiving({ definition, ports, givingUp }, (...received) => this.#consume(...received));
  }

  /** Resolves once Pub/Sub may forget the message. @throws {Redeliver} if it has to be delivered again. */
  handle(delivery: Delivery, log: Logger): Promise<void> {
    return this.#receiving.handle(delivery, log);
  }

  async #consume(received: Received, envelope: PlatformEvent): Promise<Outcome> {
    const { delivery, log } = received;
    const { name } = this.#definition;
    const { id, source, eventtype } = envelope;
    const replay = delivery.attributes[STEERING.replay];
    const handling: Handling = {
      ...received,
      ...(await plannedEvent(envelope, this.#logicFor(delivery), this.#services)),
      key: { consumer: name, source, id: occurrenceOf(envelope), ...(replay !== undefined && { replay }) },
      log: log.with({ eventId: id, eventType: eventtype, consumer: name }),
    };
    this.#noteKeyless(handling);
    if (hasNothingToDo(handling)) return this.#skip(handling);
    this.#types.taken(eventtype);
    const outcome = await this.#carryingOut.handle(handling);
    const changes = handling.plan.steps.flatMap((step) => {
      const isFact = step.kind === 'fact' || step.kind === 'lacking fact';
      return isFact && step.change !== undefined ? [step.change] : [];
    });
    if (changes.length > 0) await announceNewCommands(changes, this.#ports);
    return outcome;
  }

  /** What handles the event: everything, or one durable saga that is made of events of the past. */
  #logicFor({ attributes }: Delivery): EventLogic {
    const only = attributes[STEERING.saga];
    if (only === undefined) return this.#definition;
    const { revive, durable = {} } = this.#definition;
    const saga = Object.hasOwn(durable, only) ? durable[only] : undefined;
    // One that decides at once would take the past for the present.
    return {
      revive,
      sagas: {},
      tasks: {},
      handlers: [],
      durable: saga?.collecting === undefined ? {} : { [only]: saga },
    };
  }

  /** An event that names no instance is not a fact. The lines are counted. */
  #noteKeyless({ plan, log }: Handling): void {
    for (const fact of plan.keyless) log.info(...factSkipped(this.#definition.provider, fact));
  }

  /** An event that yields no command costs no access to the ledger, unless it is old enough to have been here before. */
  async #skip({ key, delivery, log, plan, event }: Handling): Promise<Outcome> {
    const { policy, provider } = this.#definition;
    const now = this.#ports.clock.now();
    if (ageOf(delivery, now) >= policy.minBackoffSeconds * 1000) await this.#ports.store.close(key, now);
    // What a durable saga takes for a fact without a key is of a type that somebody handles.
    // Nor does anyone choose which states are listed.
    const isOfInterest = plan.keyless.length === 0 && !isState(event.envelope);
    const skippedType = isOfInterest ? this.#types.labelOf(event.envelope.eventtype) : undefined;
    const level = skippedType === undefined ? 'debug' : 'info';
    log[level](`${titleOf(provider)} Event Skipped`, {
      reason: 'no saga or task wants it',
      ...(skippedType !== undefined && { skippedType }),
    });
    return 'nothing to do';
  }
}

/** An event that is awaited and no longer yields any command is claimed all the same, so that its entry is closed. */
function hasNothingToDo({ plan, delivery }: Handling): boolean {
  const isEmpty = plan.steps.length === 0 && plan.failures.length === 0;
  return isEmpty && !isAwaited(delivery);
}
