import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { BraintreeEvent, type Subscription } from 'integration-service/braintree';
import { idOrNull, listIn, textIn, textOrNull } from '../shared/fields.ts';
import { type SubscriptionStatus, UpdateSubscription } from '../shared/subscriptions.ts';
import { utcOf } from '../shared/times.ts';
import { isSubscriptionEvent } from './subscription-events.ts';
import { moneyIn, userIn } from './transactions.ts';

const STATUSES: ReadonlyMap<string, SubscriptionStatus> = new Map([
  ['Pending', 'pending'],
  ['Active', 'active'],
  ['Past Due', 'past_due'],
  ['Canceled', 'ended'],
  ['Expired', 'ended'],
]);

/** Keeps `subscriptions` up to date with Braintree, from the first charge to the end. */
export const subscriptionLifecycle = saga((events$) =>
  events$.pipe(
    isOfType(BraintreeEvent),
    isSubscriptionEvent,
    mergeMap((event) => {
      const { subscription } = event.event.subject;
      const id = idIn(subscription?.id);
      if (!subscription || id === undefined) return [];
      // A subscription names neither its customer nor its currency.
      const [newest] = listIn(subscription.transactions);
      const status = statusOf(subscription);
      const update = new UpdateSubscription(
        {
          provider: 'braintree',
          id,
          account: textOrNull(subscription.merchantAccountId),
          customer: idOrNull(newest?.customer?.id),
          userId: newest ? userIn(newest) : null,
          status,
          providerStatus: textIn(subscription.status),
          price: idOrNull(subscription.planId),
          ...moneyIn({ amount: subscription.price, currencyIsoCode: newest?.currencyIsoCode }),
          trialEndsAt: status === 'trialing' ? utcOf(subscription.firstBillingDate) : null,
          currentPeriodEnd: utcOf(subscription.paidThroughDate) ?? utcOf(subscription.billingPeriodEndDate),
          endedAt: status === 'ended' ? event.envelope.time : null,
          createdAt: utcOf(subscription.createdAt),
        },
        event,
      );
      return [update];
    }),
  ),
);

/** A trial is active before its first cycle. */
export function statusOf({ status, trialPeriod, currentBillingCycle }: Subscription): SubscriptionStatus {
  const isTrial = status === 'Active' && trialPeriod === true && currentBillingCycle === 0;
  return isTrial ? 'trialing' : (STATUSES.get(textIn(status)) ?? 'pending');
}
