import { createHash, generateKeyPairSync, sign, createPrivateKey } from 'node:crypto';
import type { Samples } from '../../core/integration/samples.ts';

/** Batches as SendGrid prints them: elements parted by a comma and CRLF, CRLF at the end. */
export const sendgridSamples: Samples = {
  types: [
    'delivered',
    'processed',
    'deferred',
    'bounce',
    'dropped',
    'open',
    'click',
    'spamreport',
    'group_unsubscribe',
  ],

  makeSecret() {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    return {
      configured: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
      signing: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    };
  },

  sample(type, { id, now }) {
    return `[${JSON.stringify(eventOf(type, id, now))}]\r\n`;
  },

  request({ body, signing, now, url }) {
    const timestamp = String(Math.floor(now.getTime() / 1000));
    const key = createPrivateKey({ key: Buffer.from(signing, 'base64'), format: 'der', type: 'pkcs8' });
    const signature = sign('sha256', Buffer.concat([Buffer.from(timestamp), body]), key).toString('base64');
    return {
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json;charset=utf-8',
        'user-agent': 'SendGrid Event API',
        'x-twilio-email-event-webhook-signature': signature,
        'x-twilio-email-event-webhook-timestamp': timestamp,
      },
      body,
    };
  },
};

const FIELDS: Readonly<Record<string, object>> = {
  delivered: { response: '250 2.0.0 OK 1764072000 d75a77b69052e-4ee48fb2c7si1 - gsmtp', ip: '149.72.154.232', tls: 1 },
  processed: { send_at: 0, category: ['order confirmation'] },
  deferred: { response: '421 4.7.0 Try again later', attempt: '2' },
  bounce: {
    type: 'bounce',
    status: '5.1.1',
    reason: '550 5.1.1 The email account does not exist',
    bounce_classification: 'Invalid Address',
  },
  dropped: { reason: 'Bounced Address', status: '5.0.0' },
  open: { useragent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', ip: '203.0.113.7', sg_machine_open: false },
  click: {
    url: 'https://shop.example/orders/1001?utm_source=mail&ref=“träger”',
    useragent: 'Mozilla/5.0',
    ip: '203.0.113.7',
  },
  spamreport: {},
  group_unsubscribe: { asm_group_id: 10 },
};

function eventOf(type: string, id: string, now: Date) {
  const messageId = digest(`message ${id}`);
  return {
    email: 'jane.doe@example.com',
    event: type,
    ...FIELDS[type],
    order_id: `order-${id}`,
    sg_event_id: digest(`${type} ${id}`),
    sg_message_id: `${messageId}.recvd-5d8f7c9b4-x2v7k-1-68D3F1A2-1E.0`,
    'smtp-id': `<${messageId}@geopod-ismtpd-11>`,
    timestamp: Math.floor(now.getTime() / 1000),
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
