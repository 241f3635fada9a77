import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bigQueryTarget, type BigQueryOptions } from '../../functions/src/core/config/bigquery-options.ts';
import { NO_SCOPE } from '../../functions/src/core/config/scope.ts';
import { objectAt, objectsAt } from '../delivery/google/json.ts';
import { ACME, BUNDLE } from '../delivery/testing/acme.ts';
import { apply, deployedGoogle } from '../delivery/testing/applied.ts';
import { FakeGoogle } from '../delivery/testing/fake-google.ts';
import { testWorld } from '../delivery/testing/world.ts';
import { exportResults } from '../doctor/cloud/export.ts';
import { testTerminal } from '../testing/terminal.ts';
import { exportCommand } from './command.ts';
import { exportPlan, type ExportPlan } from './plan.ts';
import { viewsOf } from './views.ts';

const TOPIC = 'integration-stripe-events';
const SUBSCRIPTION = `pubsub/projects/demo/subscriptions/${TOPIC}-bigquery`;
const TABLE = 'bigquery/projects/demo/datasets/integrations/tables/events';

let google: FakeGoogle;
beforeEach(async () => {
  google = await FakeGoogle.start();
  google.resources.set(`pubsub/projects/demo/topics/${TOPIC}`, { name: `projects/demo/topics/${TOPIC}` });
  google.resources.set('projects/projects/demo', { name: 'projects/1234' });
});
afterEach(() => google[Symbol.asyncDispose]());

function planFor(options: BigQueryOptions = {}): ExportPlan {
  const target = bigQueryTarget({ bigquery: options }, { region: 'europe-west1', scope: NO_SCOPE });
  if (target === undefined) throw new Error('Nothing is exported.');
  return exportPlan('demo', { integrations: [{ ...ACME, provider: 'stripe', topic: TOPIC }] }, target, {
    stripe: ['invoice.paid', 'invoice.payment_failed'],
  });
}

async function run(words: readonly string[], options?: BigQueryOptions) {
  const terminal = testTerminal(true);
  const before = google.writes.length;
  const code = await exportCommand([...words, '--project', 'demo'], terminal, testWorld(google, []), () =>
    Promise.resolve([planFor(options)]),
  );
  const writes = google.writes.slice(before).filter(({ path }) => !path.endsWith(':getIamPolicy'));
  return { code, printed: terminal.printed.join('\n'), questions: terminal.questions, writes };
}

describe('export bigquery', () => {
  it('says what it would create, and creates nothing, with --dry-run', async () => {
    const { code, printed, writes, questions } = await run(['--dry-run']);
    expect({ code, writes, questions }).toEqual({ code: 1, writes: [], questions: [] });
    expect(printed.split('\n')).toEqual([
      'created    dataset integrations in europe-west1',
      'created    table integrations.events',
      "created    roles/bigquery.dataEditor on integrations.events for Pub/Sub's own account",
      'created    view integrations.stripe',
      'created    view integrations.stripe_invoice_paid',
      'created    view integrations.stripe_invoice_payment_failed',
      `created    subscription projects/demo/subscriptions/${TOPIC}-bigquery`,
    ]);
  });

  it('creates everything, in an order that Google takes, and a second run changes nothing', async () => {
    const first = await run([]);
    expect(first).toMatchObject({ code: 0, questions: [expect.stringContaining('7 parts of the export of demo')] });
    expect(google.resources.get(SUBSCRIPTION)).toMatchObject({
      bigqueryConfig: { table: 'demo.integrations.events', writeMetadata: true },
      filter: 'NOT attributes:consumer',
      expirationPolicy: {},
      messageTransforms: [],
    });
    expect(google.resources.get(TABLE)).toMatchObject({ timePartitioning: { type: 'DAY', field: 'publish_time' } });
    const second = await run([]);
    expect(second).toMatchObject({ code: 0, writes: [], questions: [] });
    expect(second.printed).not.toMatch(/^(?:created|changed)/m);
  });

  it('redacts by one transform, and changes that alone if the fields change', async () => {
    await run([], { redact: { stripe: ['data.object.customer_email'] } });
    const [transform] = objectsAt(google.resources.get(SUBSCRIPTION), 'messageTransforms');
    expect(objectAt(transform, 'javascriptUdf')).toMatchObject({
      functionName: 'redact',
      code: expect.stringContaining('customer_email'),
    });
    const { writes } = await run([], { redact: { stripe: ['data.object.customer_name'] } });
    expect(writes).toMatchObject([{ method: 'PATCH', path: SUBSCRIPTION, body: { updateMask: 'messageTransforms' } }]);
  });

  it('removes subscriptions and views, and leaves the table with its rows', async () => {
    await run([]);
    const { code, printed } = await run(['--remove']);
    expect(code).toBe(0);
    expect(printed).toContain(`removed    subscription projects/demo/subscriptions/${TOPIC}-bigquery`);
    expect(google.resources.has(SUBSCRIPTION)).toBe(false);
    expect(google.resources.has(TABLE.replace(/events$/, 'stripe_invoice_paid'))).toBe(false);
    expect(google.resources.has(TABLE)).toBe(true);
    expect(await run(['--remove'])).toMatchObject({ code: 0, writes: [] });
  });

  it.each([
    [
      'a dataset elsewhere',
      () => google.resources.set('bigquery/projects/demo/datasets/integrations', { location: 'US' }),
      /is in US.*bigquery\.location/,
    ],
    [
      'a subscription of somebody else',
      () => google.resources.set(SUBSCRIPTION, { topic: `projects/demo/topics/${TOPIC}` }),
      /somebody else/,
    ],
    [
      'a table of somebody else',
      () => {
        google.resources.set('bigquery/projects/demo/datasets/integrations', { location: 'europe-west1' });
        google.resources.set(TABLE, { schema: { fields: [{ name: 'data', type: 'STRING' }] } });
      },
      /is not one of an export: it has no subscription_name/,
    ],
  ])('leaves %s alone, and says what to do', async (_what, prepare, sentence) => {
    prepare();
    await expect(run([])).rejects.toThrow(sentence);
    expect(google.writes.filter(({ path }) => !path.endsWith(':getIamPolicy'))).toEqual([]);
  });

  it('has a fake that refuses what Google refuses: a table that Pub/Sub cannot write to', async () => {
    await run([]);
    google.policies.clear();
    google.resources.delete(SUBSCRIPTION);
    const put = google.rest.send('PUT', `${google.endpoints.pubsub}/projects/demo/subscriptions/x-bigquery`, {
      topic: `projects/demo/topics/${TOPIC}`,
      bigqueryConfig: { table: 'demo.integrations.events' },
    });
    await expect(put).rejects.toThrow('bigquery.tables.updateData');
  });
});

it('views of types whose names differ in signs alone have different names', () => {
  const names = viewsOf({ table: 'p.d.t', provider: 'acme', types: ['a.b', 'a/b', "it's"] }).map(({ name }) => name);
  expect(names).toEqual(['acme', 'acme_a_b', 'acme_a_b_2', 'acme_it_s']);
});

it('a view has one row for each event, and quotes what it is about', () => {
  const [, view] = viewsOf({ table: 'p.d.t', provider: 'acme', types: [`it's\\`] });
  expect(view?.query).toContain(String.raw`'$.eventtype') = 'it\'s\\'`);
  expect(view?.query).toMatch(/QUALIFY ROW_NUMBER\(\) OVER \([\s\S]*\) = 1$/);
});

it.each([
  [{ dataset: 'my-data' }, /dataset must be the name of a dataset/],
  [{ redact: { stripe: ['a..b'] } }, /redact must be/],
  [{ redact: ['a'] }, /redact must be/],
  [{ tabel: 'x' }, /tabel is not one of its options/],
])('options that cannot work are refused: %j', (bigquery, sentence) => {
  expect(() => bigQueryTarget({ bigquery }, { region: 'us-central1', scope: NO_SCOPE })).toThrow(sentence);
});

describe('the doctor', () => {
  const looked = (bigquery?: BigQueryOptions) => {
    const options = bigquery === undefined ? {} : { bigquery };
    const bundle = { ...BUNDLE, integrations: [{ ...ACME, provider: 'stripe', topic: TOPIC }] };
    const where = { projectId: 'demo', rest: google.rest, endpoints: google.endpoints };
    return exportResults({ options, region: 'europe-west1', scope: NO_SCOPE }, [], bundle, where);
  };

  it('says nothing of an export that nobody configured', async () => {
    expect(await looked()).toEqual([]);
    expect(google.requests).toEqual([]);
  });

  it('finds what is missing, and then nothing', async () => {
    const missing = await looked({});
    expect(missing).toHaveLength(5);
    expect(missing[1]).toMatchObject({
      status: 'finding',
      says: 'table integrations.events is missing.',
      mend: 'npx integrations export bigquery --project demo',
    });
    await run([]);
    expect(await looked({})).toMatchObject([{ status: 'ok', says: 'to demo.integrations.events' }]);
    expect(await looked({ redact: { stripe: ['data.object.email'] } })).toMatchObject([
      { status: 'finding', says: expect.stringMatching(/-bigquery is not as it is configured\.$/) },
    ]);
  });

  it('finds a grant that was taken away, and a subscription that Pub/Sub has stopped', async () => {
    await run([]);
    google.policies.clear();
    const subscription = google.resources.get(SUBSCRIPTION) ?? {};
    const config = { ...objectAt(subscription, 'bigqueryConfig'), state: 'PERMISSION_DENIED' };
    google.resources.set(SUBSCRIPTION, { ...subscription, bigqueryConfig: config });
    expect(await looked({})).toMatchObject([
      { says: expect.stringContaining('roles/bigquery.dataEditor') },
      { says: expect.stringContaining('Pub/Sub reports PERMISSION_DENIED.') },
    ]);
  });

  it('says what to do about a dataset elsewhere', async () => {
    google.resources.set('bigquery/projects/demo/datasets/integrations', { location: 'US' });
    expect(await looked({})).toMatchObject([{ status: 'finding', says: expect.stringContaining('is in US') }]);
  });
});

it('delivery apply leaves the subscription of an export alone', async () => {
  await using deployed = await deployedGoogle();
  const name = `pubsub/projects/demo/subscriptions/${ACME.topic}-bigquery`;
  const exported = { topic: `projects/demo/topics/${ACME.topic}`, bigqueryConfig: { table: 'demo.d.events' } };
  deployed.resources.set(name, exported);
  expect(await apply(deployed)).toMatchObject({ code: 0 });
  expect(deployed.writes.filter(({ path }) => path.startsWith(name))).toEqual([]);
  expect(deployed.resources.get(name)).toBe(exported);
  const { text, warned } = await apply(deployed, ['--check']);
  expect(text + warned).not.toContain('-bigquery');
});
