import { isDeepStrictEqual } from 'node:util';
import { inParallel } from '../../functions/src/core/in-parallel.ts';
import { objectAt, textAt, type JsonObject } from '../delivery/google/json.ts';
import { projectNumberOf, pubsubAccount } from '../delivery/google/projects.ts';
import { RestPubSubAdmin } from '../delivery/google/pubsub-admin.ts';
import type { Endpoints, GoogleRest } from '../delivery/google/rest.ts';
import type { Step } from '../delivery/step-report.ts';
import { Failure } from '../exit.ts';
import { BigQueryAdmin } from './bigquery-admin.ts';
import { PURPOSE, type ExportPlan, type ExportSubscription } from './plan.ts';

interface Target {
  readonly rest: GoogleRest;
  readonly endpoints: Pick<Endpoints, 'pubsub' | 'bigquery' | 'projects'>;
  /** Changes nothing, and says what would be done. */
  readonly check: boolean;
}

/** Lets its member write rows into one table, and nothing else. */
const WRITER = 'roles/bigquery.dataEditor';

/**
 * Brings an export to what the plan says; a second run changes nothing. Views and subscriptions of providers that are off are
 * left alone.
 * @throws {Failure} for a dataset elsewhere, another table of that name, or somebody else's subscription.
 */
export async function applyExport(plan: ExportPlan, { rest, endpoints, check }: Target): Promise<readonly Step[]> {
  const { project, dataset, location, table, views, subscriptions } = plan;
  const bigquery = new BigQueryAdmin(rest, endpoints.bigquery, plan);
  const done: Step[] = [];
  const note = async (what: string, kind: Step['done'], make: () => Promise<void>) => {
    if (kind !== 'unchanged' && !check) await make();
    done.push({ what, done: kind });
  };

  const found = await bigquery.location();
  if (found !== undefined && found.toLowerCase() !== location.toLowerCase()) {
    throw new Failure(
      `The dataset ${dataset} is in ${found}, and a dataset cannot be moved: set the option bigquery.location to '${found}', or name another dataset.`,
    );
  }
  await note(`dataset ${dataset} in ${location}`, found === undefined ? 'created' : 'unchanged', () =>
    bigquery.createDataset(location),
  );

  const lacking = found === undefined ? undefined : await bigquery.lacking(table);
  if (lacking !== undefined && lacking.length > 0) {
    throw new Failure(
      `The table ${dataset}.${table} is not one of an export: it has no ${lacking.join(', ')}. Name another dataset in the option bigquery.dataset.`,
    );
  }
  await note(`table ${dataset}.${table}`, lacking === undefined ? 'created' : 'unchanged', () =>
    bigquery.createTable(table),
  );

  // Pub/Sub refuses a subscription whose table its own account cannot write to.
  const grant = {
    resource: bigquery.resource(table),
    role: WRITER,
    member: pubsubAccount(await projectNumberOf(rest, endpoints.projects, project)),
  };
  const isGranted = lacking !== undefined && (await bigquery.grants.has(grant));
  await note(`${WRITER} on ${dataset}.${table} for Pub/Sub's own account`, isGranted ? 'unchanged' : 'created', () =>
    bigquery.grants.add(grant),
  );

  const queries = found === undefined ? [] : await inParallel(views, ({ name }) => bigquery.query(name));
  for (const [index, view] of views.entries()) {
    const query = queries[index];
    const kind = query === undefined ? 'created' : query === view.query ? 'unchanged' : 'changed';
    await note(`view ${dataset}.${view.name}`, kind, () => bigquery.setView(view, query !== undefined));
  }
  const steps = await inParallel(subscriptions, (one) => subscriptionStep(one, rest, endpoints.pubsub));
  for (const { name, kind, make } of steps) await note(`subscription ${name}`, kind, make);
  return done;
}

/** Settings that a subscription keeps for good. @see https://cloud.google.com/pubsub/docs/subscription-message-filter */
const FIXED: readonly string[] = ['topic', 'filter'];

interface SubscriptionStep {
  readonly name: string;
  readonly kind: Step['done'];
  readonly make: () => Promise<void>;
}

async function subscriptionStep(
  { name, settings }: ExportSubscription,
  rest: GoogleRest,
  base: string,
): Promise<SubscriptionStep> {
  const url = `${base}/${name}`;
  const actual = await rest.find(url);
  if (actual === undefined)
    return { name, kind: 'created', make: async () => void (await rest.send('PUT', url, settings)) };
  requireOwn(name, actual);
  const different = Object.keys(settings).filter(
    (field) => !isDeepStrictEqual(read(field, actual), read(field, settings)),
  );
  const fixed = different.find((field) => FIXED.includes(field));
  if (fixed !== undefined) {
    throw new Failure(
      `Pub/Sub does not change the ${fixed} of ${name}: run npx integrations export bigquery --remove, and then without it. What is published in between is not exported.`,
    );
  }
  if (different.length === 0) return { name, kind: 'unchanged', make: () => Promise.resolve() };
  return {
    name,
    kind: 'changed',
    make: async () => {
      const changed = Object.fromEntries(different.map((field) => [field, settings[field]]));
      await rest.send('PATCH', url, { subscription: { name, ...changed }, updateMask: different.join(',') });
    },
  };
}

/** A setting as it is compared: Google adds a state to some, and leaves out what is empty. */
function read(field: string, settings: JsonObject): unknown {
  if (field === 'bigqueryConfig') {
    const { table, writeMetadata } = objectAt(settings, field) ?? {};
    return { table, writeMetadata };
  }
  if (field === 'messageTransforms') return settings[field] ?? [];
  if (field === 'expirationPolicy') return objectAt(settings, field)?.['ttl'];
  return settings[field];
}

function requireOwn(name: string, actual: JsonObject): void {
  const purpose = textAt(objectAt(actual, 'labels'), 'purpose');
  if (purpose === PURPOSE.purpose) return;
  throw new Failure(
    `The subscription ${name} is somebody else's: it lacks the label purpose=${PURPOSE.purpose}. Rename it.`,
  );
}

/**
 * Removes the subscriptions and the views of an export. The table stays with its rows, and so does the dataset.
 * @throws {Failure} for somebody else's subscription.
 */
export async function removeExport(plan: ExportPlan, { rest, endpoints, check }: Target): Promise<readonly Step[]> {
  const bigquery = new BigQueryAdmin(rest, endpoints.bigquery, plan);
  const pubsub = new RestPubSubAdmin(rest, endpoints.pubsub);
  const done: Step[] = [];
  for (const { name } of plan.subscriptions) {
    const actual = await rest.find(`${endpoints.pubsub}/${name}`);
    if (actual !== undefined) requireOwn(name, actual);
    if (actual !== undefined && !check) await pubsub.deleteSubscription(name);
    done.push({ what: `subscription ${name}`, done: actual === undefined ? 'unchanged' : 'removed' });
  }
  const queries = await inParallel(plan.views, ({ name }) => bigquery.query(name));
  for (const [index, { name }] of plan.views.entries()) {
    const isThere = queries[index] !== undefined;
    if (isThere && !check) await bigquery.remove(name);
    done.push({ what: `view ${plan.dataset}.${name}`, done: isThere ? 'removed' : 'unchanged' });
  }
  return done;
}
