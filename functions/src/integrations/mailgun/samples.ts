import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { MailgunEventType } from './event.ts';
import { mailgun } from './index.ts';

const DOMAIN = 'mail.shop.example';

/** Realistic Mailgun events about an order confirmation. */
export const mailgunSamples = samplesOf(mailgun, {
  secret: () => randomBytes(16).toString('hex'),
  around: (type, fields, { id, now }) => ({
    'event-data': {
      id: `ev-${type}-${id}`,
      event: type,
      timestamp: now.getTime() / 1000,
      'log-level': type === 'failed' || type === 'rejected' ? 'error' : 'info',
      recipient: 'jane.doe@example.com',
      'recipient-domain': 'example.com',
      message: {
        headers: {
          'message-id': `20261123120000.${id}@${DOMAIN}`,
          from: `Shop <orders@${DOMAIN}>`,
          to: 'jane.doe@example.com',
          subject: 'Your order – thank you',
        },
        attachments: [],
        size: 2048,
      },
      envelope: {
        sender: `bounce+jane.doe=example.com@${DOMAIN}`,
        targets: 'jane.doe@example.com',
        transport: 'smtp',
        'sending-ip': '203.0.113.25',
      },
      flags: { 'is-routed': false, 'is-authenticated': true, 'is-system-test': false, 'is-test-mode': false },
      tags: ['order-confirmation'],
      campaigns: [],
      'user-variables': { order: `order-${id}` },
      account: { id: '5f1c0d9e8b7a6f5e4d3c2b1a' },
      domain: { name: DOMAIN },
      ...fields,
    },
  }),
  bodies: {
    delivered: () => ({
      'delivery-status': {
        code: 250,
        message: 'OK',
        description: '',
        'attempt-no': 1,
        'mx-host': 'mx.example.com',
        'session-seconds': 0.43,
        tls: true,
        'certificate-verified': true,
      },
    }),
    accepted: () => ({ method: 'HTTP' }),
    failed: () => ({
      severity: 'permanent',
      reason: 'bounce',
      'delivery-status': {
        code: 550,
        'enhanced-code': '5.1.1',
        message: '5.1.1 There is no mailbox of that name',
        description: '',
        'attempt-no': 1,
        'mx-host': 'mx.example.com',
        tls: true,
      },
    }),
    rejected: () => ({ reject: { reason: 'Sandbox subdomains are for test purposes only', description: '' } }),
    opened: () => reader(),
    clicked: () => ({ ...reader(), url: 'https://shop.example/orders/1001' }),
    unsubscribed: () => reader(),
    complained: () => ({}),
  } satisfies { readonly [Type in MailgunEventType]?: (at: SampleAt) => object },
});

function reader() {
  return {
    ip: '198.51.100.7',
    geolocation: { country: 'DE', region: 'BE', city: 'Berlin' },
    'client-info': { 'client-type': 'browser', 'client-name': 'Firefox', 'device-type': 'desktop', bot: '' },
  };
}
