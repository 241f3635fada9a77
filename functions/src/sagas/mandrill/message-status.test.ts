import { expect, it } from 'vitest';
import { MandrillEvent, type MandrillEventType } from 'integration-service/mandrill';
import { mandrill } from 'integration-service/mandrill/integration';
import { mandrillSamples } from 'integration-service/mandrill/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateMessageStatus } from '../shared/messages.ts';
import { messageStatus } from './message-status.ts';

const logic = { sagas: { messageStatus }, handlers: [updateMessageStatus] };

async function event(type: MandrillEventType, second = 0): Promise<MandrillEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return MandrillEvent.revive(await sampleEvent(mandrill, mandrillSamples, type, { now }));
}

async function after(...events: readonly MandrillEvent[]) {
  return (await handleEvents(logic, events)).list('messages', { limit: 9 });
}

it('an email has its furthest status, whatever the order in which the events arrive', async () => {
  const all = [await event('send', 1), await event('delivered', 2), await event('open', 5), await event('click', 9)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        data: {
          provider: 'mandrill',
          messageId: '7c1f0e5b9a2d4c681',
          channel: 'email',
          status: 'clicked',
          providerStatus: 'click',
          recipient: 'ada.lovelace@example.com',
          reached: { sent: '2026-11-23T12:00:01.000Z', clicked: '2026-11-23T12:00:09.000Z' },
        },
      },
    ]);
  }
});

it.each([
  ['deferral', 'delayed', { message: 'smtp;451 4.3.5 Please try again later' }],
  ['hard_bounce', 'bounced', { code: 'bad_mailbox', message: 'smtp;550 5.1.1 There is no such mailbox' }],
  ['soft_bounce', 'bounced', { code: 'mailbox_full', message: 'smtp;552 5.2.2 The mailbox is full' }],
  ['reject', 'failed', undefined],
] as const)('after a %s the email is %s, with the reason if Mandrill says it', async (type, status, error) => {
  const [record] = await after(await event(type));
  expect(record?.data).toMatchObject({ status });
  expect(record?.data['error']).toEqual(error);
});

it.each([
  ['spam', 'complained'],
  ['unsub', 'unsubscribed'],
] as const)('after %s the email is %s, even if it is opened later', async (type, status) => {
  for (const order of [
    [await event(type, 1), await event('open', 5)],
    [await event('open', 5), await event(type, 1)],
  ]) {
    expect(await after(...order)).toMatchObject([{ data: { status } }]);
  }
});
