import { createHash } from 'node:crypto';
import { getExpectedBodyHash, getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import type { Samples } from '../../core/integration/samples.ts';
import { paramsOf } from './body.ts';

const ACCOUNT_SID = 'AC5ef8732a3c49700934481addd5ce1659';

/** Events as Twilio sends them: forms for callbacks, JSON for Event Streams. */
export const twilioSamples: Samples = {
  types: [
    'message.delivered',
    'message.sent',
    'message.undelivered',
    'message.received',
    'call.completed',
    'call.no-answer',
    'messaging.message.delivered',
  ],

  makeSecret() {
    const token = createHash('md5').update(crypto.randomUUID()).digest('hex');
    return { configured: token, signing: token };
  },

  sample(type, { id, now }) {
    if (type.startsWith('messaging.')) return JSON.stringify([streamEvent(type, id, now)]);
    const [kind, status = ''] = type.split('.');
    return new URLSearchParams(kind === 'call' ? call(status, id, now) : message(status, id)).toString();
  },

  request({ body, type, id, signing, now, url }) {
    const text = Buffer.from(body).toString();
    const idempotency = { 'i-twilio-idempotency-token': sid('', `${id}${now.toISOString()}`) };
    if (type.startsWith('messaging.')) {
      const signedUrl = `${url}?bodySHA256=${getExpectedBodyHash(text)}`;
      const signature = getExpectedTwilioSignature(signing, signedUrl, {});
      return {
        method: 'POST',
        url: signedUrl,
        headers: { 'content-type': 'application/json', 'x-twilio-signature': signature, ...idempotency },
        body,
      };
    }
    return {
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'x-twilio-signature': getExpectedTwilioSignature(signing, url, formOf(text)),
        ...idempotency,
      },
      body,
    };
  },
};

function message(status: string, id: string): Record<string, string> {
  const messageSid = sid('SM', id);
  const common = {
    SmsSid: messageSid,
    SmsStatus: status,
    To: '+15558675310',
    MessageSid: messageSid,
    AccountSid: ACCOUNT_SID,
    From: '+15017122661',
    ApiVersion: '2010-04-01',
  };
  if (status === 'received')
    return { ...common, Body: 'Where is my order? It’s been a week & a day.', NumMedia: '0', NumSegments: '1' };
  const failure = status === 'undelivered' && { ErrorCode: '30003', ErrorMessage: 'Unreachable destination handset' };
  return { ...common, MessageStatus: status, ...failure };
}

function call(status: string, id: string, now: Date): Record<string, string> {
  return {
    CallSid: sid('CA', id),
    AccountSid: ACCOUNT_SID,
    From: '+15017122661',
    To: '+15558675310',
    CallStatus: status,
    ApiVersion: '2010-04-01',
    Direction: 'outbound-api',
    Timestamp: now.toUTCString().replace('GMT', '+0000'),
    CallbackSource: 'call-progress-events',
    SequenceNumber: '3',
    ...(status === 'completed' && { CallDuration: '42', Duration: '1' }),
  };
}

function streamEvent(type: string, id: string, now: Date) {
  return {
    specversion: '1.0',
    type: `com.twilio.${type}`,
    source: `/${ACCOUNT_SID}/Messages/${sid('SM', id)}.json`,
    id: sid('EZ', `${id}${type}`),
    dataschema: 'https://events-schemas.twilio.com/Messaging.MessageStatus/7',
    datacontenttype: 'application/json',
    time: now.toISOString(),
    data: {
      messageSid: sid('SM', id),
      timestamp: now.toISOString(),
      accountSid: ACCOUNT_SID,
      eventName: `com.twilio.${type}`,
      apiVersion: '2010-04-01',
      from: '+15017122661',
      to: '+15558675310',
      messageStatus: type.split('.').at(-1)?.toUpperCase(),
      numberOfSegments: 1,
    },
  };
}

/** Two letters and 32 hex digits, as every SID. */
function sid(prefix: string, id: string): string {
  return prefix + createHash('md5').update(id).digest('hex');
}

/** A body that is no form has nothing to sign: tests send such ones. */
function formOf(text: string): Record<string, unknown> {
  try {
    return paramsOf(text);
  } catch {
    return {};
  }
}
