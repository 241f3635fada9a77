import { describe, expect, it } from 'vitest';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { failuresIn } from '../../testing/lister/failure-list.ts';
import { adyenFailedDeliveries as list } from './failed-deliveries.ts';

const WEBHOOKS = [
  { url: 'https://hooks.example/fine', active: true, hasError: false },
  { url: 'https://hooks.example/fails', active: true, hasError: true },
  { url: 'https://hooks.example/off', active: false, hasError: false },
];

/** One webhook a page. @see https://docs.adyen.com/api-explorer/Management/3/get/companies/(companyId)/webhooks */
function answer({ url, headers }: ListRequest): ListAnswer {
  const isOurs = headers['x-api-key'] === 'AQE1' && url.host === 'management-live.adyen.com';
  if (!isOurs || url.pathname !== '/v3/companies/Acme/webhooks') return { status: 401 };
  const page = Number(url.searchParams.get('pageNumber'));
  return { body: { itemsTotal: WEBHOOKS.length, pagesTotal: WEBHOOKS.length, data: [WEBHOOKS[page - 1]] } };
}

it('the webhooks that fail or are off are found on all pages', async () => {
  const world = { list, apiKey: 'AQE1', variables: { ADYEN_ACCOUNT: 'live/companies/Acme' }, answer };
  expect(await failuresIn(world, new Date(0))).toEqual([
    { url: 'https://hooks.example/fails', isOff: false },
    { url: 'https://hooks.example/off', isOff: true },
  ]);
});

describe('the account', () => {
  it.each(['Acme', 'merchants/Acme', 'live/merchants/../companies', 'prod/merchants/Acme', ''])('is not %j', (text) => {
    expect(() => list.settings?.[0]?.read(text)).toThrow('write test/merchants/ACCOUNT');
  });
});
