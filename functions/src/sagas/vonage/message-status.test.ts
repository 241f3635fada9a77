import { expect, it } from 'vitest';
import { VonageEvent, type VonageEventType } from 'integration-service/vonage';
import { vonage } from 'integration-service/vonage/integration';
import { vonageSamples } from 'integration-service/vonage/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateMessageStatus } from '../shared/messages.ts';
import { messageStatus } from './message-status.ts';

const logic = { sagas: { messageStatus }, handlers: [updateMessageStatus] };

async function event(fields: object = {}, second = 0, type: VonageEventType = 'message.status'): Promise<VonageEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => JSON.stringify({ ...JSON.parse(body), ...fields });
  return VonageEvent.revive(await sampleEvent(vonage, vonageSamples, type, { now, edit }));
}

async function after(...events: readonly VonageEvent[]) {
  return (await handleEvents(logic, events)).list('messages', { limit: 9 });
}

it('a message has its furthest status, whatever the order in which the events arrive', async () => {
  const all = [await event({ status: 'submitted' }, 1), await event({}, 5), await event({ status: 'read' }, 9)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        data: {
          provider: 'vonage',
          messageId: '3b1d6c9e-70f2-4a58-8c41-1',
          channel: 'sms',
          status: 'opened',
          providerStatus: 'read',
          recipient: '447700900000',
        },
      },
    ]);
  }
});

it('a message that failed says why', async () => {
  const error = { type: 'https://errors.example.com', title: 1170, detail: 'The number is not valid' };
  expect(await after(await event({ status: 'rejected', error, channel: 'whatsapp' }))).toMatchObject([
    { data: { status: 'failed', channel: 'whatsapp', error: { code: '1170', message: 'The number is not valid' } } },
  ]);
});

it('calls, received messages, and channels and statuses that are newer than these change nothing', async () => {
  const events = [
    event({}, 0, 'call.completed'),
    event({}, 0, 'message.received'),
    event({ status: 'teleported' }),
    event({ channel: 'telepathy' }),
  ];
  expect(await after(...(await Promise.all(events)))).toEqual([]);
});
