import { expect, it } from 'vitest';
import { EasypostEvent } from 'integration-service/easypost';
import { easypost } from 'integration-service/easypost/integration';
import { easypostSamples } from 'integration-service/easypost/samples';
import { ShipstationEvent } from 'integration-service/shipstation';
import { shipstation } from 'integration-service/shipstation/integration';
import { shipstationSamples } from 'integration-service/shipstation/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { shipments as easypostShipments } from '../easypost/shipments.ts';
import { shipments as shipstationShipments } from '../shipstation/shipments.ts';
import { updateShipment } from './shipments.ts';

const logic = { sagas: { easypostShipments, shipstationShipments }, handlers: [updateShipment] };

const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 12, 0, second));

let events = 0;

/** All events are about the same parcel; each has its own id. */
async function fromEasypost(type: 'tracker.created' | 'tracker.updated', second: number) {
  events++;
  const edit = (body: string) => body.replace('"evt_1"', `"evt_1_${events}"`);
  return EasypostEvent.revive(await sampleEvent(easypost, easypostSamples, type, { now: at(second), edit }));
}

async function fromShipstation(second: number, edit?: (body: string) => string) {
  const options = { now: at(second), ...(edit && { edit }) };
  return ShipstationEvent.revive(await sampleEvent(shipstation, shipstationSamples, 'TRACK_EVENT_V2', options));
}

it('a parcel that EasyPost tracks is recorded with its location', async () => {
  const store = await handleEvents(logic, [
    await fromEasypost('tracker.created', 0),
    await fromEasypost('tracker.updated', 9),
  ]);
  expect((await store.get('shipments', 'easypost:EZ1'))?.data).toMatchObject({
    provider: 'easypost',
    trackingCode: 'EZ1',
    carrier: 'FedEx',
    status: 'delivered',
    providerStatus: 'delivered',
    detail: 'Delivered',
    signedBy: 'J. Doe',
    finished: true,
  });
});

it('an event that arrives late does not move a parcel back', async () => {
  const store = await handleEvents(logic, [
    await fromEasypost('tracker.updated', 9),
    await fromEasypost('tracker.created', 0),
  ]);
  expect((await store.get('shipments', 'easypost:EZ1'))?.data).toMatchObject({ status: 'delivered' });
});

it('if two states have the same time, the further one wins, whichever arrives first', async () => {
  const both = [await fromEasypost('tracker.updated', 5), await fromEasypost('tracker.created', 5)];
  for (const order of [both, both.toReversed()]) {
    const store = await handleEvents(logic, order);
    expect((await store.get('shipments', 'easypost:EZ1'))?.data).toMatchObject({ status: 'delivered' });
  }
});

it('a parcel that ShipStation tracks is recorded in the same form', async () => {
  const store = await handleEvents(logic, [await fromShipstation(0)]);
  expect((await store.get('shipments', 'shipstation:941'))?.data).toMatchObject({
    provider: 'shipstation',
    trackingCode: '941',
    carrier: 'usps',
    status: 'delivered',
    providerStatus: 'DE',
    detail: 'Your item was delivered.',
    finished: true,
  });
});

it.each([
  ['NY', 'pre_transit'],
  ['IT', 'in_transit'],
  ['AT', 'exception'],
  ['SP', 'available_for_pickup'],
  ['UN', 'unknown'],
  ['??', 'unknown'],
])('ShipStation’s %s means %s, and the parcel is still on its way', async (code, status) => {
  const event = await fromShipstation(0, (body) => body.replace('"DE"', `"${code}"`));
  const store = await handleEvents(logic, [event]);
  expect((await store.get('shipments', 'shipstation:941'))?.data).toMatchObject({ status, finished: false });
});

it.each([
  ['a query', 'https://api.shipengine.com/v1/tracking?carrier_code=usps&tracking_number=941', 'usps'],
  ['a path', 'https://api.shipengine.com/v1/tracking/stamps_com/941', 'stamps_com'],
  ['nothing', 'https://api.shipengine.com/v1/x/1', null],
  ['no URL', 'somewhere', null],
])('a carrier that only the resource_url names is read from there: %s', async (_what, url, carrier) => {
  const edit = (body: string) => {
    const parsed = JSON.parse(body);
    const { carrier_code: _, ...data } = parsed.data;
    return JSON.stringify({ ...parsed, resource_url: url, data });
  };
  const store = await handleEvents(logic, [await fromShipstation(0, edit)]);
  expect((await store.get('shipments', 'shipstation:941'))?.data).toMatchObject({ carrier });
});

it.each([
  ['test', false],
  ['production', true],
])('an EasyPost tracker in %s mode says whether it is live', async (mode, livemode) => {
  const edit = (body: string) => JSON.stringify({ ...JSON.parse(body), mode });
  const envelope = await sampleEvent(easypost, easypostSamples, 'tracker.updated', { edit });
  const store = await handleEvents(logic, [EasypostEvent.revive(envelope)]);
  expect((await store.get('shipments', 'easypost:EZ1'))?.data).toMatchObject({ livemode });
});

it('a tracker without a number is skipped, one without a status is unknown', async () => {
  const withResult = async (result: object) => {
    const edit = (body: string) => JSON.stringify({ ...JSON.parse(body), result });
    return EasypostEvent.revive(await sampleEvent(easypost, easypostSamples, 'tracker.updated', { edit }));
  };
  const store = await handleEvents(logic, [
    await withResult({ id: 'trk_1' }),
    await withResult({ tracking_code: 'X' }),
  ]);
  expect(await store.list('shipments', { limit: 9 })).toMatchObject([
    { data: { trackingCode: 'X', status: 'unknown' } },
  ]);
});

it('an event that tracks no parcel changes nothing', async () => {
  const event = ShipstationEvent.revive(await sampleEvent(shipstation, shipstationSamples, 'BATCH_PROCESSED_V2'));
  const store = await handleEvents(logic, [event]);
  expect(await store.list('shipments', { limit: 10 })).toEqual([]);
});

it('scans with ShipEngine’s older name for their time also date the event', async () => {
  const edit = (body: string) => body.replaceAll('"occurred_at"', '"event_date"');
  expect((await fromShipstation(5, edit)).envelope.time).toBe((await fromShipstation(5)).envelope.time);
});
