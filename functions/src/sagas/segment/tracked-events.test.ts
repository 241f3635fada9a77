import { expect, it } from 'vitest';
import { SegmentEvent } from 'integration-service/segment';
import { segment } from 'integration-service/segment/integration';
import { segmentSamples } from 'integration-service/segment/samples';
import { handleEvents, sampleEvent, TestConsumer } from 'integration-service/testing';
import { countTrackedEvent, trackedEvents } from './tracked-events.ts';

const logic = { sagas: { trackedEvents }, handlers: [countTrackedEvent] };

async function event(id: string, { day = 23, name = 'Order Completed', type = 'track' } = {}): Promise<SegmentEvent> {
  const now = new Date(Date.UTC(2026, 10, day, 23, 59, 59));
  const edit = (body: string) => body.replace('"Order Completed"', JSON.stringify(name));
  return SegmentEvent.revive(await sampleEvent(segment, segmentSamples, type, { id, now, edit }));
}

async function after(...events: readonly SegmentEvent[]) {
  return (await handleEvents(logic, events)).list('trackedEvents', { limit: 9 });
}

it('each event is counted on the day on which it occurred', async () => {
  expect(await after(await event('1'), await event('2'), await event('3', { day: 24 }))).toMatchObject([
    { id: '2026-11-23:Order%20Completed', data: { event: 'Order Completed', day: '2026-11-23', count: 2 } },
    { id: '2026-11-24:Order%20Completed', data: { count: 1 } },
  ]);
});

it('an event that is delivered twice is counted once', async () => {
  const consumer = new TestConsumer(segment, (envelope) => SegmentEvent.revive(envelope), logic);
  const json = segmentSamples.sample('track', { id: '1', now: new Date('2026-11-23T12:00:00Z') });
  await consumer.deliver(json);
  await consumer.deliver(json);
  expect(await consumer.record('trackedEvents', '2026-11-23:Order%20Completed')).toMatchObject({ count: 1 });
});

it('calls other than track are not counted', async () => {
  expect(await after(await event('1', { type: 'identify' }))).toEqual([]);
});

it.each([
  ['with a slash', 'Cart/Checkout'],
  ['of 5,000 letters', 'ä'.repeat(5_000)],
  ['with half a surrogate pair', 'Order \ud800'],
])('a name %s is counted like any other', async (_what, name) => {
  expect(await after(await event('1', { name }), await event('2', { name }))).toMatchObject([{ data: { count: 2 } }]);
});
