import { expect, it } from 'vitest';
import { MailgunEvent } from 'integration-service/mailgun';
import { mailgun } from 'integration-service/mailgun/integration';
import { mailgunSamples } from 'integration-service/mailgun/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateMessageStatus } from '../shared/messages.ts';
import { messageStatus } from './message-status.ts';

const logic = { sagas: { messageStatus }, handlers: [updateMessageStatus] };

let count = 0;

/** Each event has its own id; all are about the same message. */
async function event(type: string, second = 0, fields: object = {}): Promise<MailgunEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const id = `e${++count}`;
  const edit = (body: string) => {
    const { 'event-data': data, ...rest } = JSON.parse(body.replaceAll(`120000.${id}@`, '120000.1@'));
    return JSON.stringify({ ...rest, 'event-data': { ...data, ...fields } });
  };
  return MailgunEvent.revive(await sampleEvent(mailgun, mailgunSamples, type, { id, now, edit }));
}

async function after(...events: readonly MailgunEvent[]) {
  const store = await handleEvents(logic, events);
  return (await store.list('messages', { limit: 10 })).map(({ data }) => data);
}

it('a delivered mail is recorded with its recipient, under an id that does not reveal the address', async () => {
  const store = await handleEvents(logic, [await event('accepted'), await event('delivered', 2)]);
  const [record, ...others] = await store.list('messages', { limit: 10 });
  expect(others).toEqual([]);
  expect(record?.id).toMatch(/^mailgun:20261123120000\.1%40mail\.shop\.example%2F[0-9a-f]{16}$/);
  expect(record?.data).toMatchObject({
    provider: 'mailgun',
    channel: 'email',
    status: 'delivered',
    statusTime: '2026-11-23T12:00:02.000Z',
    recipient: 'jane.doe@example.com',
  });
});

it.each([
  ['a permanent failure', {}, { status: 'bounced', providerStatus: 'permanent failure' }],
  ['a temporary failure', { severity: 'temporary' }, { status: 'delayed', providerStatus: 'temporary failure' }],
  ['a suppressed address', { reason: 'suppress-bounce' }, { status: 'failed' }],
])('%s is recorded with its reason', async (_what, fields, expected) => {
  const error = { code: '5.1.1', message: '5.1.1 There is no mailbox of that name' };
  expect(await after(await event('failed', 1, fields))).toEqual([expect.objectContaining({ ...expected, error })]);
});

it.each([
  ['the SMTP code is used if there is no enhanced one', { code: 605, message: '' }, { code: '605', message: 'bounce' }],
  ['the description explains it if there is no message', { description: 'Full' }, { message: 'Full' }],
  ['the reason explains it if there is no status at all', null, { message: 'bounce' }],
])('of a failure, %s', async (_what, status, error) => {
  const failed = await event('failed', 1, { 'delivery-status': status });
  expect(await after(failed)).toEqual([expect.objectContaining({ error })]);
});

it('a rejected mail has failed, with a reason', async () => {
  expect(await after(await event('rejected'))).toEqual([
    expect.objectContaining({ status: 'failed', error: { message: expect.stringContaining('Sandbox') } }),
  ]);
});

it('a mail that bounces late has bounced, in any order of arrival', async () => {
  const [delivered, failed] = [await event('delivered', 1), await event('failed', 9)];
  const expected = [expect.objectContaining({ status: 'bounced' })];
  expect(await after(delivered, failed)).toEqual(expected);
  expect(await after(failed, delivered)).toEqual(expected);
});

it('each recipient of a message has a separate record', async () => {
  const other = { recipient: 'john@example.com' };
  expect(await after(await event('delivered'), await event('failed', 1, other))).toHaveLength(2);
});

it.each([
  ['message', { message: null }],
  ['recipient', { recipient: '' }],
])('an event without a %s leaves no record', async (_what, fields) => {
  expect(await after(await event('delivered', 0, fields))).toEqual([]);
});
