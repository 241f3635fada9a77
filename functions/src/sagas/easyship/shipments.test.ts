import { expect, it } from 'vitest';
import { EasyshipEvent, type EasyshipEventType } from 'integration-service/easyship';
import { easyship } from 'integration-service/easyship/integration';
import { easyshipSamples } from 'integration-service/easyship/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateShipment } from '../shared/shipments.ts';
import { shipments } from './shipments.ts';

const logic = { sagas: { shipments }, handlers: [updateShipment] };

async function event(
  second: number,
  fields: object = {},
  type: EasyshipEventType = 'shipment.tracking.status.changed',
) {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => {
    const whole = JSON.parse(body);
    Object.assign(whole.tracking ?? {}, fields);
    return JSON.stringify(whole);
  };
  return EasyshipEvent.revive(await sampleEvent(easyship, easyshipSamples, type, { now, edit }));
}

async function after(...all: readonly EasyshipEvent[]) {
  return (await handleEvents(logic, all)).list('shipments', { limit: 9 });
}

it('a parcel has the state of the event that arrived last, whatever the order in which they are handled', async () => {
  const all = [await event(1, { status: 'Out for Delivery' }), await event(9)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        id: 'easyship:1Z999AA1011',
        data: { status: 'delivered', providerStatus: 'Delivered', finished: true },
      },
    ]);
  }
});

it.each([
  ['Info Received', 'pre_transit'],
  ['Failed Attempt', 'exception'],
  ['Returned', 'returned'],
  ['Teleported', 'unknown'],
])('%s means %s', async (providerStatus, status) => {
  expect(await after(await event(0, { status: providerStatus }))).toMatchObject([{ data: { status, providerStatus } }]);
});

it('labels, cancellations and parcels without a tracking number change nothing', async () => {
  const all = [
    event(0, {}, 'shipment.label.created'),
    event(0, {}, 'shipment.cancelled'),
    event(0, { tracking_number: null }),
  ];
  expect(await after(...(await Promise.all(all)))).toEqual([]);
});
