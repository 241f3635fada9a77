import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EventQuery } from '../../core/recover/lister.ts';
import { reconcile } from '../../core/recover/missed-events.ts';
import { readSettings } from '../../core/config/settings.ts';
import { memoryPorts } from '../../testing/memory-ports.ts';
import { StripeEventList } from '../../testing/stripe-event-list.ts';
import type { SentDelivery } from '../../testing/lister/deliveries.ts';
import { testHandledOnce } from '../../testing/lister/handled-once.ts';
import { withApiKey } from '../../testing/service-sources.ts';
import { stripe } from './index.ts';
import { stripeMissedEvents } from './missed-events.ts';
import { stripeSamples } from './samples.ts';

const DAY = 24 * 60 * 60;
const FIRST = 1_780_000_000;
const COUNT = 2_500;
const MISSED = 40;

/** The events that the API returns, newest first. */
const EVENTS = Array.from({ length: COUNT }, (_unused, index) => ({
  id: `evt_${COUNT - index}`,
  object: 'event',
  api_version: Stripe.API_VERSION,
  created: FIRST + (COUNT - index),
  data: { object: { id: 'cus_1', object: 'customer' } },
  livemode: false,
  pending_webhooks: index % (COUNT / MISSED) < 1 ? 1 : 0,
  request: null,
  type: index % 2 === 0 ? 'customer.updated' : 'customer.created',
}));

let api: StripeEventList;
beforeAll(async () => {
  api = await StripeEventList.start(EVENTS);
});
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(() => {
  api.requests = 0;
  api.faults = new Map();
});

async function run(query: Partial<EventQuery> = {}) {
  const ports = memoryPorts();
  const wanted = { since: new Date(FIRST * 1000), until: new Date((FIRST + DAY) * 1000), types: [], undelivered: true };
  const settings = readSettings('stripe', {}, { STRIPE_WEBHOOK_SECRET: 's' });
  const services = withApiKey('sk_test_1');
  const report = await reconcile(
    stripeMissedEvents,
    { ...wanted, ...query },
    { settings, ports, services, log: ports.log },
  );
  return { report, ids: ports.publisher.published.map(({ message }) => message.attributes['id']) };
}

describe('events that Stripe could not deliver', () => {
  it('are found among all events and published with their own ids', async () => {
    const { report, ids } = await run();
    expect(report).toEqual({ listed: MISSED, published: MISSED, undelivered: MISSED });
    expect(new Set(ids)).toEqual(new Set(EVENTS.filter((event) => event.pending_webhooks > 0).map(({ id }) => id)));
  });

  it('are all listed if every event is requested, a hundred at a time', async () => {
    const { report, ids } = await run({ undelivered: false });
    expect(report.published).toBe(COUNT);
    expect(new Set(ids).size).toBe(COUNT);
    expect(api.requests).toBe(COUNT / 100);
  });

  it('survive a 429 and a dropped connection in the middle of the list', async () => {
    api.faults = new Map([
      [3, 'rate limit'],
      [7, 'drop'],
    ]);
    const { report } = await run({ undelivered: false });
    expect(report.published).toBe(COUNT);
    expect(api.requests).toBe(COUNT / 100 + 2);
  });

  it('can be limited to a type and a time', async () => {
    const { ids } = await run({
      undelivered: false,
      types: ['customer.created'],
      until: new Date((FIRST + 11) * 1000),
    });
    expect(ids).toEqual(['evt_9', 'evt_7', 'evt_5', 'evt_3', 'evt_1']);
  });
});

describe('the list of stripe', () => {
  // Thin events are in another list, which says nothing of deliveries.
  const types = stripeSamples.types.filter((type) => !/^v\d/.test(type));
  testHandledOnce({
    lister: stripeMissedEvents,
    integration: stripe,
    samples: { ...stripeSamples, types },
    open: (deliveries) => StripeEventList.start(deliveries.map(listedOf)),
  });
});

function listedOf({ body, isDelivered }: SentDelivery) {
  return { ...JSON.parse(body), pending_webhooks: isDelivered ? 0 : 1 };
}
