import type { DeliveryPolicy } from '../config/delivery-policy.ts';
import { isAwaited, STEERING } from '../delivery.ts';
import { SAGAS } from '../event/names.ts';
import { subjectsOf } from '../event/subject.ts';
import type { ClaimRequest } from '../ledger/store.ts';
import type { ConsumerDefinition } from './consumer-definition.ts';
import { ageOf, type Handling } from './handling.ts';

/** A lease outlives the function by this much, so that a slow instance is not taken for a dead one. */
const LEASE_MARGIN_MS = 30_000;

/** A message is young for at least this long, if the policy's first backoff is shorter. */
const MIN_YOUNG_MS = 1_000;

/**
 * A message that brings facts is young for at least this long. Facts of one instance are only committed together without a
 * claim, and an instance that a thousand events want to change at once needs its time.
 */
const MIN_YOUNG_WITH_FACTS_MS = 600_000;

/**
 * Whether an event may be handled without a claim. A message that is older than the first backoff may have been
 * delivered before, and failed: it is claimed, so that its attempts are counted. A message
 * for which its entry waits is claimed as well.
 */
export function mayBeUnclaimed(
  { delivery, plan }: Pick<Handling, 'delivery' | 'plan'>,
  { minBackoffSeconds }: DeliveryPolicy,
  now: Date,
): boolean {
  const hasFacts = plan.steps.some(({ kind }) => kind === 'fact');
  const youngMs = Math.max(minBackoffSeconds * 1000, hasFacts ? MIN_YOUNG_WITH_FACTS_MS : MIN_YOUNG_MS);
  return ageOf(delivery, now) < youngMs && !isAwaited(delivery);
}

/** The claim of an event, for one attempt. */
export function claimRequestOf(
  { key, event, delivery }: Handling,
  { provider, timeoutSeconds }: Pick<ConsumerDefinition, 'provider' | 'timeoutSeconds'>,
  now: Date,
): ClaimRequest {
  const { envelope } = event;
  const { [STEERING.redrive]: redrive, [STEERING.parking]: parking } = delivery.attributes;
  return {
    key,
    event: {
      provider,
      eventType: envelope.eventtype,
      time: envelope.time,
      receivedTime: envelope.receivedtime,
      messageId: delivery.messageId,
      subjects: subjectsOf(event),
    },
    leaseMs: timeoutSeconds * 1000 + LEASE_MARGIN_MS,
    ...(redrive !== undefined && { redrive }),
    ...(parking !== undefined && { parking: Number(parking) }),
    ...(provider === SAGAS && { isTimedElsewhere: true }),
    now,
  };
}
