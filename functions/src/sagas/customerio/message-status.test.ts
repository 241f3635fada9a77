import { expect, it } from 'vitest';
import { CustomerioEvent, type CustomerioEventType } from 'integration-service/customerio';
import { customerio } from 'integration-service/customerio/integration';
import { customerioSamples } from 'integration-service/customerio/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateMessageStatus } from '../shared/messages.ts';
import { messageStatus } from './message-status.ts';

const logic = { sagas: { messageStatus }, handlers: [updateMessageStatus] };

async function event(type: CustomerioEventType, second = 0, fields: object = {}): Promise<CustomerioEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => JSON.stringify({ ...JSON.parse(body), ...fields });
  return CustomerioEvent.revive(await sampleEvent(customerio, customerioSamples, type, { now, edit }));
}

async function after(...events: readonly CustomerioEvent[]) {
  return (await handleEvents(logic, events)).list('messages', { limit: 9 });
}

it('a message has its furthest status, whatever the order in which the events arrive', async () => {
  const all = [await event('email.sent', 1), await event('email.delivered', 2), await event('email.clicked', 9)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        data: {
          provider: 'customerio',
          messageId: 'RPILAgUBcRhIBqSfeiIw1',
          channel: 'email',
          status: 'clicked',
          providerStatus: 'clicked',
          recipient: 'ada.lovelace@example.com',
          reached: { sent: '2026-11-23T12:00:01.000Z', delivered: '2026-11-23T12:00:02.000Z' },
        },
      },
    ]);
  }
});

it.each([
  ['email.bounced', 'bounced', { message: '550 5.1.1 There is no such mailbox' }],
  ['email.spammed', 'complained', undefined],
  ['sms.failed', 'failed', { message: 'The number is not in service' }],
] as const)('after %s a message is %s, with the reason if there is one', async (type, status, error) => {
  const [record] = await after(await event(type));
  expect(record?.data).toMatchObject({ status, channel: type.split('.')[0] });
  expect(record?.data['error']).toEqual(error);
});

it.each([
  ['a push notification', 'push.sent', {}],
  ['a change of a subscription', 'customer.unsubscribed', {}],
  ['a conversion', 'email.sent', { metric: 'converted' }],
  ['a message without an id', 'email.sent', { data: {} }],
] as const)('%s changes nothing', async (_what, type, fields) => {
  expect(await after(await event(type, 0, fields))).toEqual([]);
});
