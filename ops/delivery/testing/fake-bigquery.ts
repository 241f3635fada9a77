import { objectAt, objectsAt, textAt, textsAt, type JsonObject } from '../google/json.ts';
import type { FakeRequest } from './fake-request.ts';
import type { Resources } from './fake-resources.ts';
import { refusal, type Reply } from './refusals.ts';

/** What every table of a BigQuery subscription needs, and what one with metadata needs beside it. */
const COLUMN_TYPES: Readonly<Record<string, readonly string[]>> = {
  data: ['STRING', 'BYTES', 'JSON'],
  subscription_name: ['STRING'],
  message_id: ['STRING'],
  publish_time: ['TIMESTAMP'],
  attributes: ['STRING', 'JSON'],
};
const MAX_CODE_BYTES = 20 * 1024;

/** Datasets and tables, as BigQuery's REST interface has them. @see https://cloud.google.com/bigquery/docs/reference/rest */
export function answerBigQuery(resources: Resources, { method, path, body }: FakeRequest): Reply {
  const [, dataset = '', tables] = /^(bigquery\/projects\/[^/]+\/datasets\/?[^/]*)(\/tables)?/.exec(path) ?? [];
  if (method === 'POST' && path.endsWith('/datasets')) {
    const id = textAt(objectAt(body, 'datasetReference'), 'datasetId') ?? '';
    return made(resources, `${path}/${id}`, body, /^\w{1,1024}$/.test(id) ? undefined : `Invalid dataset ID "${id}".`);
  }
  if (tables !== undefined && !resources.has(dataset)) return refusal(404, 'Not found: Dataset');
  if (method === 'POST' && path.endsWith('/tables')) {
    const id = textAt(objectAt(body, 'tableReference'), 'tableId') ?? '';
    return made(resources, `${path}/${id}`, body, /^\w{1,1024}$/.test(id) ? undefined : `Invalid table ID "${id}".`);
  }
  const found = resources.get(path);
  if (found === undefined) return refusal(404, `Not found: ${path}`);
  if (method === 'PATCH') resources.set(path, { ...found, ...body });
  if (method === 'DELETE') resources.delete(path);
  return { status: 200, body: found };
}

function made(resources: Resources, name: string, body: JsonObject, fault: string | undefined): Reply {
  if (fault !== undefined) return refusal(400, fault);
  if (resources.has(name)) return refusal(409, 'Already Exists');
  const view = objectAt(body, 'view');
  if (view !== undefined && view['useLegacySql'] !== false) return refusal(400, 'The query is not legacy SQL.');
  resources.set(name, body);
  return { status: 200, body };
}

/**
 * Why Pub/Sub refuses the destination or the transforms of a subscription; undefined if it takes them.
 * @see https://cloud.google.com/pubsub/docs/bigquery and https://cloud.google.com/pubsub/docs/smts/udfs-overview
 */
export function exportFault(
  subscription: JsonObject,
  resources: Resources,
  policies: ReadonlyMap<string, JsonObject>,
): string | undefined {
  return transformFault(subscription) ?? destinationFault(subscription, resources, policies);
}

function destinationFault(
  subscription: JsonObject,
  resources: Resources,
  policies: ReadonlyMap<string, JsonObject>,
): string | undefined {
  const config = objectAt(subscription, 'bigqueryConfig');
  if (config === undefined) return undefined;
  if (textAt(objectAt(subscription, 'pushConfig'), 'pushEndpoint') !== undefined)
    return 'Only one destination is allowed';
  if (config['useTopicSchema'] === true && config['useTableSchema'] === true) return 'Only one schema can be used';
  const [, project, dataset, table] = /^([^.:]+)[.:](\w+)\.(\w+)$/.exec(textAt(config, 'table') ?? '') ?? [];
  const name = `bigquery/projects/${project}/datasets/${dataset}/tables/${table}`;
  const found = resources.get(name);
  if (found === undefined) return `Invalid table: ${name} was not found.`;
  const isWriter = objectsAt(policies.get(name), 'bindings').some(
    (binding) =>
      binding['role'] === 'roles/bigquery.dataEditor' &&
      textsAt(binding, 'members').some((member) => member.endsWith('@gcp-sa-pubsub.iam.gserviceaccount.com')),
  );
  if (!isWriter) return 'Service account lacks bigquery.tables.get and bigquery.tables.updateData on the table.';
  const fields = objectsAt(objectAt(found, 'schema'), 'fields');
  const needed = config['writeMetadata'] === true ? Object.keys(COLUMN_TYPES) : ['data'];
  const missing = needed.find((column) => {
    const type = textAt(
      fields.find((field) => textAt(field, 'name') === column),
      'type',
    );
    return type === undefined || !(COLUMN_TYPES[column]?.includes(type) ?? false);
  });
  return missing === undefined ? undefined : `Incompatible schema: ${missing}`;
}

function transformFault(subscription: JsonObject): string | undefined {
  for (const transform of objectsAt(subscription, 'messageTransforms')) {
    const udf = objectAt(transform, 'javascriptUdf');
    const [name, code] = [textAt(udf, 'functionName'), textAt(udf, 'code')];
    if (name === undefined || code === undefined) return 'A transform needs a function and its code';
    if (Buffer.byteLength(code) > MAX_CODE_BYTES) return 'The code of a transform can be at most 20 KB';
    if (!code.includes(`function ${name}(`)) return `There is no function ${name}`;
    if (/\b(?:import|require|fetch|await|async)\b\s*[({*'"]/.test(code))
      return 'A transform cannot load or call anything';
  }
  return undefined;
}
