import { expect, it } from 'vitest';
import { MetaEvent, type WhatsappStatus } from 'integration-service/meta';
import { meta } from 'integration-service/meta/integration';
import { metaSamples } from 'integration-service/meta/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateMessageStatus } from '../shared/messages.ts';
import { messageStatus } from './message-status.ts';

const logic = { sagas: { messageStatus }, handlers: [updateMessageStatus] };

async function event(status: WhatsappStatus | 'teleported', second = 0, fields: object = {}): Promise<MetaEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => {
    const whole = JSON.parse(body);
    Object.assign(whole.entry[0].changes[0].value.statuses[0], { status, ...fields });
    return JSON.stringify(whole);
  };
  return MetaEvent.revive(await sampleEvent(meta, metaSamples, 'whatsapp.status', { now, edit }));
}

async function after(...events: readonly MetaEvent[]) {
  return (await handleEvents(logic, events)).list('messages', { limit: 9 });
}

it('a message has its furthest status, whatever the order in which they arrive', async () => {
  const all = [await event('sent', 1), await event('delivered', 5), await event('read', 9)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        data: {
          provider: 'meta',
          messageId: 'wamid.QW5zd2Vy1',
          channel: 'whatsapp',
          status: 'opened',
          providerStatus: 'read',
          recipient: '4366012345678',
          reached: {
            sent: '2026-11-23T12:00:01.000Z',
            delivered: '2026-11-23T12:00:05.000Z',
            opened: '2026-11-23T12:00:09.000Z',
          },
        },
      },
    ]);
  }
});

it.each([
  [
    { code: 131026, title: 'Not sent', error_data: { details: 'No such user.' } },
    { code: '131026', message: 'No such user.' },
  ],
  [
    { code: 131026, title: 'Not sent' },
    { code: '131026', message: 'Not sent' },
  ],
  [{}, undefined],
])('a message that failed with %j says why, as far as Meta does', async (failure, error) => {
  const [record] = await after(await event('failed', 0, { errors: [failure] }));
  expect(record?.data).toMatchObject({ status: 'failed' });
  expect(record?.data['error']).toEqual(error);
});

it('a message to a group has a record for each member, whose id does not show the number', async () => {
  const to = (member: string) => ({ recipient_id: 'group', recipient_participant_id: member });
  const records = await after(await event('read', 0, to('4366011')), await event('delivered', 1, to('4366022')));
  expect(new Set(records.map(({ data }) => data['status']))).toEqual(new Set(['opened', 'delivered']));
  expect(JSON.stringify(records.map(({ id }) => id))).not.toMatch(/4366/);
});

it('a status that is newer than these changes nothing', async () => {
  expect(await after(await event('teleported'))).toEqual([]);
});
