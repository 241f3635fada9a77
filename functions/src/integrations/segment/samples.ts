import { createHash, randomBytes } from 'node:crypto';
import { macOf } from '../../core/scheme/mac.ts';
import type { Samples } from '../../core/integration/samples.ts';

/** Messages as the webhook destination forwards them. */
export const segmentSamples: Samples = {
  types: ['track', 'identify', 'page', 'group', 'alias', 'screen'],

  makeSecret() {
    const secret = randomBytes(24).toString('base64url');
    return { configured: secret, signing: secret };
  },

  sample(type, { id, now }) {
    return JSON.stringify({
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
      ...FIELDS[type],
    });
  },

  request({ body, signing, url }) {
    const signature = macOf({ hash: 'sha1', encoding: 'hex', key: signing, parts: [body] });
    return {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', 'user-agent': 'Segment.io/1.0', 'x-signature': signature },
      body,
    };
  },
};

const FIELDS: Readonly<Record<string, object>> = {
  track: {
    event: 'Order Completed',
    properties: {
      order_id: '50314b8e9bcf000000000000',
      total: 27.5,
      revenue: 25,
      currency: 'EUR',
      products: [{ sku: '45790-32', quantity: 1 }],
    },
  },
  identify: { traits: { email: 'jane.doe@example.com', name: 'Jané Doe', plan: 'premium' } },
  page: { name: 'Thank you', category: 'Checkout', properties: { path: '/danke' } },
  group: { groupId: '0e8c78ea9d97a7b8185e8632', traits: { name: 'Initech', employees: 329 } },
  alias: { previousId: '39239-239239-239239-23923' },
  screen: { name: 'Order', properties: { 'Feed Type': 'private' } },
};
