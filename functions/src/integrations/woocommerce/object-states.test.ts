import { describe, expect, it } from 'vitest';
import type { KeptObject } from '../../testing/lister/state-lister-conformance.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { testStateLister } from '../../testing/lister/state-lister-conformance.ts';
import { woocommerceObjectStates } from './object-states.ts';

const KEY = 'ck_1:cs_1';
/** The fake has smaller pages than it is asked for. */
const PAGE_SIZE = 4;

/** @see https://woocommerce.github.io/woocommerce-rest-api-docs/#pagination */
function answer({ url, headers }: ListRequest, objects: readonly KeptObject[]): ListAnswer {
  const [, list] = /^\/wp-json\/wc\/v3\/(orders|products)$/.exec(url.pathname) ?? [];
  const isKnown = headers.authorization === `Basic ${Buffer.from(KEY).toString('base64')}`;
  if (!isKnown || list === undefined || url.host !== 'shop.example') return { status: 401 };
  const { searchParams } = url;
  expect(searchParams.get('dates_are_gmt')).toBe('true');
  const [after, before] = ['modified_after', 'modified_before'].map((name) => Date.parse(`${searchParams.get(name)}Z`));
  const found = objects.filter(({ updatedAt }) => +updatedAt > Number(after) && +updatedAt < Number(before));
  const pages = Math.ceil(found.length / PAGE_SIZE);
  const from = (Number(searchParams.get('page')) - 1) * PAGE_SIZE;
  const page = found.slice(from, from + PAGE_SIZE);
  return {
    headers: { 'x-wp-totalpages': String(pages) },
    body: page.map(({ number, updatedAt }) => ({
      id: number + 1,
      date_modified_gmt: updatedAt.toISOString().slice(0, -'.000Z'.length),
      related_ids: [Math.random()],
      _links: { self: [{ href: `https://shop.example/wp-json/wc/v3/${list}/${number + 1}` }] },
    })),
  };
}

testStateLister({
  lister: woocommerceObjectStates,
  kinds: ['order', 'product'],
  apiKey: KEY,
  secret: 'secret',
  variables: { WOOCOMMERCE_SHOP: 'https://shop.example' },
  halfway: 4,
  answer,
});

describe('the shop to list', () => {
  const [shop] = woocommerceObjectStates.settings ?? [];

  it('may be in a folder', () => {
    expect(String(shop?.read('https://example.com/shop/'))).toBe('https://example.com/shop/');
  });

  it.each(['shop.example', 'http://shop.example', 'https://me@shop.example', 'https://shop.example/?x=1'])(
    'is not %j',
    (text) => {
      expect(() => shop?.read(text)).toThrow('is not the address of a shop; write it with https://');
    },
  );
});
