import { Resend, type EmailBouncedEvent, type EmailClickedEvent, type EmailDeliveredEvent } from 'resend';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { isOfType } from '../../core/logic/saga.ts';
import { atTime } from '../../testing/at-time.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isResendEventOfType, ResendEvent, type ResendEventOfType } from './event.ts';
import { resend } from './index.ts';
import { resendSamples } from './samples.ts';

const sdk = new Resend('re_none');

integrationConformance(resend, resendSamples, {
  official: ({ rawBody, headers }, secret, now) =>
    atTime(now, () => {
      try {
        sdk.webhooks.verify({
          payload: Buffer.from(rawBody).toString(),
          headers: {
            id: String(headers['svix-id']),
            timestamp: String(headers['svix-timestamp']),
            signature: String(headers['svix-signature']),
          },
          webhookSecret: secret,
        });
        return true;
      } catch {
        return false;
      }
    }),
});

const sample = (type: string) => sampleEvent(resend, resendSamples, type);

const eventWith = (body: object) =>
  sampleEvent(resend, resendSamples, 'email.sent', { edit: () => JSON.stringify(body) });

it('an email’s event is described by the signed id of its message, its time and the email', async () => {
  const data = { email_id: '56761188', id: 'another' };
  expect(await eventWith({ type: 'email.sent', created_at: '2026-11-23T11:59:58.000Z', data })).toMatchObject({
    id: 'msg_1',
    eventtype: 'email.sent',
    time: '2026-11-23T11:59:58.000Z',
    source: '//resend.com',
    subject: '56761188',
  });
});

it.each([
  [{ email_id: 'email', inbox_id: 'inbox', thread_id: 'thread' }, 'email'],
  [{ draft_id: 'draft', inbox_id: 'inbox', thread_id: 'thread' }, 'draft'],
  [{ inbox_id: 'inbox', thread_id: 'thread' }, 'thread'],
  [{ inbox_id: 'inbox' }, 'inbox'],
  [{ id: 'contact', email: 'ada@example.com' }, 'contact'],
])('the subject of an event with %j is the most specific id: %s', async (data, subject) => {
  expect(await eventWith({ type: 'inbox.updated', data })).toMatchObject({ subject });
});

it('an event without a time has the signed time, and one without data has no subject', async () => {
  const event = await eventWith({ type: 'email.sent' });
  expect(event).toMatchObject({ eventtype: 'email.sent', time: '2026-11-23T12:00:00.000Z' });
  expect(event).not.toHaveProperty('subject');
});

it.each(['not base64!!', 'whsec_', 'whsec_AAAAA', 'whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])(
  'a malformed secret is reported before it is used: %s',
  (secret) => {
    expect(resend.checkSecret?.(secret)).toContain('whsec_');
  },
);

it('an event can be revived from its envelope', async () => {
  const event = ResendEvent.revive(await sample('email.bounced'));
  expect(event.event.type).toBe('email.bounced');
  expect(event.envelope).toMatchObject({ id: 'msg_1', type: 'com.resend.email.bounced', provider: 'resend' });
});

it('a message whose data is not a Resend event is a bad event', async () => {
  const envelope = { ...(await sample('email.sent')), data: { hello: 'world' } };
  expect(() => ResendEvent.revive(envelope)).toThrow(expect.objectContaining({ code: 'resend/bad-event' }));
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const events = await Promise.all(['email.sent', 'email.bounced', 'email.clicked'].map(sample));
  const passed = await firstValueFrom(
    of(...events.map((envelope) => ResendEvent.revive(envelope))).pipe(
      isOfType(ResendEvent),
      isResendEventOfType('email.bounced', 'email.clicked'),
      toArray(),
    ),
  );
  expect(passed.map(({ event }) => event.type)).toEqual(['email.bounced', 'email.clicked']);
  expectTypeOf(passed[0]?.event).toEqualTypeOf<EmailBouncedEvent | EmailClickedEvent | undefined>();
});

it('the types are those of the SDK', () => {
  isResendEventOfType('email.delivered');
  // @ts-expect-error there is no such type
  isResendEventOfType('email.teleported');
  expectTypeOf<ResendEventOfType<'email.delivered'>['event']>().toEqualTypeOf<EmailDeliveredEvent>();
  expectTypeOf<Extract<ResendEvent['event'], { type: 'email.delivered' }>>().toEqualTypeOf<EmailDeliveredEvent>();
});
