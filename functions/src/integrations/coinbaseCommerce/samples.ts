import { randomUUID } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { CoinbaseCommerceEventType } from './event.ts';
import { coinbaseCommerce } from './index.ts';

/** Realistic Coinbase Commerce events: a charge, from its creation to its end. */
export const coinbaseCommerceSamples = samplesOf(coinbaseCommerce, {
  secret: () => randomUUID(),
  around: (type, data, { id, now }) => ({
    id: `b81c${id}-0e47-4d92-a3f5-6c20d9e8b714`,
    scheduled_for: now.toISOString(),
    attempt_number: 1,
    event: {
      id: `3fa0${id}-91d6-4c58-b7e2-08a5f4c6d39b`,
      resource: 'event',
      type,
      api_version: '2018-03-22',
      created_at: now.toISOString(),
      data,
    },
  }),
  bodies: {
    'charge:created': (at) => charge(at, 'NEW'),
    'charge:pending': (at) => charge(at, 'PENDING'),
    'charge:confirmed': (at) => charge(at, 'COMPLETED'),
    'charge:failed': (at) => charge(at, 'EXPIRED'),
    'charge:delayed': (at) => charge(at, 'UNRESOLVED'),
    'charge:resolved': (at) => charge(at, 'RESOLVED'),
  } satisfies { readonly [Type in CoinbaseCommerceEventType]?: (at: SampleAt) => object },
});

function charge({ id, now }: SampleAt, status: string) {
  const time = now.toISOString();
  return {
    id: `7d2e${id}-4b60-4f19-8c3a-e5a901d7f268`,
    code: `QX4SMPL${id}`,
    name: 'Studio, one year',
    description: 'A licence for two desks',
    hosted_url: `https://commerce.coinbase.com/charges/QX4SMPL${id}`,
    created_at: time,
    expires_at: new Date(now.getTime() + 3_600_000).toISOString(),
    metadata: { user_id: `user_${id}`, order_id: `shop-order-${id}` },
    pricing_type: 'fixed_price',
    pricing: { local: { amount: '89.50', currency: 'EUR' } },
    payments: [],
    timeline: [{ status, time }],
  };
}
