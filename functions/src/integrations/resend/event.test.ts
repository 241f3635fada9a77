import type { EmailBouncedEvent, EmailClickedEvent, EmailDeliveredEvent } from 'resend';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { isOfType } from '../../core/logic/saga.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isResendEventOfType, ResendEvent } from './event.ts';
import { resend } from './index.ts';
import { resendSamples } from './samples.ts';

const sample = (type: string) => sampleEvent(resend, resendSamples, type);

it('an event is the same after its way over the wire', async () => {
  const envelope = await sample('email.bounced');
  const event = ResendEvent.revive(envelope);
  expect(event.event.type).toBe('email.bounced');
  expect(event.envelope).toMatchObject({ id: 'msg_1', type: 'com.resend.email.bounced', provider: 'resend' });
});

it('a message without an event of Resend is a bad event', async () => {
  const envelope = { ...(await sample('email.sent')), data: { hello: 'world' } };
  expect(() => ResendEvent.revive(envelope)).toThrow(expect.objectContaining({ code: 'resend/bad-event' }));
});

it('only events of the wanted types are let through, narrowed to them', async () => {
  const events = await Promise.all(['email.sent', 'email.bounced', 'email.clicked'].map(sample));
  const wanted = of(...events.map((envelope) => ResendEvent.revive(envelope))).pipe(
    isOfType(ResendEvent),
    isResendEventOfType('email.bounced', 'email.clicked'),
    toArray(),
  );
  const passed = await firstValueFrom(wanted);
  expect(passed.map(({ event }) => event.type)).toEqual(['email.bounced', 'email.clicked']);
  expectTypeOf(passed[0]?.event).toEqualTypeOf<EmailBouncedEvent | EmailClickedEvent | undefined>();
});

it('types are those of the SDK', () => {
  isResendEventOfType('email.delivered');
  // @ts-expect-error there is no such type
  isResendEventOfType('email.teleported');
  expectTypeOf<Extract<ResendEvent['event'], { type: 'email.delivered' }>>().toEqualTypeOf<EmailDeliveredEvent>();
});
