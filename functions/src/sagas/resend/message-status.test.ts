import { expect, it } from 'vitest';
import { ResendEvent } from 'integration-service/resend';
import { resend } from 'integration-service/resend/integration';
import { resendSamples } from 'integration-service/resend/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateMessageStatus } from '../shared/messages.ts';
import { messageStatus } from './message-status.ts';

const logic = { sagas: { messageStatus }, handlers: [updateMessageStatus] };

async function event(type: string, second = 0, edit?: (body: string) => string): Promise<ResendEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return ResendEvent.revive(await sampleEvent(resend, resendSamples, type, { id: '1', now, ...(edit && { edit }) }));
}

async function after(...events: readonly ResendEvent[]) {
  const store = await handleEvents(logic, events);
  return (await store.get('messages', 'resend:56761188-7520-42d8-8898-1'))?.data;
}

it('the furthest event decides the status of an email, in any order of arrival', async () => {
  expect(await after(await event('email.delivered', 5), await event('email.sent', 1))).toMatchObject({
    provider: 'resend',
    channel: 'email',
    status: 'delivered',
    providerStatus: 'delivered',
    recipient: 'delivered@resend.dev',
    reached: { sent: '2026-11-23T12:00:01.000Z', delivered: '2026-11-23T12:00:05.000Z' },
  });
});

it.each([
  ['email.bounced', 'bounced', { code: 'Permanent/General', message: 'The recipient’s mailbox does not exist.' }],
  ['email.failed', 'failed', { code: 'reached_daily_quota' }],
  [
    'email.suppressed',
    'failed',
    { code: 'OnAccountSuppressionList', message: 'The address is on the suppression list.' },
  ],
])('%s says why', async (type, status, error) => {
  expect(await after(await event('email.sent'), await event(type, 3))).toMatchObject({ status, error });
});

it('a body that contradicts the type of its envelope changes nothing', async () => {
  const { envelope } = await event('email.delivered');
  const data = { type: 'toString', data: { email_id: '56761188-7520-42d8-8898-1' } };
  expect(await after(ResendEvent.revive({ ...envelope, data }))).toBeUndefined();
});

it('an email to several people names no single recipient', async () => {
  const edit = (body: string) => body.replace('["delivered@resend.dev"]', '["a@example.com","b@example.com"]');
  expect(await after(await event('email.delivered', 0, edit))).not.toHaveProperty('recipient');
});

it.each([
  ['no type', { message: 'It is on the suppression list.' }, { message: 'It is on the suppression list.' }],
  ['a type alone', { type: 'Permanent' }, { code: 'Permanent' }],
  ['nothing', {}, undefined],
])('a bounce that says %s is recorded with what it says', async (_what, bounce, error) => {
  const edit = (body: string) => {
    const parsed = JSON.parse(body);
    return JSON.stringify({ ...parsed, data: { ...parsed.data, bounce } });
  };
  const record = await after(await event('email.bounced', 0, edit));
  expect(record).toMatchObject({ status: 'bounced' });
  expect(record?.['error']).toEqual(error);
});

it('an email whose event has only its id is recorded without a recipient', async () => {
  const edit = (body: string) => {
    const parsed = JSON.parse(body);
    return JSON.stringify({ ...parsed, data: { email_id: parsed.data.email_id } });
  };
  const record = await after(await event('email.sent', 0, edit));
  expect(record).toMatchObject({ status: 'sent' });
  expect(record).not.toHaveProperty('recipient');
});
