import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { MandrillEventType } from './event.ts';
import { mandrill } from './index.ts';
import { formOf } from './scheme.ts';

const RECIPIENT = 'ada.lovelace@example.com';

/** Realistic Mandrill events, one in each request. */
export const mandrillSamples = samplesOf(mandrill, {
  headers: () => ({ 'content-type': 'application/x-www-form-urlencoded' }),
  secret: () => randomBytes(16).toString('base64url'),
  print: (events) => formOf(JSON.stringify(events)),
  around: (type, { msg, ...fields }: { readonly msg?: object }, { id, now }) => {
    const ts = Math.floor(now.getTime() / 1000);
    const messageId = `7c1f0e5b9a2d4c68${id}`;
    const message = { ts: ts - 9, _id: messageId, email: RECIPIENT, sender: 'orders@shop.example', tags: ['receipt'] };
    return [{ event: type, _id: messageId, ts, ...fields, msg: { ...message, subject: 'Your order', ...msg } }];
  },
  bodies: {
    send: () => ({ msg: { state: 'sent', opens: [], clicks: [], metadata: { order: '1001' } } }),
    delivered: () => ({ msg: { state: 'delivered', smtp_events: [] } }),
    deferral: () => ({ msg: { state: 'deferred', diag: 'smtp;451 4.3.5 Please try again later' } }),
    hard_bounce: () => ({
      msg: { state: 'bounced', bounce_description: 'bad_mailbox', diag: 'smtp;550 5.1.1 There is no such mailbox' },
    }),
    soft_bounce: () => ({
      msg: { state: 'soft-bounced', bounce_description: 'mailbox_full', diag: 'smtp;552 5.2.2 The mailbox is full' },
    }),
    reject: () => ({ msg: { state: 'rejected' } }),
    open: () => seen(),
    click: () => ({ ...seen(), url: 'https://shop.example/orders/1001?from=email' }),
    spam: () => ({ msg: { state: 'spam' } }),
    unsub: () => ({ msg: { state: 'unsub' } }),
  } satisfies { readonly [Type in MandrillEventType]?: (at: SampleAt) => object },
});

function seen(): object {
  return {
    ip: '203.0.113.7',
    user_agent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)',
    location: { country_short: 'AT', country: 'Austria', city: 'Graz' },
    msg: { state: 'sent' },
  };
}
