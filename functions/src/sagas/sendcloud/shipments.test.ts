import { expect, it } from 'vitest';
import { SendcloudEvent, type SendcloudEventType } from 'integration-service/sendcloud';
import { sendcloud } from 'integration-service/sendcloud/integration';
import { sendcloudSamples } from 'integration-service/sendcloud/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateShipment } from '../shared/shipments.ts';
import { shipments } from './shipments.ts';

const logic = { sagas: { shipments }, handlers: [updateShipment] };

async function event(second: number, fields: object = {}, type: SendcloudEventType = 'parcel_status_changed') {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => {
    const whole = JSON.parse(body);
    Object.assign(whole.parcel ?? {}, fields);
    return JSON.stringify(whole);
  };
  return SendcloudEvent.revive(await sampleEvent(sendcloud, sendcloudSamples, type, { now, edit }));
}

async function after(...all: readonly SendcloudEvent[]) {
  return (await handleEvents(logic, all)).list('shipments', { limit: 9 });
}

it('a parcel has the state of the newest event, whatever the order in which they arrive', async () => {
  const all = [await event(1, { status: { id: 3, message: 'En route to sorting center' } }), await event(9)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        id: 'sendcloud:3SABCD1',
        data: {
          carrier: 'postnl',
          status: 'delivered',
          providerStatus: 'Delivered',
          trackingUrl: 'https://tracking.example.com/3SABCD1',
          finished: true,
        },
      },
    ]);
  }
});

it.each([
  [1000, 'pre_transit'],
  [92, 'out_for_delivery'],
  [12, 'available_for_pickup'],
  [80, 'exception'],
  [2000, 'canceled'],
  [123_456, 'unknown'],
])('the status %i means %s', async (id, status) => {
  expect(await after(await event(0, { status: { id, message: 'For people' } }))).toMatchObject([{ data: { status } }]);
});

it('a return, and a parcel without a tracking number, change nothing', async () => {
  expect(await after(await event(0, {}, 'return_created'), await event(0, { tracking_number: null }))).toEqual([]);
});
