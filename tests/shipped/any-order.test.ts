import { describe, expect, it, vi } from 'vitest';
import type { IntegrationEvent } from '../../functions/src/core/event/integration-event.ts';
import type { PlatformEvent } from '../../functions/src/core/event/platform-event.ts';
import type { ConsumerDefinition } from '../../functions/src/core/handle/consumer-definition.ts';
import { catalog, type CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { handleEvents } from '../../functions/src/testing/handle-events.ts';
import { sampleEvents } from '../../functions/src/testing/sample-events.ts';
import { definedConsumers } from '../defined-consumers.ts';
import { NO_KEYS } from '../../functions/src/testing/service-sources.ts';

vi.mock('../../functions/src/gcp/subscriber-function.ts', async () =>
  (await import('../defined-consumers.ts')).subscriberFunctionMock(),
);

const START = Date.parse('2026-11-23T12:00:00Z');
const SHUFFLES = 10;

describe.each(Object.values(catalog))('the events of $provider', (entry) => {
  it.each([0, 1, 90])('%i seconds apart leave the same records in whatever order they come', async (secondsApart) => {
    for (const consumer of await definedConsumers(entry)) {
      const events = await eventsOf(entry, consumer, secondsApart * 1000);
      const expected = await recordsAfter(consumer, events);
      const others = Array.from({ length: SHUFFLES }, (_, seed) => shuffled(events, seed));
      for (const order of [events.toReversed(), ...others]) {
        expect(await recordsAfter(consumer, order)).toEqual(expected);
      }
    }
  });

  // Tasks and Segment's saga count; that they do not count an event twice is up to the ledger.
  it.skipIf(entry.provider === 'segment')('leave the same records if they come twice, as after a redrive', async () => {
    for (const consumer of await definedConsumers(entry)) {
      const withoutTasks = { ...consumer, tasks: {} };
      const events = await eventsOf(entry, withoutTasks, 1000);
      const expected = await recordsAfter(withoutTasks, events);
      const twice = shuffled([...events, ...events], 1);
      expect(await recordsAfter(withoutTasks, twice)).toEqual(expected);
    }
  });
});

/** One event of each sample, with different ids and the same object; without those that need an API key. */
async function eventsOf(
  entry: CatalogEntry,
  consumer: ConsumerDefinition,
  apart: number,
): Promise<readonly IntegrationEvent[]> {
  const [integration, samples] = [await entry.integration(), await entry.samples()];
  const events: IntegrationEvent[] = [];
  for (const [index, type] of samples.types.entries()) {
    for (const envelope of await sampleEvents(integration, samples, type, { now: new Date(START + index * apart) })) {
      const event = await withoutKey(consumer, { ...envelope, id: `${index}` });
      if (event !== undefined) events.push(event);
    }
  }
  return events;
}

/** The event of an envelope; undefined if it cannot be made or handled without an API key. */
async function withoutKey(
  consumer: ConsumerDefinition,
  envelope: PlatformEvent,
): Promise<IntegrationEvent | undefined> {
  try {
    const event = await consumer.revive(envelope, NO_KEYS);
    await recordsAfter(consumer, [event]);
    return event;
  } catch (error) {
    if (/no API key/.test(String(error))) return undefined;
    throw error;
  }
}

async function recordsAfter(
  { sagas, tasks, handlers }: ConsumerDefinition,
  events: readonly IntegrationEvent[],
): Promise<Readonly<Record<string, unknown>>> {
  const store = await handleEvents({ sagas, tasks, handlers }, events);
  const lists = store.collections().map(async (collection) => {
    const records = await store.list(collection, { limit: 1000 });
    return records.map(({ id, data }) => [`${collection}/${id}`, data] as const);
  });
  return Object.fromEntries((await Promise.all(lists)).flat());
}

/** In an order that looks random and is the same in every run. */
function shuffled<Element>(list: readonly Element[], seed: number): readonly Element[] {
  let state = seed + 1;
  const keyed = list.map((element) => {
    state = (state * 48_271) % 2_147_483_647;
    return { element, key: state };
  });
  return keyed.toSorted((a, b) => a.key - b.key).map(({ element }) => element);
}
