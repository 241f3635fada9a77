import type { ObservedValueOf } from 'rxjs';
import { isChargebeeEventOfType } from 'integration-service/chargebee';

/** Lets through the events that carry a whole subscription. */
export const isSubscriptionEvent = isChargebeeEventOfType(
  'subscription_created',
  'subscription_started',
  'subscription_activated',
  'subscription_changed',
  'subscription_renewed',
  'subscription_paused',
  'subscription_resumed',
  'subscription_cancellation_scheduled',
  'subscription_scheduled_cancellation_removed',
  'subscription_cancelled',
  'subscription_reactivated',
  'subscription_deleted',
);
export type SubscriptionEvent = ObservedValueOf<ReturnType<typeof isSubscriptionEvent>>;
