import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { PolarEvent } from 'integration-service/polar';
import { integerOrNull, textIn, textOrNull } from '../shared/fields.ts';
import { currencyIn } from '../shared/money.ts';
import { type SubscriptionStatus, UpdateSubscription } from '../shared/subscriptions.ts';
import { utcOf } from '../shared/times.ts';
import { isSubscriptionEvent } from './subscription-events.ts';

/** What Polar's status means; an incomplete one waits for its first payment. */
const STATUSES: ReadonlyMap<string, SubscriptionStatus> = new Map([
  ['trialing', 'trialing'],
  ['active', 'active'],
  ['past_due', 'past_due'],
  ['unpaid', 'past_due'],
  ['canceled', 'ended'],
  ['incomplete_expired', 'ended'],
]);

/** Keeps `subscriptions` in sync with Polar, from creation until they are revoked. */
export const subscriptionLifecycle = saga((events$) =>
  events$.pipe(
    isOfType(PolarEvent),
    isSubscriptionEvent,
    mergeMap((event) => {
      const { data: subscription } = event.event;
      const id = idIn(subscription.id);
      if (id === undefined) return [];
      const update = new UpdateSubscription(
        {
          provider: 'polar',
          id,
          customer: textOrNull(subscription.customer_id),
          userId: textOrNull(subscription.customer?.external_id),
          status: STATUSES.get(textIn(subscription.status)) ?? 'pending',
          providerStatus: textIn(subscription.status),
          product: textOrNull(subscription.product_id),
          amount: integerOrNull(subscription.amount),
          currency: currencyIn(subscription.currency),
          cancelAtPeriodEnd: subscription.cancel_at_period_end === true,
          trialEndsAt: utcOf(subscription.trial_end),
          currentPeriodEnd: utcOf(subscription.current_period_end),
          endedAt: utcOf(subscription.ended_at),
          createdAt: utcOf(subscription.created_at),
        },
        event,
      );
      return [update];
    }),
  ),
);
