import { randomBytes } from 'node:crypto';
import { samplesOf, uuidOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { Samples } from '../../core/integration/samples.ts';
import type { PlivoEventType } from './event.ts';
import { messaging, voice } from './scheme.ts';

const OURS = '14155550199';
const THEIRS = '14155550100';

const OPTIONS = {
  headers: () => ({ 'content-type': 'application/x-www-form-urlencoded' }),
  secret: () => randomBytes(24).toString('base64'),
  print: (event: object) => new URLSearchParams(Object.entries(event)).toString(),
  bodies: {
    'call.hangup': (at: SampleAt) => ({
      ...call(at, 'Hangup', 'completed'),
      HangupCause: 'NORMAL_CLEARING',
      HangupCauseCode: '4000',
      HangupCauseName: 'Normal Hangup',
      HangupSource: 'Caller',
      Duration: '42',
      BillDuration: '60',
      BillRate: '0.0085',
      TotalCost: '0.00850',
      AnswerTime: printed(at.now, -43_000),
      EndTime: printed(at.now, -1_000),
    }),
    'call.startapp': (at: SampleAt) => call(at, 'StartApp', 'in-progress'),
    'call.ring': (at: SampleAt) => ({ ...call(at, 'Ring', 'ringing'), Direction: 'outbound' }),
    'message.queued': (at: SampleAt) => message(at, 'queued'),
    'message.sent': (at: SampleAt) => ({ ...message(at, 'sent'), SentTime: printed(at.now) }),
    'message.delivered': (at: SampleAt) => ({
      ...message(at, 'delivered'),
      SentTime: printed(at.now, -1_300),
      DeliveryReportTime: printed(at.now),
    }),
    'message.undelivered': (at: SampleAt) => ({ ...message(at, 'undelivered'), ErrorCode: '110' }),
    // Another message: one that was passed on fails as undelivered.
    'message.failed': ({ id, now }: SampleAt) => ({
      ...message({ id: `failed ${id}`, now }, 'failed'),
      ErrorCode: '40',
    }),
    'message.received': ({ id }: SampleAt) => ({
      From: THEIRS,
      To: OURS,
      Text: 'Where is my order? It’s been a week & a day.',
      Type: 'sms',
      MessageUUID: uuidOf(`received ${id}`),
      PowerpackUUID: '',
      MessageIntent: '',
    }),
  } satisfies { readonly [Type in PlivoEventType]?: (at: SampleAt) => object },
};

const ofCalls = samplesOf({ scheme: voice }, OPTIONS);
const ofMessages = samplesOf({ scheme: messaging }, OPTIONS);

/** Realistic callbacks. Those of calls are signed; those of messages carry the older signature, which leaves them out. */
export const plivoSamples: Samples = {
  ...ofCalls,
  request: (delivery) => (delivery.type.startsWith('message.') ? ofMessages : ofCalls).request(delivery),
};

function message({ id, now }: SampleAt, status: string): Readonly<Record<string, string>> {
  const uuid = uuidOf(`message ${id}`);
  return {
    From: OURS,
    To: THEIRS,
    Status: status,
    MessageUUID: uuid,
    ParentMessageUUID: uuid,
    PartInfo: '1 of 1',
    TotalAmount: '0.00550',
    TotalRate: '0.00550',
    Units: '1',
    MCC: '310',
    MNC: '004',
    ErrorCode: '000',
    QueuedTime: printed(now, -2_000),
  };
}

function call({ id, now }: SampleAt, event: string, status: string): Readonly<Record<string, string>> {
  return {
    CallUUID: uuidOf(`call ${id}`),
    From: THEIRS,
    To: OURS,
    CallStatus: status,
    Event: event,
    Direction: 'inbound',
    SessionStart: printed(now, -60_000),
    StartTime: printed(now, -60_000),
  };
}

function printed(now: Date, offset = 0): string {
  return new Date(now.getTime() + offset).toISOString().replace('T', ' ').replace('Z', '');
}
