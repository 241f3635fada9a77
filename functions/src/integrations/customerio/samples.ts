import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { CustomerioEventType } from './event.ts';
import { customerio } from './index.ts';

/** Realistic reporting webhooks of Customer.io. */
export const customerioSamples = samplesOf(customerio, {
  secret: () => randomBytes(32).toString('hex'),
  around: (type, fields, { id, now }) => {
    const [thing, metric] = type.split('.');
    const message = { delivery_id: `RPILAgUBcRhIBqSfeiIw${id}`, campaign_id: 23, action_id: 96, recipient: to(thing) };
    return {
      event_id: `01KBS4CT6YDC7Y5M7FE1GW${metric}${id}`,
      object_type: thing,
      metric,
      timestamp: Math.floor(now.getTime() / 1000),
      data: {
        customer_id: '42',
        identifiers: { id: '42', email: 'ada.lovelace@example.com', cio_id: 'd9c106000001' },
        ...(thing !== 'customer' && message),
        ...fields,
      },
    };
  },
  bodies: {
    'email.sent': () => ({ subject: 'Your order' }),
    'email.delivered': () => ({ subject: 'Your order' }),
    'email.opened': () => ({ subject: 'Your order' }),
    'email.clicked': () => ({ subject: 'Your order', href: 'https://shop.example/orders/1001', link_id: 1 }),
    'email.bounced': () => ({ subject: 'Your order', failure_message: '550 5.1.1 There is no such mailbox' }),
    'email.spammed': () => ({ subject: 'Your order' }),
    'sms.failed': () => ({ failure_message: 'The number is not in service' }),
    'push.sent': () => ({}),
    'customer.unsubscribed': () => ({}),
  } satisfies { readonly [Type in CustomerioEventType]?: (at: SampleAt) => object },
});

function to(channel: string | undefined): string {
  return channel === 'sms' ? '+15558675310' : 'ada.lovelace@example.com';
}
