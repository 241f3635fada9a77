import { describe, expect, it } from 'vitest';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { failuresIn } from '../../testing/lister/failure-list.ts';
import { razorpayFailedDeliveries as list } from './failed-deliveries.ts';

const AUTHORIZATION = `Basic ${Buffer.from('rzp_test_1:secret').toString('base64')}`;
const ITEMS = [
  { url: 'https://hooks.example/fine', active: true, disabled_at: 0 },
  { url: 'https://hooks.example/disabled', active: true, disabled_at: 1_795_000_000 },
  { url: 'https://hooks.example/off', active: false, disabled_at: 0 },
];

/** @see https://razorpay.com/docs/api/partners/webhooks/fetch-all */
function answer({ url, headers }: ListRequest): ListAnswer {
  const isOurs = headers.authorization === AUTHORIZATION && url.host === 'api.razorpay.com';
  if (!isOurs || url.pathname !== '/v2/accounts/acc_1/webhooks') return { status: 401 };
  return { body: { entity: 'collection', count: ITEMS.length, items: ITEMS } };
}

it('the webhooks that Razorpay or somebody has switched off are found', async () => {
  const world = { list, apiKey: 'rzp_test_1:secret', variables: { RAZORPAY_ACCOUNT_ID: 'acc_1' }, answer };
  expect(await failuresIn(world, new Date(0))).toEqual([
    { url: 'https://hooks.example/disabled', isOff: true, lastAt: new Date(1_795_000_000_000) },
    { url: 'https://hooks.example/off', isOff: true },
  ]);
});

describe('the account', () => {
  it.each(['H3kYHQ635sBwXG', 'acc_1/webhooks', ''])('is not %j', (text) => {
    expect(() => list.settings?.[0]?.read(text)).toThrow('such as acc_H3kYHQ635sBwXG');
  });
});
