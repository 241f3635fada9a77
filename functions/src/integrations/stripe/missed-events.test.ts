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

describe('events of connected accounts', () => {
  const OWN = { ...EVENTS[0], id: 'evt_own', created: FIRST, pending_webhooks: 1 };
  const ofAccount = (listedBy: string) => ({ ...OWN, id: `evt_${listedBy}`, type: 'customer.updated', listedBy });
  /** The newest first, of more than a page. */
  const ACCOUNTS = Array.from({ length: 150 }, (_unused, index) => `acct_${150 - index}`);

  async function sourcesFor(setting: string | undefined) {
    await using list = await StripeEventList.start([{ ...OWN, type: 'customer.updated' }, ...ACCOUNTS.map(ofAccount)]);
    list.accounts = ACCOUNTS;
    const ports = memoryPorts();
    const services = withApiKey('sk_test_1', { STRIPE_CONNECTED_ACCOUNTS: setting });
    const query = {
      since: new Date(FIRST * 1000),
      until: new Date((FIRST + DAY) * 1000),
      types: [],
      undelivered: true,
    };
    const settings = readSettings('stripe', {}, { STRIPE_WEBHOOK_SECRET: 's' });
    await reconcile(stripeMissedEvents, query, { settings, ports, services, log: ports.log });
    return ports.publisher.published.map(({ message }) => message.attributes['source']);
  }
  const sourceOf = (account: string) => `//stripe.com/accounts/${account}`;

  it('are not asked for by default', async () => {
    expect(await sourcesFor(undefined)).toEqual(['//stripe.com']);
  });

  it('have the source of the webhook, and come from every account, the oldest first', async () => {
    expect(await sourcesFor('all')).toEqual(['//stripe.com', ...ACCOUNTS.toReversed().map(sourceOf)]);
  });

  it('come from those that are named', async () => {
    expect(await sourcesFor('acct_7, acct_9')).toEqual(['//stripe.com', sourceOf('acct_7'), sourceOf('acct_9')]);
  });

  it('are not asked for by anything else than ids', async () => {
    await expect(sourcesFor('acct_7,shop')).rejects.toThrow(
      'STRIPE_CONNECTED_ACCOUNTS cannot be used: "shop" is not an account; write all, or ids such as',
    );
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
