import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { ChargebeeEvent } from 'integration-service/chargebee';
import { idOrNull, integerOrNull, listIn, textIn, textOrNull } from '../shared/fields.ts';
import { currencyIn } from '../shared/money.ts';
import { UpdateSubscription } from '../shared/subscriptions.ts';
import { utcOf } from '../shared/times.ts';
import { isSubscriptionEvent } from './subscription-events.ts';
import { statusOf } from './subscription-status.ts';

/** Keeps `subscriptions` in sync with Chargebee, from creation to cancellation. */
export const subscriptionLifecycle = saga((events$) =>
  events$.pipe(
    isOfType(ChargebeeEvent),
    isSubscriptionEvent,
    mergeMap((event) => {
      const { event_type: type, content } = event.event;
      const subscription = content?.subscription;
      const id = idIn(subscription?.id);
      if (!subscription || id === undefined) return [];
      const [item] = listIn(subscription.subscription_items);
      const status = statusOf(subscription);
      const update = new UpdateSubscription(
        {
          provider: 'chargebee',
          id,
          customer: textOrNull(subscription.customer_id),
          userId: idOrNull(subscription.meta_data?.['user_id']),
          status: type === 'subscription_deleted' ? 'ended' : status,
          providerStatus: textIn(subscription.status),
          price: textOrNull(item?.item_price_id) ?? textOrNull(subscription.plan_id),
          quantity: integerOrNull(item?.quantity),
          amount: integerOrNull(item?.amount),
          currency: currencyIn(subscription.currency_code),
          cancelAtPeriodEnd: subscription.status === 'non_renewing',
          trialEndsAt: utcOf(subscription.trial_end),
          currentPeriodEnd: utcOf(subscription.current_term_end),
          endedAt: status === 'ended' ? utcOf(subscription.cancelled_at) : null,
          createdAt: utcOf(subscription.created_at),
        },
        event,
      );
      return [update];
    }),
  ),
);
