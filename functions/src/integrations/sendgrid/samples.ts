import { createHash } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { SendgridEventType } from './event.ts';
import { sendgrid } from './index.ts';

/** Batches formatted as SendGrid does: elements separated by a comma and CRLF, CRLF at the end. */
export const sendgridSamples = samplesOf(sendgrid, {
  headers: () => ({ 'content-type': 'application/json;charset=utf-8', 'user-agent': 'SendGrid Event API' }),
  print: (event) => `[${JSON.stringify(event)}]\r\n`,
  around: (type, fields, { id, now }) => {
    const messageId = digest(`message ${id}`);
    return {
      email: 'jane.doe@example.com',
      event: type,
      ...fields,
      order_id: `order-${id}`,
      sg_event_id: digest(`${type} ${id}`),
      sg_message_id: `${messageId}.recvd-5d8f7c9b4-x2v7k-1-68D3F1A2-1E.0`,
      'smtp-id': `<${messageId}@geopod-ismtpd-11>`,
      timestamp: Math.floor(now.getTime() / 1000),
    };
  },
  bodies: {
    delivered: () => ({
      response: '250 2.0.0 OK 1764072000 d75a77b69052e-4ee48fb2c7si1 - gsmtp',
      ip: '149.72.154.232',
      tls: 1,
    }),
    processed: () => ({ send_at: 0, category: ['order confirmation'] }),
    deferred: () => ({ response: '421 4.7.0 Try again later', attempt: '2' }),
    bounce: () => ({
      type: 'bounce',
      status: '5.1.1',
      reason: '550 5.1.1 The email account does not exist',
      bounce_classification: 'Invalid Address',
      category: ['spring-sale', 'newsletter'],
    }),
    dropped: () => ({ reason: 'Bounced Address', status: '5.0.0' }),
    open: () => ({
      useragent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)',
      ip: '203.0.113.7',
      sg_machine_open: false,
    }),
    click: () => ({
      url: 'https://shop.example/orders/1001?utm_source=mail&ref=“träger”',
      useragent: 'Mozilla/5.0',
      ip: '203.0.113.7',
    }),
    spamreport: () => ({}),
    group_unsubscribe: () => ({ asm_group_id: 10 }),
  } satisfies { readonly [Type in SendgridEventType]?: (at: SampleAt) => object },
});

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
