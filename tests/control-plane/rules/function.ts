import { isJsonObject } from '../../../functions/src/core/event/json.ts';
import { numberAt, objectAt, textAt, type JsonObject } from '../../../ops/delivery/google/json.ts';

/** @see https://cloud.google.com/functions/docs/runtime-support */
const RUNTIMES: ReadonlySet<string> = new Set(['nodejs22', 'nodejs24']);
const MAX_LABELS = 64;
const MAX_ENVIRONMENT_BYTES = 32_768;
/** @see https://cloud.google.com/run/docs/configuring/services/environment-variables#reserved_environment_variables_for_functions */
const RESERVED: ReadonlySet<string> = new Set(['PORT', 'K_SERVICE', 'K_REVISION', 'K_CONFIGURATION']);

/**
 * What Cloud Functions refuses in a function.
 * @see https://cloud.google.com/functions/docs/reference/rest/v2/projects.locations.functions
 * @see https://cloud.google.com/functions/docs/configuring/memory
 */
export function functionViolations(id: string, fn: JsonObject): readonly string[] {
  const service = objectAt(fn, 'serviceConfig') ?? {};
  const isTriggered = objectAt(fn, 'eventTrigger') !== undefined;
  return [
    ...(/^[a-zA-Z][a-zA-Z0-9_-]{0,62}$/.test(id) ? [] : [`The function id ${id} is not valid.`]),
    ...labelViolations(fn['labels']),
    ...buildViolations(objectAt(fn, 'buildConfig')),
    ...environmentViolations(service['environmentVariables']),
    ...instanceViolations(service),
    ...cpuViolations(service),
    ...withinViolations('timeoutSeconds', numberAt(service, 'timeoutSeconds'), 1, isTriggered ? 540 : 3600),
    ...networkViolations(service),
  ];
}

function labelViolations(labels: unknown): readonly string[] {
  const entries = isJsonObject(labels) ? Object.entries(labels) : [];
  const wrong = entries.filter(
    ([key, value]) => !/^[a-z][a-z0-9_-]{0,62}$/.test(key) || !/^[a-z0-9_-]{0,63}$/.test(String(value)),
  );
  return [
    ...wrong.map(([key, value]) => `The label ${key}=${String(value)} is not valid.`),
    ...(entries.length > MAX_LABELS ? [`There are more than ${MAX_LABELS} labels.`] : []),
  ];
}

function buildViolations(build: JsonObject | undefined): readonly string[] {
  const runtime = textAt(build, 'runtime') ?? '';
  const source = objectAt(objectAt(build, 'source'), 'storageSource');
  return [
    ...(RUNTIMES.has(runtime) ? [] : [`The runtime ${runtime} is not supported.`]),
    ...(textAt(build, 'entryPoint') === undefined ? ['The entry point is missing.'] : []),
    ...(textAt(source, 'object') === undefined ? ['The source is missing.'] : []),
  ];
}

function environmentViolations(environment: unknown): readonly string[] {
  const names = isJsonObject(environment) ? Object.keys(environment) : [];
  const wrong = names.filter((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name.startsWith('X_GOOGLE_'));
  const reserved = names.filter((name) => RESERVED.has(name));
  return [
    ...wrong.map((name) => `The environment variable ${name} is not valid.`),
    ...reserved.map((name) => `The environment variable ${name} is reserved.`),
    ...(Buffer.byteLength(JSON.stringify(environment ?? {})) > MAX_ENVIRONMENT_BYTES
      ? ['The environment is larger than 32 KiB.']
      : []),
  ];
}

function instanceViolations(service: JsonObject): readonly string[] {
  const least = numberAt(service, 'minInstanceCount') ?? 0;
  const most = numberAt(service, 'maxInstanceCount') ?? 100;
  return least > most ? ['minInstanceCount is greater than maxInstanceCount.'] : [];
}

function cpuViolations(service: JsonObject): readonly string[] {
  const cpu = numberAt(service, 'availableCpu') ?? 1;
  const concurrency = numberAt(service, 'maxInstanceRequestConcurrency') ?? 1;
  const memory = textAt(service, 'availableMemory') ?? '256Mi';
  const mebibytes = mebibytesIn(memory);
  return [
    ...withinViolations('maxInstanceRequestConcurrency', concurrency, 1, 1000),
    ...(cpu < 1 && concurrency > 1 ? ['Total cpu < 1 is not supported with concurrency > 1.'] : []),
    ...(Number.isNaN(mebibytes) ? [`The memory ${memory} is not valid.`] : []),
    ...(mebibytes > 32_768 ? ['The memory is greater than 32 GiB.'] : []),
    ...(mebibytes > 4096 && cpu < 2 ? ['More than 4 GiB of memory need at least 2 CPUs.'] : []),
    ...(cpu >= 4 && mebibytes < 2048 ? ['4 CPUs need at least 2 GiB of memory.'] : []),
  ];
}

function mebibytesIn(memory: string): number {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)(Mi|M|Gi|G)$/.exec(memory) ?? [];
  return amount === '' ? Number.NaN : Number(amount) * (unit.startsWith('G') ? 1024 : 1);
}

function networkViolations(service: JsonObject): readonly string[] {
  const connector = textAt(service, 'vpcConnector');
  const isName = /^(projects\/[^/]+\/locations\/[^/]+\/connectors\/)?[a-z][a-z0-9-]{0,24}$/.test(connector ?? 'none');
  const egress = textAt(service, 'vpcConnectorEgressSettings');
  return [
    ...(isName ? [] : [`The connector ${connector} is not valid.`]),
    ...(egress !== undefined && connector === undefined ? ['Egress settings need a connector.'] : []),
  ];
}

function withinViolations(name: string, value: number | undefined, least: number, most: number): readonly string[] {
  return value === undefined || (value >= least && value <= most)
    ? []
    : [`${name} must be from ${least} to ${most}; it is ${value}.`];
}
