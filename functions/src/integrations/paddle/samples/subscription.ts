import type { ISubscriptionNotificationResponse } from '@paddle/paddle-node-sdk';
import { MONTHLY, PRODUCT } from './catalog.ts';

/** A subscription in its first month. @param at When it was created, in RFC 3339. */
export function subscriptionOf(id: string, at: string): ISubscriptionNotificationResponse {
  const period = { starts_at: at, ends_at: new Date(Date.parse(at) + 30 * 86_400_000).toISOString() };
  return {
    id: `sub_${id}`,
    status: 'active',
    customer_id: 'ctm_01grnn4zta5a1mf02jjze7y2ys',
    address_id: 'add_01gm302t81w94gyjpjpqypkzkf',
    business_id: null,
    currency_code: 'EUR',
    created_at: at,
    updated_at: at,
    started_at: at,
    first_billed_at: at,
    next_billed_at: period.ends_at,
    paused_at: null,
    canceled_at: null,
    discount: null,
    collection_mode: 'automatic',
    billing_details: null,
    current_billing_period: period,
    billing_cycle: { interval: 'month', frequency: 1 },
    scheduled_change: null,
    items: [
      {
        status: 'active',
        quantity: 10,
        recurring: true,
        created_at: at,
        updated_at: at,
        previously_billed_at: at,
        next_billed_at: period.ends_at,
        trial_dates: null,
        price: MONTHLY,
        product: PRODUCT,
      },
    ],
    custom_data: null,
    import_meta: null,
  };
}
