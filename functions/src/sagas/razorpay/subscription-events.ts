import type { ObservedValueOf } from 'rxjs';
import { isRazorpayEventOfType } from 'integration-service/razorpay';

/** Lets through the events that carry a whole subscription. */
export const isSubscriptionEvent = isRazorpayEventOfType(
  'subscription.authenticated',
  'subscription.activated',
  'subscription.charged',
  'subscription.pending',
  'subscription.halted',
  'subscription.paused',
  'subscription.resumed',
  'subscription.updated',
  'subscription.cancelled',
  'subscription.completed',
);
export type SubscriptionEvent = ObservedValueOf<ReturnType<typeof isSubscriptionEvent>>;
