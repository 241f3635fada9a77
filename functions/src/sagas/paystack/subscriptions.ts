import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { isPaystackEventOfType, PaystackEvent } from 'integration-service/paystack';
import { textIn, textOrNull } from '../shared/fields.ts';
import { UpdateSubscription } from '../shared/subscriptions.ts';
import { utcOf } from '../shared/times.ts';
import { amountIn, livemodeOf } from './amounts.ts';

/** Keeps `subscriptions` in sync with Paystack, from creation until they are disabled. */
export const subscriptionLifecycle = saga((events$) =>
  events$.pipe(
    isOfType(PaystackEvent),
    isPaystackEventOfType('subscription.create', 'subscription.not_renew', 'subscription.disable'),
    mergeMap((event) => {
      const { event: type, data } = event.event;
      const id = idIn(data.subscription_code);
      if (id === undefined) return [];
      const update = new UpdateSubscription(
        {
          provider: 'paystack',
          id,
          customer: textOrNull(data.customer?.customer_code),
          status: type === 'subscription.disable' ? 'ended' : 'active',
          providerStatus: textIn(data.status),
          price: textOrNull(data.plan?.plan_code),
          product: textOrNull(data.plan?.name),
          ...amountIn(data.amount, data.plan?.currency),
          cancelAtPeriodEnd: type === 'subscription.not_renew',
          currentPeriodEnd: utcOf(data.next_payment_date),
          livemode: livemodeOf(data.domain),
          createdAt: utcOf(data.createdAt ?? data.created_at),
        },
        event,
      );
      return [update];
    }),
  ),
);
