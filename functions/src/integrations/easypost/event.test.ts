import type { IBatch, ITracker } from '@easypost/api';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { EasypostEvent, isEasypostEventOfType } from './event.ts';

function envelopeOf(description: string): PlatformEvent {
  return {
    specversion: '1.0',
    id: 'evt_1',
    source: '//easypost.com',
    type: `com.easypost.${description}`,
    time: '2026-11-23T12:00:00.000Z',
    datacontenttype: 'application/json',
    provider: 'easypost',
    eventtype: description,
    receivedtime: '2026-11-23T12:00:00.000Z',
    data: { id: 'evt_1', description, result: { id: 'trk_1' } },
  };
}

it('lets through the wanted types and narrows the object with them', async () => {
  const events = [
    EasypostEvent.revive(envelopeOf('tracker.updated')),
    EasypostEvent.revive(envelopeOf('batch.updated')),
  ];
  const passed = await firstValueFrom(of(...events).pipe(isEasypostEventOfType('tracker.updated'), toArray()));
  expect(passed.map(({ event }) => event.description)).toEqual(['tracker.updated']);
  for (const { event } of passed) expectTypeOf(event.result).toEqualTypeOf<ITracker>();
});

it('several types narrow to their union, and a type that does not exist does not compile', async () => {
  const event = EasypostEvent.revive(envelopeOf('batch.created'));
  const passed = await firstValueFrom(of(event).pipe(isEasypostEventOfType('tracker.created', 'batch.created')));
  expectTypeOf(passed.event.result).toEqualTypeOf<ITracker | IBatch>();
  // @ts-expect-error EasyPost has no such event.
  isEasypostEventOfType('tracker.exploded');
});

it('data that is no event of EasyPost is refused', () => {
  expect(() => EasypostEvent.revive({ ...envelopeOf('tracker.updated'), data: {} })).toThrow(/no event of easypost/);
});
