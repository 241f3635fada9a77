import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { VonageCallStatus, VonageEventType } from './event.ts';
import { vonage } from './index.ts';

const OURS = '447700900001';
const THEIRS = '447700900000';

/** Realistic webhooks of Vonage. */
export const vonageSamples = samplesOf(vonage, {
  bodies: {
    'message.status': (at) => ({
      ...message(at),
      to: THEIRS,
      from: OURS,
      channel: 'sms',
      status: 'delivered',
      client_ref: `order-${at.id}`,
      usage: { currency: 'EUR', price: '0.0333' },
      destination: { network_code: '23410' },
    }),
    'message.received': (at) => ({
      ...message(at),
      to: OURS,
      from: THEIRS,
      channel: 'whatsapp',
      message_type: 'text',
      text: 'Where is my order?',
      profile: { name: 'Ada Lovelace' },
      context_status: 'none',
    }),
    'call.completed': (at) => ({
      ...call(at, 'completed'),
      rate: '0.00450000',
      price: '0.00015000',
      duration: '42',
      start_time: new Date(at.now.getTime() - 42_000).toISOString(),
      end_time: at.now.toISOString(),
    }),
    'call.busy': (at) => call(at, 'busy'),
  } satisfies { readonly [Type in VonageEventType]?: (at: SampleAt) => object },
});

function message({ id, now }: SampleAt): object {
  return { message_uuid: `3b1d6c9e-70f2-4a58-8c41-${id}`, timestamp: now.toISOString() };
}

function call({ id, now }: SampleAt, status: VonageCallStatus): object {
  return {
    headers: {},
    from: OURS,
    to: THEIRS,
    uuid: `d5d7c9a0d0d74d4d8c1a${id}`,
    conversation_uuid: `CON-5a0c7e2f-9b14-4d63-a8f7-${id}`,
    status,
    direction: 'outbound',
    timestamp: now.toISOString(),
  };
}
