import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { RevenuecatEventType } from './event.ts';
import { revenuecat } from './index.ts';

const MONTH = 30 * 86_400_000;

/** Realistic RevenueCat events: a monthly subscription in an app, from the purchase to its end. */
export const revenuecatSamples = samplesOf(revenuecat, {
  around: (type, fields, { id, now }) => ({
    api_version: '1.0',
    event: {
      id: `C4D1${id}-5E0F-4A77-9B21-3F8A6D0E9C52`,
      type,
      event_timestamp_ms: now.getTime(),
      app_id: 'appd7e01b92c4',
      ...fields,
    },
  }),
  bodies: {
    TEST: (at) => purchase(at),
    INITIAL_PURCHASE: (at) => purchase(at),
    RENEWAL: (at) => purchase(at, { transaction_id: `2000${at.id}2` }),
    CANCELLATION: (at) => purchase(at, { cancel_reason: 'UNSUBSCRIBE', price: 0, price_in_purchased_currency: 0 }),
    UNCANCELLATION: (at) => purchase(at),
    BILLING_ISSUE: (at) => purchase(at, { grace_period_expiration_at_ms: at.now.getTime() + MONTH / 5 }),
    EXPIRATION: (at) =>
      purchase(at, { expiration_reason: 'UNSUBSCRIBE', expiration_at_ms: at.now.getTime(), price: null }),
    SUBSCRIPTION_EXTENDED: (at) => purchase(at, { expiration_at_ms: at.now.getTime() + 2 * MONTH }),
    TEMPORARY_ENTITLEMENT_GRANT: (at) =>
      purchase(at, { original_transaction_id: null, expiration_at_ms: at.now.getTime() + 86_400_000 }),
    NON_RENEWING_PURCHASE: (at) =>
      purchase(at, { product_id: 'coins_100', entitlement_ids: null, expiration_at_ms: null }),
    TRANSFER: ({ id }) => ({ transferred_from: ['$RCAnonymousID:5c1f'], transferred_to: [`user_${id}`] }),
  } satisfies { readonly [Type in RevenuecatEventType]?: (at: SampleAt) => object },
});

function purchase({ id, now }: SampleAt, fields: object = {}): object {
  return {
    app_user_id: `user_${id}`,
    original_app_user_id: '$RCAnonymousID:5c1f',
    aliases: [`user_${id}`, '$RCAnonymousID:5c1f'],
    product_id: 'studio_monthly',
    entitlement_ids: ['studio'],
    period_type: 'NORMAL',
    purchased_at_ms: now.getTime(),
    expiration_at_ms: now.getTime() + MONTH,
    environment: 'SANDBOX',
    store: 'APP_STORE',
    transaction_id: `2000${id}1`,
    original_transaction_id: `2000${id}0`,
    is_family_share: false,
    country_code: 'FR',
    price: 8.67,
    price_in_purchased_currency: 7.99,
    currency: 'EUR',
    ...fields,
  };
}
