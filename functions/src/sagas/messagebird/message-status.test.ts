import { expect, it } from 'vitest';
import { MessagebirdEvent, type MessagebirdEventType } from 'integration-service/messagebird';
import { messagebird } from 'integration-service/messagebird/integration';
import { messagebirdSamples } from 'integration-service/messagebird/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateMessageStatus } from '../shared/messages.ts';
import { messageStatus } from './message-status.ts';

const logic = { sagas: { messageStatus }, handlers: [updateMessageStatus] };

async function event(fields: object = {}, second = 0, type: MessagebirdEventType = 'message.updated') {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => {
    const whole = JSON.parse(body);
    Object.assign(whole.message, fields);
    return JSON.stringify(whole);
  };
  return MessagebirdEvent.revive(await sampleEvent(messagebird, messagebirdSamples, type, { now, edit }));
}

async function after(...events: readonly MessagebirdEvent[]) {
  return (await handleEvents(logic, events)).list('messages', { limit: 9 });
}

it('a message has its furthest status, whatever the order in which the events arrive', async () => {
  const all = [await event({ status: 'pending' }, 1), await event({}, 5), await event({ status: 'read' }, 9)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        data: {
          provider: 'messagebird',
          messageId: '8909570b6c214a2b4c99f2c41',
          channel: 'whatsapp',
          status: 'opened',
          recipient: '+31612345678',
        },
      },
    ]);
  }
});

it('a message that failed says why', async () => {
  const error = { code: 302, description: 'The contact does not use WhatsApp' };
  expect(await after(await event({ status: 'failed', error }))).toMatchObject([
    { data: { status: 'failed', error: { code: '302', message: 'The contact does not use WhatsApp' } } },
  ]);
});

it.each([
  ['was received', {}, 'message.created'],
  ['has a newer status', { status: 'teleported' }, 'message.updated'],
  ['has another channel', { platform: 'telegram' }, 'message.updated'],
  ['has no id', { id: null }, 'message.updated'],
] as const)('a message that %s changes nothing', async (_what, fields, type) => {
  expect(await after(await event(fields, 0, type))).toEqual([]);
});
