import type { ObservedValueOf } from 'rxjs';
import { isPolarEventOfType } from 'integration-service/polar';

/** Lets through the events that carry a whole subscription. */
export const isSubscriptionEvent = isPolarEventOfType(
  'subscription.created',
  'subscription.updated',
  'subscription.active',
  'subscription.past_due',
  'subscription.canceled',
  'subscription.uncanceled',
  'subscription.revoked',
);
export type SubscriptionEvent = ObservedValueOf<ReturnType<typeof isSubscriptionEvent>>;
