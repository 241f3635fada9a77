import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isShipstationEventOfType, ShipstationEvent } from './event.ts';
import { shipstation } from './index.ts';
import type { ShipstationTracking } from './native.ts';
import { shipstationSamples } from './samples.ts';

const tracked = ShipstationEvent.revive(await sampleEvent(shipstation, shipstationSamples, 'TRACK_EVENT_V2'));
const processed = ShipstationEvent.revive(await sampleEvent(shipstation, shipstationSamples, 'BATCH_PROCESSED_V2'));

it('lets through the wanted types and narrows the data with them', async () => {
  const wanted = isShipstationEventOfType('TRACK_EVENT_V2', 'API_TRACK');
  const passed = await firstValueFrom(of(tracked, processed).pipe(wanted, toArray()));
  expect(passed).toEqual([tracked]);
  for (const { event } of passed) expectTypeOf(event.data).toEqualTypeOf<ShipstationTracking>();
});

it('a type that does not exist does not compile', () => {
  // @ts-expect-error ShipStation has no such event.
  isShipstationEventOfType('TRACK_EXPLODED');
  expectTypeOf(isShipstationEventOfType).toBeCallableWith('API_BATCH', 'BATCH_PROCESSED_V2');
});

it('data that is no event of ShipStation is refused', () => {
  expect(() => ShipstationEvent.revive({ ...tracked.envelope, data: { resource_type: 'API_TRACK' } })).toThrow(
    /no event of shipstation/,
  );
});
