import { expect, it } from 'vitest';
import { AftershipEvent, type AftershipEventType } from 'integration-service/aftership';
import { aftership } from 'integration-service/aftership/integration';
import { aftershipSamples } from 'integration-service/aftership/samples';
import { handleEvents, inAnyOrder, sampleEvent } from 'integration-service/testing';
import { updateShipment } from '../shared/shipments.ts';
import { shipments } from './shipments.ts';

const logic = { sagas: { shipments }, handlers: [updateShipment] };

let events = 0;

/** Each event of the one parcel gets a different id. */
async function event(type: AftershipEventType, second = 0, fields: object = {}): Promise<AftershipEvent> {
  events++;
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => {
    const whole = JSON.parse(body);
    return JSON.stringify({ ...whole, event_id: `e${events}`, msg: { ...whole.msg, ...fields } });
  };
  return AftershipEvent.revive(await sampleEvent(aftership, aftershipSamples, type, { now, edit }));
}

async function after(...all: readonly AftershipEvent[]) {
  return (await (await handleEvents(logic, all)).get('shipments', 'aftership:JD01401'))?.data;
}

it('a parcel has the state of the newest event, whatever the order in which they arrive', async () => {
  const all = [
    await event('tracking_pending_time', 1),
    await event('edd_revise', 5),
    await event('tracking_update', 9),
  ];
  expect(Object.values(await inAnyOrder(logic, all))).toMatchObject([
    {
      provider: 'aftership',
      trackingCode: 'JD01401',
      carrier: 'dhl',
      status: 'delivered',
      providerStatus: 'Delivered_003',
      detail: 'Signed for by the customer',
      signedBy: 'A. Lovelace',
      trackingUrl: 'https://www.dhl.com/track?tracking-id=JD01401',
      finished: true,
    },
  ]);
});

it('of two states of the same moment, the further one is kept, whichever arrives first', async () => {
  const both = [await event('edd_revise', 5), await event('tracking_update', 5)];
  expect(Object.values(await inAnyOrder(logic, both))).toMatchObject([{ status: 'delivered' }]);
});

it.each([
  ['Pending', 'Pending_001', 'unknown', false],
  ['InfoReceived', 'InfoReceived_001', 'pre_transit', false],
  ['OutForDelivery', 'OutForDelivery_001', 'out_for_delivery', false],
  ['AttemptFail', 'AttemptFail_002', 'exception', false],
  ['AvailableForPickup', 'AvailableForPickup_001', 'available_for_pickup', false],
  ['Exception', 'Exception_004', 'exception', false],
  ['Exception', 'Exception_011', 'returned', true],
  ['Expired', 'Expired_001', 'exception', false],
  ['Teleported', 'Teleported_001', 'unknown', false],
])('%s (%s) means %s', async (tag, subtag, status, finished) => {
  expect(await after(await event('tracking_update', 0, { tag, subtag }))).toMatchObject({ status, finished });
});

it.each([
  [{ latest_estimated_delivery: { datetime: '2026-11-25T12:00:00.000Z' } }, '2026-11-25T12:00:00.000Z'],
  [{ courier_estimated_delivery: { estimated_delivery_date: '2026-11-26' } }, '2026-11-26'],
  [{ expected_delivery: '2026-11-27' }, '2026-11-27'],
  [{}, null],
])('the estimate of a delivery with %j is %s', async (fields, estimatedDelivery) => {
  expect(await after(await event('tracking_update', 0, fields))).toMatchObject({ estimatedDelivery });
});

it('a parcel without a tracking number changes nothing', async () => {
  const store = await handleEvents(logic, [await event('tracking_update', 0, { tracking_number: null })]);
  expect(await store.list('shipments', { limit: 1 })).toEqual([]);
});
