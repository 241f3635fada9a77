import { expect, it } from 'vitest';
import { RegistrationApi } from '../../core/registration/registration-api.ts';
import { FakeListApi, type ListRequest } from '../../testing/lister/fake-list-api.ts';
import { withApiKey } from '../../testing/service-sources.ts';
import { gocardlessRegistration } from './registration.ts';

const URL_OF_OURS = 'https://acme.example/gocardless-webhook';
const AT = '2026-11-29T10:00:00.000Z';

/** GoCardless lists its requests to every endpoint, the newest first. */
function answer({ url, headers }: ListRequest) {
  if (headers.authorization !== 'Bearer sandbox_1' || url.host !== 'api-sandbox.gocardless.com') return { status: 401 };
  if (url.searchParams.get('successful') !== 'false' || !url.searchParams.has('created_at[gte]'))
    return { status: 422 };
  const webhooks = [
    { id: 'WB3', url: 'https://other.example/', created_at: '2026-11-30T00:00:00.000Z', response_code: 500 },
    { id: 'WB2', url: `${URL_OF_OURS}/`, created_at: AT, response_code: 503 },
    { id: 'WB1', url: URL_OF_OURS, created_at: '2026-11-29T09:00:00.000Z', response_code: 498 },
  ];
  return { body: { webhooks, meta: { cursors: { after: null }, limit: 500 } } };
}

it('requests to our URL that failed are counted, and those to others are not', async () => {
  await using http = await FakeListApi.start(answer);
  const tools = { services: withApiKey('sandbox_1'), fetch: http.fetch, wait: () => Promise.resolve() };
  const api = new RegistrationApi('gocardless', tools);
  expect(await gocardlessRegistration.health?.(URL_OF_OURS, api)).toEqual({
    failed: 2,
    lastFailure: new Date(AT),
    answer: '503',
  });
});

it('the steps name the URL and the place of the secret', () => {
  const steps = gocardlessRegistration.byHand?.({
    url: URL_OF_OURS,
    types: 'all',
    variable: 'GOCARDLESS_WEBHOOK_SECRET',
  });
  expect(steps?.join('\n')).toContain(URL_OF_OURS);
  expect(steps?.join('\n')).toContain('GOCARDLESS_WEBHOOK_SECRET_NAME');
});

it.each(['live_abc', 'sandbox_abc'])('the key may be %s', (key) => {
  expect(gocardlessRegistration.key.form?.test(key)).toBe(true);
});
