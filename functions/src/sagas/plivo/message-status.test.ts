import { expect, it } from 'vitest';
import { PlivoEvent, type PlivoEventType } from 'integration-service/plivo';
import { plivo } from 'integration-service/plivo/integration';
import { plivoSamples } from 'integration-service/plivo/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateMessageStatus } from '../shared/messages.ts';
import { messageStatus } from './message-status.ts';

const logic = { sagas: { messageStatus }, handlers: [updateMessageStatus] };

async function event(type: PlivoEventType, second = 0): Promise<PlivoEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return PlivoEvent.revive(await sampleEvent(plivo, plivoSamples, type, { now }));
}

async function after(...events: readonly PlivoEvent[]) {
  return (await handleEvents(logic, events)).list('messages', { limit: 9 });
}

it('a message has its furthest status, whatever the order in which the events arrive', async () => {
  const all = [await event('message.queued'), await event('message.sent', 1), await event('message.delivered', 5)];
  for (const order of [all, all.toReversed()]) {
    const [record, ...others] = await after(...order);
    expect(others).toEqual([]);
    expect(record?.data).toMatchObject({
      provider: 'plivo',
      channel: 'sms',
      status: 'delivered',
      providerStatus: 'delivered',
      recipient: '14155550100',
      reached: { queued: '2026-11-23T12:00:00.000Z', delivered: '2026-11-23T12:00:05.000Z' },
    });
    expect(record?.data['error']).toBeUndefined();
  }
});

it.each([
  ['message.undelivered', '110'],
  ['message.failed', '40'],
] as const)('of %s the record says why', async (type, code) => {
  expect(await after(await event(type))).toMatchObject([{ data: { status: 'failed', error: { code } } }]);
});

it('messages that were received, and calls, change nothing', async () => {
  expect(await after(await event('message.received'), await event('call.hangup'))).toEqual([]);
});
