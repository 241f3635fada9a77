import { createHash } from 'node:crypto';
import { samplesOf } from '../../core/integration/signed-samples.ts';
import type { Samples } from '../../core/integration/samples.ts';
import { twilio } from './index.ts';
import { BODY_HASH } from './scheme.ts';

const ACCOUNT_SID = 'AC5ef8732a3c49700934481addd5ce1659';

const samples = samplesOf(twilio, {
  bodies: {
    'message.delivered': ({ id }) => message('delivered', id),
    'message.sent': ({ id }) => message('sent', id),
    'message.undelivered': ({ id }) => message('undelivered', id),
    'message.received': ({ id }) => message('received', id),
    'call.completed': ({ id, now }) => call('completed', id, now),
    'call.no-answer': ({ id, now }) => call('no-answer', id, now),
    'messaging.message.delivered': ({ id, now }) => streamEvent('messaging.message.delivered', id, now),
  },
  print: (event) => ('specversion' in event ? JSON.stringify([event]) : formOf(event)),
  headers: ({ type, id, now }) => ({
    'content-type': isStreamed(type) ? 'application/json' : 'application/x-www-form-urlencoded; charset=UTF-8',
    'i-twilio-idempotency-token': sid('', `${id}${now.toISOString()}`),
  }),
  secret: () => sid('', crypto.randomUUID()),
});

/** Events as Twilio sends them: forms for callbacks, JSON with its hash in the URL for Event Streams. */
export const twilioSamples: Samples = {
  ...samples,

  request(delivery) {
    if (!isStreamed(delivery.type)) return samples.request(delivery);
    const hash = createHash('sha256').update(delivery.body).digest('hex');
    return samples.request({ ...delivery, url: `${delivery.url}?${BODY_HASH}=${hash}` });
  },
};

function isStreamed(type: string): boolean {
  return type.startsWith('messaging.');
}

function formOf(event: object): string {
  return new URLSearchParams(Object.entries(event)).toString();
}

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

/** Two letters and 32 hex digits, like every SID. */
function sid(prefix: string, id: string): string {
  return prefix + createHash('md5').update(id).digest('hex');
}
