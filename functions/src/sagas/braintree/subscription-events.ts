import type { ObservedValueOf } from 'rxjs';
import { isBraintreeEventOfType } from 'integration-service/braintree';

/** Lets through the events that carry a whole subscription. */
export const isSubscriptionEvent = isBraintreeEventOfType(
  'subscription_went_active',
  'subscription_charged_successfully',
  'subscription_charged_unsuccessfully',
  'subscription_trial_ended',
  'subscription_billing_skipped',
  'subscription_went_past_due',
  'subscription_canceled',
  'subscription_expired',
);
export type SubscriptionEvent = ObservedValueOf<ReturnType<typeof isSubscriptionEvent>>;
