import type { ObservedValueOf } from 'rxjs';
import { isLemonsqueezyEventOfType } from 'integration-service/lemonsqueezy';

/** Lets through the events that carry a whole subscription. */
export const isSubscriptionEvent = isLemonsqueezyEventOfType(
  'subscription_created',
  'subscription_updated',
  'subscription_cancelled',
  'subscription_resumed',
  'subscription_expired',
  'subscription_paused',
  'subscription_unpaused',
  'subscription_plan_changed',
);
export type SubscriptionEvent = ObservedValueOf<ReturnType<typeof isSubscriptionEvent>>;
