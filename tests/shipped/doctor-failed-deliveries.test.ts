import { describe, expect, it } from 'vitest';
import { defineBundle } from '../../functions/src/core/config/bundle.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { ApiRefusal } from '../../functions/src/core/logic/api-request.ts';
import { setting } from '../../functions/src/core/logic/setting.ts';
import type { FailingWebhook } from '../../functions/src/core/recover/failed-deliveries.ts';
import { MemorySecrets } from '../../functions/src/testing/memory-ports.ts';
import { withApiKey } from '../../functions/src/testing/service-sources.ts';
import { installationsOf } from '../../ops/delivery/installations.ts';
import { failedDeliveryResults } from '../../ops/doctor/failed-deliveries.ts';
import { providerSidesResults } from '../../ops/doctor/provider-sides.ts';

const URL_OF_OURS = 'https://us-central1-demo.cloudfunctions.net/acme-webhook';
const LOG = `gcloud logging read 'severity>=WARNING AND jsonPayload.message=~"^Acme "' --freshness=3d --project=demo`;
const REMEDY = 'Send them again in the Dashboard.';
const LAST = new Date('2026-11-22T09:00:00Z');
const account = setting('ACME_ACCOUNT');

function resultsOf(
  failing: (since: Date) => Promise<readonly FailingWebhook[]>,
  settings: readonly (typeof account)[] = [],
) {
  const list = { integration: { provider: 'acme' }, settings, remedy: REMEDY, failing };
  const entry = { provider: 'acme', failedDeliveries: async () => list };
  const place = { project: 'demo', secrets: new MemorySecrets(), environment: {} };
  const tools = { services: withApiKey('key'), now: new Date('2026-11-23T12:00:00Z') };
  return failedDeliveryResults({ entry, urls: [URL_OF_OURS, 'https://acme.example/in'] }, place, tools);
}

describe('of deliveries that failed at the provider the doctor', () => {
  it('asks for those of the last three days', async () => {
    const asked: Date[] = [];
    const results = await resultsOf(async (since) => {
      asked.push(since);
      return [];
    });
    expect(asked).toEqual([new Date('2026-11-20T12:00:00Z')]);
    const says = 'Acme tells of no failure in the last 3 days';
    expect(results).toEqual([{ what: 'acme: deliveries', status: 'ok', says }]);
  });

  it('warns, with the last one and how to have them delivered again', async () => {
    const failing = { url: `${URL_OF_OURS}?type=status`, failed: 2, lastAt: LAST, answer: '503' };
    expect(await resultsOf(async () => [failing])).toEqual([
      {
        what: 'acme: deliveries',
        status: 'warning',
        says: `2 deliveries to ${URL_OF_OURS}?type=status failed in the last 3 days, the last one at 2026-11-22T09:00:00.000Z with 503. ${REMEDY}`,
        mend: LOG,
      },
    ]);
  });

  it.each([
    [{ url: 'https://acme.example/in' }, 'has sent nothing to https://acme.example/in: the webhook is off.'],
    [
      { url: `${URL_OF_OURS}/acme-gmbh/`, lastAt: LAST },
      `has sent nothing to ${URL_OF_OURS}/acme-gmbh/ since 2026-11-22T09:00:00.000Z: the webhook is off.`,
    ],
  ])('finds a webhook that is off, under any of our addresses', async (webhook, says) => {
    expect(await resultsOf(async () => [{ ...webhook, isOff: true }])).toMatchObject([
      { status: 'finding', says: `Acme ${says} ${REMEDY}`, mend: LOG },
    ]);
  });

  it('leaves out the webhooks of others', async () => {
    const others = ['https://other.example/in', `${URL_OF_OURS}2`, 'https://acme.example/', 'none'];
    const results = await resultsOf(async () => others.map((url) => ({ url, isOff: true })));
    expect(results).toMatchObject([{ status: 'ok' }]);
  });

  it('warns if a setting is missing without which nobody can ask', async () => {
    expect(await resultsOf(() => Promise.reject(new Error('asked')), [account])).toMatchObject([
      {
        status: 'warning',
        says: expect.stringContaining('but nobody asks Acme for failed deliveries. ACME_ACCOUNT is not set'),
        mend: "echo 'ACME_ACCOUNT=…' >> functions/.env.demo",
      },
    ]);
  });

  it('finds an API key that the provider refuses', async () => {
    const refusal = new ApiRefusal('acme', new URL('https://api.acme.example/webhooks'), {
      status: 401,
      headers: new Headers(),
      json: undefined,
    });
    expect(await resultsOf(() => Promise.reject(refusal))).toMatchObject([
      {
        status: 'finding',
        says: 'Acme could not be asked for failed deliveries: Acme answered 401 to /webhooks: check the API key.',
        mend: "echo 'ACME_API_KEY_NAME=…' >> functions/.env.demo",
      },
    ]);
  });

  it('does not know what a provider out of reach would have said, which is not a finding', async () => {
    expect(await resultsOf(() => Promise.reject(new TypeError('fetch failed')))).toMatchObject([
      { status: 'unknown', says: 'Acme could not be asked for failed deliveries: fetch failed' },
    ]);
  });
});

it('of a deployed project, the provider is asked by the key that is configured, about the address of the function', async () => {
  const environment = {
    ADYEN_WEBHOOK_SECRET: 'AB'.repeat(32),
    ADYEN_API_KEY: 'AQE1',
    ADYEN_ACCOUNT: 'live/merchants/Acme',
  };
  const config = defineBundle({}, environment);
  const asked: (string | null)[] = [];
  const url = 'https://us-central1-demo.cloudfunctions.net/adyen-webhook';
  const results = await providerSidesResults({
    project: 'demo',
    config,
    installation: installationsOf()[0],
    catalog: [catalog.adyen],
    secrets: new MemorySecrets(),
    on: [config.settings('adyen')],
    fetch: async (_url, init) => {
      asked.push(new Headers(init?.headers).get('x-api-key'));
      return Response.json({ pagesTotal: 1, data: [{ url, active: false, hasError: false }] });
    },
  });
  expect(asked).toEqual(['AQE1']);
  expect(results).toMatchObject([
    { what: 'adyen: deliveries', status: 'finding', says: expect.stringContaining(`has sent nothing to ${url}`) },
  ]);
});
