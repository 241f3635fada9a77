import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { RazorpayEvent } from 'integration-service/razorpay';
import { integerOrNull, textIn, textOrNull } from '../shared/fields.ts';
import { type SubscriptionStatus, UpdateSubscription } from '../shared/subscriptions.ts';
import { utcOf } from '../shared/times.ts';
import { noteOf } from './notes.ts';
import { isSubscriptionEvent } from './subscription-events.ts';

/** What Razorpay's status means; `created` and `authenticated` wait for the first payment. */
const STATUSES: ReadonlyMap<string, SubscriptionStatus> = new Map([
  ['active', 'active'],
  ['pending', 'past_due'],
  ['halted', 'past_due'],
  ['paused', 'paused'],
  ['cancelled', 'ended'],
  ['completed', 'ended'],
  ['expired', 'ended'],
]);

/** Keeps `subscriptions` in sync with Razorpay, from the first payment to the last. */
export const subscriptionLifecycle = saga((events$) =>
  events$.pipe(
    isOfType(RazorpayEvent),
    isSubscriptionEvent,
    mergeMap((event) => {
      const subscription = event.event.payload.subscription?.entity;
      const id = idIn(subscription?.id);
      if (!subscription || id === undefined) return [];
      const update = new UpdateSubscription(
        {
          provider: 'razorpay',
          id,
          account: textOrNull(event.event.account_id),
          customer: textOrNull(subscription.customer_id),
          userId: noteOf(subscription.notes, 'user_id'),
          status: STATUSES.get(textIn(subscription.status)) ?? 'pending',
          providerStatus: textIn(subscription.status),
          price: textOrNull(subscription.plan_id),
          quantity: integerOrNull(subscription.quantity),
          currentPeriodEnd: utcOf(subscription.current_end),
          endedAt: utcOf(subscription.ended_at),
          createdAt: utcOf(subscription.created_at),
        },
        event,
      );
      return [update];
    }),
  ),
);
