import { objectAt, objectsAt, textAt, textsAt, type JsonObject } from '../../../ops/delivery/google/json.ts';
import type { Cloud } from '../../control-plane/cloud.ts';

const CODEBASE = 'firebase-functions-codebase';

/** A function of this bundle, as the project has it. */
export interface LiveFunction {
  readonly id: string;
  readonly state: unknown;
  readonly labels: JsonObject;
  readonly buildConfig: JsonObject;
  readonly serviceConfig: JsonObject;
  /** Whether events trigger it. */
  readonly isTriggered: boolean;
  /** Full name of the topic that triggers it. */
  readonly topic: string | undefined;
}

/** The functions of one codebase, by id; of this bundle by default. */
export function functionsIn(cloud: Cloud, codebase = 'integration-service'): readonly LiveFunction[] {
  const all = cloud.list('cloudfunctions.googleapis.com', /\/functions\//);
  return all.flatMap((found) => {
    const labels = objectAt(found, 'labels') ?? {};
    if (labels[CODEBASE] !== codebase) return [];
    const { name, state } = found;
    const buildConfig = objectAt(found, 'buildConfig') ?? {};
    const serviceConfig = objectAt(found, 'serviceConfig') ?? {};
    const trigger = objectAt(found, 'eventTrigger');
    const isTriggered = trigger !== undefined;
    const topic = textAt(trigger, 'pubsubTopic');
    return [
      { id: String(name).split('/').at(-1) ?? '', state, labels, buildConfig, serviceConfig, isTriggered, topic },
    ];
  });
}

/** The Cloud Run service behind a function. */
export function serviceOf(id: string, cloud: Cloud): JsonObject {
  return cloud.resource('run.googleapis.com', serviceName(id, cloud));
}

function serviceName(id: string, { projectId }: Cloud): string {
  return `projects/${projectId}/locations/us-central1/services/${id.toLowerCase()}`;
}

/** Who may call the Cloud Run service behind a function. */
export function invokersOf(id: string, cloud: Cloud): readonly string[] {
  const policy = cloud.policies.get(`//run.googleapis.com/${serviceName(id, cloud)}`);
  const bindings = objectsAt(policy, 'bindings').filter((binding) => textAt(binding, 'role') === 'roles/run.invoker');
  return bindings.flatMap((binding) => textsAt(binding, 'members'));
}

/** Everything that the project holds, to be compared with later. */
export function stateOf({ resources, policies }: Cloud) {
  const entries = [...resources].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const isFunction = ([name]: readonly [string, unknown]) => name.startsWith('//cloudfunctions.');
  return structuredClone({
    functions: Object.fromEntries(entries.filter(isFunction)),
    resources: Object.fromEntries(entries.filter((entry) => !isFunction(entry))),
    policies: Object.fromEntries(policies),
  });
}
