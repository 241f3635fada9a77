import { lastValueFrom, map, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { buildEvent } from '../../core/event/platform-event.ts';
import { isSegmentEventOfType, SegmentEvent, type SegmentEventOfType } from './event.ts';

function eventOf(data: unknown): SegmentEvent {
  const about = { id: '1', type: 'any', time: new Date(0), source: '//segment.com' };
  return SegmentEvent.revive({ ...buildEvent('segment', about, { receivedAt: new Date(0) }), data });
}

const track = eventOf({ type: 'track', messageId: '1', event: 'Order Completed' });
const page = eventOf({ type: 'page', messageId: '2' });

it('lets through the wanted calls and narrows the message to them', async () => {
  const names = of(track, page).pipe(
    isSegmentEventOfType('track'),
    map(({ event }) => event.event),
    toArray(),
  );
  expect(await lastValueFrom(names)).toEqual(['Order Completed']);

  expectTypeOf<SegmentEventOfType<'group'>['event']['groupId']>().toEqualTypeOf<string>();
  expectTypeOf<SegmentEventOfType<'page' | 'screen'>['event']['type']>().toEqualTypeOf<'page' | 'screen'>();
});

it('a call that Segment does not have does not compile', () => {
  // @ts-expect-error event names are not types
  isSegmentEventOfType('Order Completed');
});

it('a track call without an event is none', () => {
  expect(() => eventOf({ type: 'track', messageId: '1' })).toThrow(
    expect.objectContaining({ code: 'segment/bad-event' }),
  );
});
