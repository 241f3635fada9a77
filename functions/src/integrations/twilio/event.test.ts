import { lastValueFrom, map, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { buildEvent } from '../../core/event/platform-event.ts';
import { isTwilioEventOfType, TwilioEvent, type TwilioEventOfType } from './event.ts';
import type { TwilioStreamMessage } from './native.ts';

function eventOf(data: unknown): TwilioEvent {
  const about = { id: '1', type: 'any', time: new Date(0), source: '//twilio.com' };
  return TwilioEvent.revive({ ...buildEvent('twilio', about, { receivedAt: new Date(0) }), data });
}

const delivered = eventOf({ MessageSid: 'SM1', MessageStatus: 'delivered' });
const failed = eventOf({ MessageSid: 'SM2', MessageStatus: 'failed', ErrorCode: '30003' });
const streamed = eventOf({
  specversion: '1.0',
  id: 'EZ1',
  type: 'com.twilio.messaging.message.delivered',
  source: '/AC1',
  data: { messageSid: 'SM3', accountSid: 'AC1', timestamp: '2026-11-23T12:00:00Z' },
});

it('lets through the wanted types and narrows the event to them', async () => {
  const passed = of(delivered, failed, streamed).pipe(
    isTwilioEventOfType('message.delivered', 'messaging.message.delivered'),
    map((event) => event.event),
    toArray(),
  );
  expect(await lastValueFrom(passed)).toEqual([delivered.event, streamed.event]);

  expectTypeOf<TwilioEventOfType<'message.failed'>['event']['MessageStatus']>().toEqualTypeOf<'failed'>();
  expectTypeOf<TwilioEventOfType<'call.completed'>['event']['CallStatus']>().toEqualTypeOf<'completed'>();
  expectTypeOf<TwilioEventOfType<'message.received'>['event']['Body']>().toEqualTypeOf<string | undefined>();
  expectTypeOf<TwilioEventOfType<'messaging.message.sent'>['event']['data']>().toEqualTypeOf<TwilioStreamMessage>();
});

it('a type that Twilio does not have does not compile', () => {
  // @ts-expect-error a message cannot be busy
  isTwilioEventOfType('message.busy');
});

it('data that says nothing is no event of Twilio', () => {
  expect(() => eventOf([])).toThrow(expect.objectContaining({ code: 'twilio/bad-event' }));
});
