import { lastValueFrom, map, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { buildEvent } from '../../core/event/platform-event.ts';
import { isSendgridEventOfType, SendgridEvent, type SendgridEventOfType } from './event.ts';

function eventOf(data: unknown): SendgridEvent {
  const about = { id: '1', type: 'any', time: new Date(0), source: '//sendgrid.com' };
  return SendgridEvent.revive({ ...buildEvent('sendgrid', about, { receivedAt: new Date(0) }), data });
}

const bounce = eventOf({ event: 'bounce', email: 'a@example.com', timestamp: 1, sg_event_id: '1', reason: 'full' });
const open = eventOf({ event: 'open', email: 'a@example.com', timestamp: 1, sg_event_id: '2' });

it('lets through the wanted types and narrows the event to them', async () => {
  const reasons = of(bounce, open).pipe(
    isSendgridEventOfType('bounce', 'dropped'),
    map(({ event }) => event.reason),
    toArray(),
  );
  expect(await lastValueFrom(reasons)).toEqual(['full']);

  expectTypeOf<SendgridEventOfType<'bounce' | 'dropped'>['event']['event']>().toEqualTypeOf<'bounce' | 'dropped'>();
  expectTypeOf<SendgridEventOfType<'click'>['event']['url']>().toEqualTypeOf<string | undefined>();
});

it('a type that SendGrid does not have does not compile', () => {
  // @ts-expect-error it is called bounce
  isSendgridEventOfType('bounced');
});

it('data without a type is no event of SendGrid', () => {
  expect(() => eventOf({ timestamp: 1, sg_event_id: '1' })).toThrow(
    expect.objectContaining({ code: 'sendgrid/bad-event' }),
  );
});
