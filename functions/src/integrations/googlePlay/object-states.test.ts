import { afterAll, describe, expect, it } from 'vitest';
import { describeState } from '../../core/event/state-event.ts';
import { AccessToken } from '../../core/logic/access-token.ts';
import { ListingApi } from '../../core/recover/listing-api.ts';
import { FakeListApi, type ListAnswer, type ListRequest } from '../../testing/lister/fake-list-api.ts';
import { testStateLister, type KeptObject } from '../../testing/lister/state-lister-conformance.ts';
import { MemoryStore } from '../../testing/memory-store.ts';
import { NO_KEYS } from '../../testing/service-sources.ts';
import { googlePlayToken } from './client.ts';
import { googlePlayObjectStates } from './object-states.ts';

const replaced = googlePlayToken.replace(
  new AccessToken('googlePlay', () => Promise.resolve({ access_token: 't', expires_in: 3_600 })),
);
afterAll(() => replaced[Symbol.dispose]());

const PURCHASES = '/androidpublisher/v3/applications/com.example.notes/purchases';
const PAGE_SIZE = 4;
const ENDS = '2026-12-23T12:00:00Z';

const SUBSCRIPTION = {
  subscriptionState: 'SUBSCRIPTION_STATE_ACTIVE',
  lineItems: [{ productId: 'plus', expiryTime: ENDS, autoRenewingPlan: { autoRenewEnabled: true } }],
};

/** @see https://developers.google.com/android-publisher/api-ref/rest/v3/purchases.voidedpurchases/list */
function answer({ url, headers }: ListRequest, objects: readonly KeptObject[]): ListAnswer {
  const isKnown = headers.authorization === 'Bearer t' && url.host === 'androidpublisher.googleapis.com';
  if (!isKnown || !url.pathname.startsWith(PURCHASES)) return { status: 401 };
  if (url.pathname !== `${PURCHASES}/voidedpurchases`) return answerAbout(url.pathname.slice(PURCHASES.length + 1));
  const [from, to] = ['startTime', 'endTime'].map((name) => Number(url.searchParams.get(name)));
  const after = Number(url.searchParams.get('token') ?? -1);
  const left = objects.filter(
    ({ number, updatedAt }) => number > after && +updatedAt >= (from ?? 0) && +updatedAt <= (to ?? 0),
  );
  const page = left.slice(0, PAGE_SIZE);
  return {
    body: {
      voidedPurchases: page.map(({ number, updatedAt }) => ({
        purchaseToken: String(number + 1),
        voidedTimeMillis: String(updatedAt.getTime()),
      })),
      ...(left.length > PAGE_SIZE && { tokenPagination: { nextPageToken: String(page.at(-1)?.number) } }),
    },
  };
}

/** Every third purchase is a product that is bought once. */
function answerAbout(path: string): ListAnswer {
  const [kind, , token] = path.split('/');
  const isProduct = Number(token) % 3 === 0;
  if (token === 'gone' || isProduct === (kind === 'subscriptionsv2'))
    return { status: kind === 'productsv2' ? 404 : 400 };
  return { body: isProduct ? { purchaseStateContext: { purchaseState: 'CANCELLED' } } : SUBSCRIPTION };
}

testStateLister({
  lister: googlePlayObjectStates,
  kinds: ['purchase'],
  apiKey: 'unused',
  secret: 'play-push@my-project.iam.gserviceaccount.com',
  variables: { GOOGLE_PLAY_PACKAGES: 'com.example.notes' },
  halfway: 6,
  answer,
});

describe('a purchase that our own records name', () => {
  const UNTIL = new Date('2026-11-23T12:00:00Z');
  const known = {
    shop: 'googlePlay',
    purchase: 'token-1',
    isActive: true,
    state: 'active',
    until: ENDS,
    renews: true,
    asOf: { time: '2026-11-01T00:00:00.000Z', rank: 1, id: 'e1' },
  };

  async function listed(grant: object, { undelivered = false, hours = 1 } = {}) {
    const store = new MemoryStore();
    const data = { purchases: { one: { ...known, ...grant }, other: { shop: 'stripe', purchase: 'sub_1' } } };
    await store.write([{ collection: 'entitlements', id: 'user-7:plus', mutate: () => data }]);
    await using fake = await FakeListApi.start((request) => answer(request, []));
    const services = {
      ...NO_KEYS,
      variable: (name: string) => (name === 'GOOGLE_PLAY_PACKAGES' ? 'com.example.notes' : undefined),
    };
    services.use = (token) => token.get(services);
    const api = new ListingApi('googlePlay', { services, fetch: fake.fetch, wait: () => Promise.resolve() });
    const since = new Date(UNTIL.getTime() - hours * 3_600_000);
    const query = { since, until: UNTIL, types: [], undelivered };
    const page = await googlePlayObjectStates.page({ query, part: 'entitlements', cursor: undefined }, api, store);
    return { ...page, asked: fake.asked };
  }

  it('is left out if the record tells the same as Google', async () => {
    expect(await listed({})).toMatchObject({ items: [], looked: 1, next: undefined });
  });

  it.each([
    ['ends earlier', { until: '2026-11-23T12:00:00Z' }],
    ['is not renewed', { renews: false }],
    ['has ended', { isActive: false, state: 'expired', until: '2026-11-20T12:00:00Z' }],
  ])('is listed, and counted as missed, if it %s there', async (_what, grant) => {
    const { items } = await listed(grant);
    expect(items).toMatchObject([{ kind: 'purchase', id: 'token-1', updatedAt: UNTIL, isBehind: true }]);
  });

  it('is not listed again if the record was written by the same state, and is if an event changed it since', async () => {
    const [state] = (await listed({ renews: false })).items;
    const { id = '' } = state === undefined ? {} : describeState(state);
    const asOf = { ...known.asOf, id };
    expect((await listed({ renews: false, asOf })).items).toEqual([]);
    const [later] = (await listed({ renews: false, asOf: { ...asOf, id: 'e2' } })).items;
    expect(later && describeState(later).id).not.toBe(id);
  });

  it('is asked for by the hourly run as soon as it should have been renewed', async () => {
    const { asked } = await listed({ until: '2026-11-23T11:59:00Z' }, { undelivered: true });
    expect(asked).toEqual([`${PURCHASES}/subscriptionsv2/tokens/token-1`]);
  });

  it('is asked for by the hourly run once a day otherwise', async () => {
    const hourly = await Promise.all(
      Array.from({ length: 24 }, (_unused, index) => listed({ purchase: `token-${index}` }, { undelivered: true })),
    );
    const count = hourly.filter(({ asked }) => asked.length > 0).length;
    expect(count).toBeLessThan(8);
    const daily = await listed({}, { undelivered: true, hours: 24 });
    expect(daily.asked).toHaveLength(1);
  });

  it.each([
    ['was taken back', { state: 'revoked', isActive: false }],
    [
      'ended so long ago that Google has forgotten it',
      { state: 'expired', isActive: false, until: '2026-08-01T00:00:00Z' },
    ],
  ])('is not asked for if it %s', async (_what, grant) => {
    expect((await listed(grant)).asked).toEqual([]);
  });

  it('changes nothing if Google no longer has it', async () => {
    expect((await listed({ purchase: 'gone' })).items).toEqual([]);
  });
});

it.each(['notes', 'com.example/notes', ''])('an app is not called %j', (text) => {
  const [packages] = googlePlayObjectStates.settings ?? [];
  expect(() => packages?.read(text)).toThrow('is not the package name of an app; write it as in Google Play');
});
