import { messageOf } from '../event/error-text.ts';
import { IntegrationError, PermanentError } from '../event/errors.ts';
import { IntegrationEvent } from '../event/integration-event.ts';
import type { PlatformEvent } from '../event/platform-event.ts';
import { isState, StateEvent } from '../event/state-event.ts';
import { isUnknown, UnknownEvent } from '../event/unknown-event.ts';
import type { ServiceSource } from '../logic/token.ts';
import { SecretAccessError } from '../ports.ts';
import { planFor, type BusinessLogic, type Plan } from './plan.ts';

/** What turns an envelope into the provider's event, and what handles that event. */
export interface EventLogic extends BusinessLogic {
  /** Makes the provider's event class from the envelope. */
  readonly revive: (envelope: PlatformEvent, services: ServiceSource) => IntegrationEvent | Promise<IntegrationEvent>;
}

/** An event, and what has to be done for it. */
export interface PlannedEvent {
  readonly event: IntegrationEvent;
  readonly plan: Plan;
}

/**
 * Makes the event and its plan. If the provider's class cannot make an event of the data, that is a failure of this
 * event, counted like any other.
 * @throws {SecretAccessError} if a secret that the event's class needs is out of reach for now.
 */
export async function plannedEvent(
  envelope: PlatformEvent,
  logic: EventLogic,
  services: ServiceSource,
): Promise<PlannedEvent> {
  try {
    const event = await revived(envelope, logic, services);
    return { event, plan: await planFor(event, logic) };
  } catch (error) {
    if (SecretAccessError.is(error) && error.reason === 'unreachable') throw error;
    const permanent = PermanentError.is(error) || isBadEvent(error);
    const failure = { command: 'decode', message: messageOf(error), permanent };
    return {
      event: new UnreadableEvent(envelope.data, envelope),
      plan: { steps: [], failures: [failure], keyless: [] },
    };
  }
}

function revived(
  envelope: PlatformEvent,
  logic: EventLogic,
  services: ServiceSource,
): IntegrationEvent | Promise<IntegrationEvent> {
  if (isState(envelope)) return StateEvent.revive(envelope);
  return isUnknown(envelope) ? new UnknownEvent(envelope.data, envelope) : logic.revive(envelope, services);
}

/** Stands for an event whose data its own class cannot read. No command ever sees it. */
class UnreadableEvent extends IntegrationEvent {}

/** Whether an error says that a message, or the data in it, is not an event. */
export function isBadEvent(error: unknown): error is IntegrationError {
  return IntegrationError.is(error) && error.code.endsWith('/bad-event');
}
