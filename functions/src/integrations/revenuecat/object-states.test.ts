import { describe, expect, it } from 'vitest';
import { readSettings } from '../../core/config/settings.ts';
import { describeState } from '../../core/event/state-event.ts';
import type { EventQuery } from '../../core/recover/lister.ts';
import { ListingApi } from '../../core/recover/listing-api.ts';
import { reconcile } from '../../core/recover/missed-events.ts';
import { FakeListApi, type ListAnswer, type ListRequest } from '../../testing/lister/fake-list-api.ts';
import { memoryPorts } from '../../testing/memory-ports.ts';
import { withApiKey } from '../../testing/service-sources.ts';
import { revenuecatObjectStates } from './object-states.ts';

const PROJECT = '/v2/projects/proj1ab2c3d4';
const UNTIL = new Date('2026-11-23T12:00:00Z');
const ENDS = Date.parse('2026-12-23T12:00:00Z');

const SUBSCRIPTION = {
  id: 'sub1',
  store: 'app_store',
  status: 'active',
  gives_access: true,
  auto_renewal_status: 'will_renew',
  current_period_ends_at: ENDS,
  ends_at: ENDS,
  total_revenue_in_usd: { gross: 9.99 },
  entitlements: { items: [{ id: 'entl1', lookup_key: 'studio' }] },
};

/** The record of a subscription whose renewal was missed. */
const RECORD = {
  provider: 'revenuecat',
  account: 'app1',
  customer: 'user-0',
  userId: 'user-0',
  status: 'active',
  active: true,
  product: 'studio_monthly',
  cancelAtPeriodEnd: false,
  currentPeriodEnd: '2026-11-23T11:00:00.000Z',
  asOf: { time: '2026-10-23T11:00:00.000Z', rank: 4, id: 'e1' },
};

/** Each customer has one subscription, which was renewed: RevenueCat names its latest transaction. */
function answer({ url, headers }: ListRequest): ListAnswer {
  if (headers.authorization !== 'Bearer sk_1' || url.host !== 'api.revenuecat.com') return { status: 401 };
  const [, kind, id = '', list] = url.pathname.slice(PROJECT.length).split('/');
  const number = id.replace(/\D+/, '');
  if (id === 'user-gone') return { status: 404 };
  if (kind === 'subscriptions' && list === 'transactions') return { body: { items: [{ id: `first-${number}` }] } };
  const isGoogle = id === 'user-google';
  const identifier = isGoogle ? 'GPA.1-2-3..5' : `latest-${number}`;
  return {
    body: {
      items: [
        { ...SUBSCRIPTION, id: 'sub999', store: 'stripe', store_subscription_identifier: 'si_1' },
        {
          ...SUBSCRIPTION,
          id: `sub${number}`,
          store: isGoogle ? 'play_store' : 'app_store',
          store_subscription_identifier: identifier,
        },
      ],
    },
  };
}

async function open() {
  const ports = memoryPorts(UNTIL);
  const api = await FakeListApi.start(answer);
  const services = withApiKey('sk_1', { REVENUECAT_PROJECT: 'proj1ab2c3d4' });
  const settings = readSettings('revenuecat', {}, { REVENUECAT_WEBHOOK_SECRET: 'a-secret' });
  const tools = { settings, ports, services, log: ports.log, fetch: api.fetch, wait: () => Promise.resolve() };
  const query: EventQuery = {
    since: new Date(UNTIL.getTime() - 3_600_000),
    until: UNTIL,
    types: [],
    undelivered: false,
  };
  return {
    api,
    published: () => ports.publisher.published.map(({ message }) => JSON.parse(message.data.toString())),
    keep: (number: number | string, fields: object = {}) => {
      const id = `first-${number}`;
      const data = { ...RECORD, id, customer: `user-${number}`, userId: `user-${number}`, ...fields };
      return ports.store.write([{ collection: 'subscriptions', id: `revenuecat:${data.id}`, mutate: () => data }]);
    },
    /** The collection holds the subscriptions of all shops. */
    keepOther: () =>
      ports.store.write([
        { collection: 'subscriptions', id: 'stripe:sub_1', mutate: () => ({ ...RECORD, id: 'sub_1' }) },
      ]),
    list: async (some: Partial<EventQuery> = {}) => {
      const listing = new ListingApi('revenuecat', tools);
      return revenuecatObjectStates.page(
        { query: { ...query, ...some }, part: '', cursor: undefined },
        listing,
        ports.store,
      );
    },
    run: () => reconcile(revenuecatObjectStates, query, tools),
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}

describe('the subscriptions that the records name', () => {
  it('are asked for over a 429 and a dropped connection, and each that was renewed unnoticed is published once', async () => {
    await using world = await open();
    for (let number = 0; number < 30; number++) await world.keep(number);
    await world.keepOther();
    world.api.faults = new Map([
      [3, 'rate limit'],
      [7, 'drop'],
    ]);
    expect(await world.run()).toMatchObject({ listed: 30, published: 30 });
    const subjects = new Set(world.published().map(({ subject }) => subject));
    expect(subjects).toEqual(new Set(Array.from({ length: 30 }, (_unused, number) => `first-${number}`)));
    expect(world.published()[0]).toMatchObject({
      provider: 'revenuecat',
      eventtype: 'state.subscription',
      source: '//revenuecat.com/apps/app1#state',
      time: UNTIL.toISOString(),
    });
  });

  it('are asked for on where a run was cut off', async () => {
    await using world = await open();
    for (let number = 0; number < 30; number++) await world.keep(number);
    world.api.refusesFrom = 55;
    await expect(world.run()).rejects.toThrow('401');
    expect(world.published()).toHaveLength(25);
    world.api.refusesFrom = Infinity;
    await world.run();
    expect(new Set(world.published().map(({ subject }) => subject)).size).toBe(30);
    expect(world.published()).toHaveLength(30);
  });

  it('are listed under the names that events have', async () => {
    await using world = await open();
    await world.keep(7);
    const [state] = (await world.list()).items;
    expect(state?.object).toMatchObject({
      original_transaction_id: 'first-7',
      app_user_id: 'user-7',
      product_id: 'studio_monthly',
      entitlement_ids: ['studio'],
      subscription: { status: 'active', ends_at: ENDS },
    });
    expect(state?.object).not.toHaveProperty('subscription.total_revenue_in_usd');
  });

  it('are found by the order of Google Play, whose renewals are counted', async () => {
    await using world = await open();
    await world.keep('google', { id: 'GPA.1-2-3' });
    expect((await world.list()).items).toHaveLength(1);
    expect(world.api.asked).toHaveLength(1);
  });

  it.each([
    ['tells the same', { currentPeriodEnd: new Date(ENDS).toISOString() }],
    ['is of a customer whom RevenueCat no longer has', { customer: 'user-gone', userId: 'user-gone' }],
    ['ended long ago', { active: false, status: 'ended', currentPeriodEnd: '2026-08-01T00:00:00.000Z' }],
    ['names a subscription that the customer does not have', { id: 'sub_1' }],
  ])('are not published if the record %s', async (_what, fields) => {
    await using world = await open();
    await world.keep(7, fields);
    expect((await world.list()).items).toEqual([]);
  });

  it.each([
    ['was cancelled', { currentPeriodEnd: new Date(ENDS).toISOString(), cancelAtPeriodEnd: true }],
    ['has ended', { active: false, status: 'ended' }],
  ])('are published if the record says that one %s, and it did not', async (_what, fields) => {
    await using world = await open();
    await world.keep(7, fields);
    expect((await world.list()).items).toHaveLength(1);
  });

  it('are not published again once the record was written by the same state', async () => {
    await using world = await open();
    await world.keep(7, { cancelAtPeriodEnd: true });
    const [state] = (await world.list()).items;
    const id = state === undefined ? '' : describeState(state).id;
    await world.keep(7, { cancelAtPeriodEnd: true, asOf: { ...RECORD.asOf, id } });
    expect((await world.list()).items).toEqual([]);
  });

  it('are asked for by the hourly run as soon as they should have been renewed', async () => {
    await using world = await open();
    await world.keep(7);
    expect((await world.list({ undelivered: true })).items).toHaveLength(1);
  });
});

it.each(['my-project', 'proj1/../x', ''])('a project has no id like %j', (text) => {
  const [project] = revenuecatObjectStates.settings ?? [];
  expect(() => project?.read(text)).toThrow('is not the id of a project; copy it from the settings of the project');
});
