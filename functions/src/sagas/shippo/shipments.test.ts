import { expect, it } from 'vitest';
import { ShippoEvent, type ShippoEventType } from 'integration-service/shippo';
import { shippo } from 'integration-service/shippo/integration';
import { shippoSamples } from 'integration-service/shippo/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateShipment } from '../shared/shipments.ts';
import { shipments } from './shipments.ts';

const logic = { sagas: { shipments }, handlers: [updateShipment] };

async function event(
  second: number,
  fields: object = {},
  type: ShippoEventType = 'track_updated',
): Promise<ShippoEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => {
    const whole = JSON.parse(body);
    Object.assign(whole.data.tracking_status ?? {}, fields);
    return JSON.stringify(whole);
  };
  return ShippoEvent.revive(await sampleEvent(shippo, shippoSamples, type, { now, edit }));
}

async function after(...all: readonly ShippoEvent[]) {
  return (await handleEvents(logic, all)).list('shipments', { limit: 9 });
}

it('a parcel has the state of the newest event, whatever the order in which they arrive', async () => {
  const all = [await event(1, { status: 'TRANSIT', substatus: null }), await event(9)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        id: 'shippo:920559016491731',
        data: {
          carrier: 'usps',
          status: 'delivered',
          providerStatus: 'DELIVERED',
          detail: 'Handed to the recipient',
          livemode: false,
          finished: true,
        },
      },
    ]);
  }
});

it.each([
  ['PRE_TRANSIT', null, 'pre_transit'],
  ['TRANSIT', { code: 'out_for_delivery' }, 'out_for_delivery'],
  ['TRANSIT', { code: 'pickup_available' }, 'available_for_pickup'],
  ['TRANSIT', { code: 'location_inaccessible' }, 'in_transit'],
  ['RETURNED', null, 'returned'],
  ['FAILURE', null, 'exception'],
  ['TELEPORTED', null, 'unknown'],
])('%s with %j means %s', async (status, substatus, expected) => {
  expect(await after(await event(0, { status, substatus }))).toMatchObject([{ data: { status: expected } }]);
});

it('a label changes nothing', async () => {
  expect(await after(await event(0, {}, 'transaction_created'))).toEqual([]);
});
