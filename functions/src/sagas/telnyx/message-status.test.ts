import { expect, it } from 'vitest';
import { TelnyxEvent, type TelnyxEventType } from 'integration-service/telnyx';
import { telnyx } from 'integration-service/telnyx/integration';
import { telnyxSamples } from 'integration-service/telnyx/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateMessageStatus } from '../shared/messages.ts';
import { messageStatus } from './message-status.ts';

const logic = { sagas: { messageStatus }, handlers: [updateMessageStatus] };

async function event(type: TelnyxEventType, second = 0, fields: object = {}): Promise<TelnyxEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => {
    const whole = JSON.parse(body);
    Object.assign(whole.data.payload, fields);
    return JSON.stringify(whole);
  };
  return TelnyxEvent.revive(await sampleEvent(telnyx, telnyxSamples, type, { now, edit }));
}

async function after(...events: readonly TelnyxEvent[]) {
  return (await handleEvents(logic, events)).list('messages', { limit: 9 });
}

it('a message has its furthest status, whatever the order in which the events arrive', async () => {
  const all = [await event('message.sent', 1), await event('message.finalized', 5)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        data: {
          provider: 'telnyx',
          messageId: '8a6cf0de-1b57-4f83-a2c9-1',
          channel: 'sms',
          status: 'delivered',
          providerStatus: 'delivered',
          recipient: '+13125550107',
          reached: { sent: '2026-11-23T12:00:01.000Z', delivered: '2026-11-23T12:00:05.000Z' },
        },
      },
    ]);
  }
});

it.each([
  ['delivery_failed', 'failed', { code: '40001', message: 'The number is not in service' }],
  ['sending_failed', 'failed', { code: '40001', message: 'The number is not in service' }],
  ['expired', 'failed', { code: '40001', message: 'The number is not in service' }],
  ['delivery_unconfirmed', 'sent', undefined],
])('a message whose status is %s has %s, with the reason of a failure', async (status, stage, error) => {
  const to = [{ phone_number: '+13125550107', status }];
  const errors = [{ code: '40001', title: 'Not routable', detail: 'The number is not in service' }];
  const [record] = await after(await event('message.finalized', 0, { to, errors }));
  expect(record?.data).toMatchObject({ status: stage, providerStatus: status });
  expect(record?.data['error']).toEqual(error);
});

it('a message to a group has a record for each recipient, whose ids do not reveal the numbers', async () => {
  const to = [
    { phone_number: '+13125550107', status: 'delivered' },
    { phone_number: '+13125550108', status: 'delivery_failed' },
  ];
  const records = await after(await event('message.finalized', 0, { to, type: 'MMS' }));
  expect(new Set(records.map(({ data }) => data['status']))).toEqual(new Set(['delivered', 'failed']));
  expect(records).toMatchObject([{ data: { channel: 'mms' } }, { data: { channel: 'mms' } }]);
  expect(JSON.stringify(records.map(({ id }) => id))).not.toContain('1312555');
});

it.each([
  ['that was received', 'message.sent', { direction: 'inbound' }],
  ['without recipients', 'message.finalized', { to: null }],
  ['of a newer status', 'message.finalized', { to: [{ phone_number: '+1', status: 'teleported' }] }],
] as const)('a message %s changes nothing', async (_what, type, fields) => {
  expect(await after(await event(type, 0, fields))).toEqual([]);
});
