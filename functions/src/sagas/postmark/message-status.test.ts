import { expect, it } from 'vitest';
import { PostmarkEvent, type PostmarkEventType } from 'integration-service/postmark';
import { postmark } from 'integration-service/postmark/integration';
import { postmarkSamples } from 'integration-service/postmark/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateMessageStatus } from '../shared/messages.ts';
import { messageStatus } from './message-status.ts';

const logic = { sagas: { messageStatus }, handlers: [updateMessageStatus] };

async function event(type: PostmarkEventType, second = 0, fields: object = {}): Promise<PostmarkEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => JSON.stringify({ ...JSON.parse(body), ...fields });
  return PostmarkEvent.revive(await sampleEvent(postmark, postmarkSamples, type, { now, edit }));
}

async function after(...events: readonly PostmarkEvent[]) {
  return (await handleEvents(logic, events)).list('messages', { limit: 9 });
}

it('the furthest event decides the status of an email, in any order of arrival', async () => {
  const all = [await event('Delivery', 1), await event('Open', 5), await event('Click', 9)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        data: {
          provider: 'postmark',
          channel: 'email',
          status: 'clicked',
          providerStatus: 'Click',
          recipient: 'ada.lovelace@example.com',
          reached: {
            delivered: '2026-11-23T12:00:01.000Z',
            opened: '2026-11-23T12:00:05.000Z',
            clicked: '2026-11-23T12:00:09.000Z',
          },
        },
      },
    ]);
  }
});

it('an email that bounced has a reason', async () => {
  expect(await after(await event('Bounce'))).toMatchObject([
    {
      data: {
        status: 'bounced',
        providerStatus: 'HardBounce',
        error: { code: 'HardBounce', message: 'smtp;550 5.1.1 The email account does not exist' },
      },
    },
  ]);
});

it.each([
  ['SoftBounce', 'bounced'],
  ['Transient', 'delayed'],
  ['Blocked', 'failed'],
  ['SpamComplaint', 'complained'],
  ['Unsubscribe', 'unsubscribed'],
  ['MoonBounce', 'failed'],
])('after a bounce of type %s the email is %s', async (kind, status) => {
  expect(await after(await event('Bounce', 0, { Type: kind }))).toMatchObject([{ data: { status } }]);
});

it.each(['AutoResponder', 'AddressChange', 'Subscribe'])('a bounce of type %s changes nothing', async (kind) => {
  expect(await after(await event('Bounce', 0, { Type: kind }))).toEqual([]);
});

it('a bounce that the receiving server did not explain has Postmark’s explanation', async () => {
  expect(await after(await event('Bounce', 0, { Details: '' }))).toMatchObject([
    { data: { error: { message: 'The server of the recipient knows no such mailbox.' } } },
  ]);
});

it('an email that was reported as spam keeps that status, even if it is opened later', async () => {
  const all = [await event('SpamComplaint', 5), await event('Open', 9)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([{ data: { status: 'complained' } }]);
  }
});

it.each([
  ['ManualSuppression', 'unsubscribed'],
  ['SpamComplaint', 'complained'],
  ['HardBounce', 'bounced'],
])('of an email after which the address was suppressed for %s: %s', async (reason, status) => {
  const change = await event('SubscriptionChange', 0, { SuppressionReason: reason });
  expect(await after(change)).toMatchObject([{ data: { status } }]);
});

it.each([
  ['was reactivated', { SuppressSending: false, SuppressionReason: null }],
  ['was suppressed by hand', { MessageID: null, Origin: 'Customer' }],
])('an address that %s changes no message', async (_what, fields) => {
  expect(await after(await event('SubscriptionChange', 0, fields))).toEqual([]);
});

it('an email to two recipients has two records, whose ids do not reveal the addresses', async () => {
  const records = await after(
    await event('Delivery'),
    await event('Bounce', 1, { Email: 'grace.hopper@example.com' }),
    await event('Open', 2, { Recipient: 'Ada.Lovelace@Example.com' }),
  );
  expect(new Set(records.map(({ data }) => data['status']))).toEqual(new Set(['bounced', 'opened']));
  expect(JSON.stringify(records.map(({ id }) => id))).not.toMatch(/ada|grace|example/i);
});

it('an inbound email is not recorded', async () => {
  expect(await after(await event('Inbound'))).toEqual([]);
});
