import { expect, it } from 'vitest';
import { BrevoEvent, type BrevoEventType } from 'integration-service/brevo';
import { brevo } from 'integration-service/brevo/integration';
import { brevoSamples } from 'integration-service/brevo/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateMessageStatus } from '../shared/messages.ts';
import { messageStatus } from './message-status.ts';

const logic = { sagas: { messageStatus }, handlers: [updateMessageStatus] };

async function event(type: BrevoEventType, second = 0, fields: object = {}): Promise<BrevoEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => JSON.stringify({ ...JSON.parse(body), ...fields });
  return BrevoEvent.revive(await sampleEvent(brevo, brevoSamples, type, { now, edit }));
}

async function after(...events: readonly BrevoEvent[]) {
  return (await handleEvents(logic, events)).list('messages', { limit: 9 });
}

it('an email has its furthest status, whatever the order in which the events arrive', async () => {
  const all = [await event('request', 1), await event('delivered', 2), await event('click', 9)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        data: {
          provider: 'brevo',
          channel: 'email',
          status: 'clicked',
          recipient: 'ada.lovelace@example.com',
          reached: { queued: '2026-11-23T12:00:01.000Z', delivered: '2026-11-23T12:00:02.000Z' },
        },
      },
    ]);
  }
});

it.each([
  ['deferred', 'delayed', '451 4.3.5 Please try again later'],
  ['soft_bounce', 'delayed', '552 5.2.2 The mailbox is full'],
  ['hard_bounce', 'bounced', '550 5.1.1 There is no such mailbox'],
  ['blocked', 'failed', 'the contact is blocked'],
] as const)('after %s the email is %s, with the reason', async (type, status, message) => {
  expect(await after(await event(type))).toMatchObject([{ data: { status, error: { message } } }]);
});

it('an email to two recipients has two records, whose ids do not reveal the addresses', async () => {
  const records = await after(await event('delivered'), await event('spam', 1, { email: 'grace@example.com' }));
  expect(new Set(records.map(({ data }) => data['status']))).toEqual(new Set(['delivered', 'complained']));
  expect(JSON.stringify(records.map(({ id }) => id))).not.toMatch(/ada|grace/);
});

it('changes of contacts, and events without an email, change nothing', async () => {
  expect(await after(await event('contact_updated'), await event('opened', 0, { 'message-id': null }))).toEqual([]);
});
