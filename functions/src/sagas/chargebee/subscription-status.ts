import type { Subscription } from 'integration-service/chargebee';
import { textIn } from '../shared/fields.ts';
import type { SubscriptionStatus } from '../shared/subscriptions.ts';

/** A subscription stays active while Chargebee retries a payment. */
type Status = Exclude<SubscriptionStatus, 'past_due'>;

/** What Chargebee's status means; a subscription of the `future` has not begun. */
const STATUSES: ReadonlyMap<string, Status> = new Map([
  ['in_trial', 'trialing'],
  ['active', 'active'],
  ['non_renewing', 'active'],
  ['paused', 'paused'],
  ['cancelled', 'ended'],
  ['transferred', 'ended'],
]);

export function statusOf({ status }: Subscription): Status {
  return STATUSES.get(textIn(status)) ?? 'pending';
}
