import { createHash } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { SegmentEventType } from './event.ts';
import { segment } from './index.ts';

/** Messages as the webhook destination forwards them. */
export const segmentSamples = samplesOf(segment, {
  headers: () => ({ 'user-agent': 'Segment.io/1.0' }),
  around: (type, fields, { id, now }) => ({
    version: 2,
    type,
    messageId: `ajs-next-${createHash('md5').update(`${type} ${id}`).digest('hex')}`,
    anonymousId: '507f191e810c19729de860ea',
    userId: '97980cfea0067',
    timestamp: now.toISOString(),
    originalTimestamp: now.toISOString(),
    sentAt: now.toISOString(),
    receivedAt: now.toISOString(),
    projectId: 'kLmN7pQr9sTuVwXyZ1aBcD',
    channel: 'client',
    context: {
      ip: '203.0.113.7',
      locale: 'de-AT',
      library: { name: 'analytics.js', version: 'next-1.70.0' },
      page: { path: '/danke', title: 'Danke für Ihre Bestellung', url: 'https://shop.example/danke' },
    },
    integrations: {},
    ...fields,
  }),
  bodies: {
    track: () => ({
      event: 'Order Completed',
      properties: {
        order_id: '50314b8e9bcf000000000000',
        total: 27.5,
        revenue: 25,
        currency: 'EUR',
        products: [{ sku: '45790-32', quantity: 1 }],
      },
    }),
    identify: () => ({ traits: { email: 'jane.doe@example.com', name: 'Jané Doe', plan: 'premium' } }),
    page: () => ({ name: 'Thank you', category: 'Checkout', properties: { path: '/danke' } }),
    group: () => ({ groupId: '0e8c78ea9d97a7b8185e8632', traits: { name: 'Initech', employees: 329 } }),
    alias: () => ({ previousId: '39239-239239-239239-23923' }),
    screen: () => ({ name: 'Order', properties: { 'Feed Type': 'private' } }),
  } satisfies { readonly [Type in SegmentEventType]: (at: SampleAt) => object },
});
