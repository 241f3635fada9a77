import { expect, it } from 'vitest';
import { SendgridEvent } from 'integration-service/sendgrid';
import { sendgrid } from 'integration-service/sendgrid/integration';
import { sendgridSamples } from 'integration-service/sendgrid/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateMessageStatus } from '../shared/messages.ts';
import { messageStatus } from './message-status.ts';

const logic = { sagas: { messageStatus }, handlers: [updateMessageStatus] };

async function event(type: string, second = 0, edit?: (body: string) => string): Promise<SendgridEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return SendgridEvent.revive(await sampleEvent(sendgrid, sendgridSamples, type, { now, ...(edit && { edit }) }));
}

async function after(...events: readonly SendgridEvent[]) {
  return (await handleEvents(logic, events)).list('messages', { limit: 9 });
}

it('the furthest event decides the status of a mail, in any order of arrival', async () => {
  const [record] = await after(await event('click', 9), await event('processed', 1), await event('delivered', 5));
  expect(record?.data).toMatchObject({
    provider: 'sendgrid',
    channel: 'email',
    status: 'clicked',
    recipient: 'jane.doe@example.com',
    reached: {
      queued: '2026-11-23T12:00:01.000Z',
      delivered: '2026-11-23T12:00:05.000Z',
      clicked: '2026-11-23T12:00:09.000Z',
    },
  });
});

it.each([
  ['bounce', 'bounced', { code: '5.1.1', message: '550 5.1.1 The email account does not exist' }],
  ['dropped', 'failed', { code: '5.0.0', message: 'Bounced Address' }],
  ['deferred', 'delayed', { message: '421 4.7.0 Try again later' }],
])('%s says why', async (type, status, error) => {
  expect(await after(await event(type))).toMatchObject([{ data: { status, error } }]);
});

it('a mail that was blocked has failed, but its address is valid', async () => {
  const edit = (body: string) => body.replace('"type":"bounce"', '"type":"blocked"');
  expect(await after(await event('bounce', 0, edit))).toMatchObject([{ data: { status: 'failed' } }]);
});

it('a mail to two recipients has two records, whose ids do not reveal the addresses', async () => {
  const toJohn = (body: string) => body.replace('jane.doe@', 'john.doe@');
  const inCapitals = (body: string) => body.replace('jane.doe@', 'Jane.Doe@');
  const records = await after(
    await event('delivered'),
    await event('bounce', 1, toJohn),
    await event('open', 2, inCapitals),
  );
  expect(new Set(records.map(({ data }) => data['status']))).toEqual(new Set(['bounced', 'opened']));
  expect(JSON.stringify(records.map(({ id }) => id))).not.toMatch(/doe|example/i);
});

it('a mail whose message is unknown is skipped', async () => {
  const edit = (body: string) => body.replace('"sg_message_id"', '"other_id"');
  expect(await after(await event('bounce', 0, edit))).toEqual([]);
});
