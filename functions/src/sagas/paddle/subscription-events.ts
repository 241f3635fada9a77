import type { ObservedValueOf } from 'rxjs';
import { isPaddleEventOfType } from 'integration-service/paddle';

/** Lets through the events that carry a whole subscription. */
export const isSubscriptionEvent = isPaddleEventOfType(
  'subscription.created',
  'subscription.activated',
  'subscription.trialing',
  'subscription.updated',
  'subscription.past_due',
  'subscription.paused',
  'subscription.resumed',
  'subscription.imported',
  'subscription.canceled',
);
export type SubscriptionEvent = ObservedValueOf<ReturnType<typeof isSubscriptionEvent>>;
