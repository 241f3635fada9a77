import { expect, it } from 'vitest';
import { BirdEvent, type BirdEventType } from 'integration-service/bird';
import { bird } from 'integration-service/bird/integration';
import { birdSamples } from 'integration-service/bird/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateMessageStatus } from '../shared/messages.ts';
import { messageStatus } from './message-status.ts';

const logic = { sagas: { messageStatus }, handlers: [updateMessageStatus] };

async function event(type: BirdEventType, second = 0, fields: object = {}): Promise<BirdEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => {
    const whole = JSON.parse(body);
    Object.assign(whole.payload, fields);
    return JSON.stringify(whole);
  };
  return BirdEvent.revive(await sampleEvent(bird, birdSamples, type, { now, edit }));
}

async function after(...events: readonly BirdEvent[]) {
  return (await handleEvents(logic, events)).list('messages', { limit: 9 });
}

it('a message has its furthest status, whatever the order in which the events arrive', async () => {
  const all = [await event('sms.outbound', 1, { status: 'accepted' }), await event('sms.outbound', 5)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        data: {
          provider: 'bird',
          messageId: '3f1c9f0e-5d2a-4b87-9c60-1',
          channel: 'sms',
          status: 'delivered',
          recipient: '+31612345678',
          reached: { queued: '2026-11-23T12:00:01.000Z', delivered: '2026-11-23T12:00:05.000Z' },
        },
      },
    ]);
  }
});

it('a message that failed says why', async () => {
  const failed = await event('email.outbound', 0, { status: 'delivery_failed', reason: 'EC 30' });
  expect(await after(failed)).toMatchObject([
    { data: { status: 'failed', channel: 'email', error: { message: 'EC 30' } } },
  ]);
});

it.each([
  ['was received', 'whatsapp.inbound', {}],
  ['has a newer status', 'sms.outbound', { status: 'teleported' }],
  ['has no id', 'sms.outbound', { id: null }],
] as const)('a message that %s changes nothing', async (_what, type, fields) => {
  expect(await after(await event(type, 0, fields))).toEqual([]);
});
