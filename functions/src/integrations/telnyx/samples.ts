import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { TelnyxEventType, TelnyxMessageStatus } from './event.ts';
import { telnyx } from './index.ts';

const OURS = '+17735550122';
const THEIRS = '+13125550107';

/** Realistic Telnyx events of messages and calls. */
export const telnyxSamples = samplesOf(telnyx, {
  around: (type, payload, { id, now }) => ({
    data: {
      record_type: 'event',
      id: `5d0f7a42-3c86-4b19-9e57-${type}-${id}`,
      event_type: type,
      occurred_at: now.toISOString().replace('Z', '+00:00'),
      payload,
    },
    meta: { attempt: 1, delivered_to: 'https://shop.example/telnyx' },
  }),
  bodies: {
    'message.finalized': (at) => sent(at, 'delivered', { completed_at: at.now.toISOString() }),
    'message.sent': (at) => sent(at, 'sent'),
    'message.received': ({ id, now }) => ({
      ...message(id),
      direction: 'inbound',
      from: { phone_number: THEIRS, carrier: 'Example Wireless', line_type: 'Wireless' },
      to: [{ phone_number: OURS, status: 'webhook_delivered' }],
      text: 'Where is my order?',
      received_at: now.toISOString(),
    }),
    'call.initiated': (at) => ({ ...call(at), state: 'parked' }),
    'call.hangup': (at) => ({
      ...call(at),
      start_time: new Date(at.now.getTime() - 42_000).toISOString(),
      end_time: at.now.toISOString(),
      hangup_cause: 'normal_clearing',
      hangup_source: 'caller',
      sip_hangup_cause: '200',
    }),
  } satisfies { readonly [Type in TelnyxEventType]?: (at: SampleAt) => object },
});

function message(id: string): object {
  return {
    record_type: 'message',
    id: `8a6cf0de-1b57-4f83-a2c9-${id}`,
    type: 'SMS',
    messaging_profile_id: '740572b6-099c-44a1-89b9-6c92163bc68d',
    parts: 1,
    media: [],
    errors: [],
  };
}

function sent({ id, now }: SampleAt, status: TelnyxMessageStatus, fields: object = {}): object {
  return {
    ...message(id),
    direction: 'outbound',
    from: { phone_number: OURS },
    to: [{ phone_number: THEIRS, status, carrier: 'Example Wireless', line_type: 'Wireless' }],
    text: 'Your order is on its way.',
    sent_at: now.toISOString(),
    cost: { amount: '0.0051', currency: 'USD' },
    ...fields,
  };
}

function call({ id }: SampleAt): object {
  return {
    call_control_id: `v3:controls-the-call-${id}`,
    call_leg_id: `428c31b6-7af4-4bcb-b7f5-${id}`,
    call_session_id: `428c31b6-abf3-3bc1-b7f4-${id}`,
    connection_id: '1684641123236054244',
    client_state: Buffer.from(`order-${id}`).toString('base64'),
    direction: 'incoming',
    from: THEIRS,
    to: OURS,
  };
}
