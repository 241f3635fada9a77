import { objectAt, textAt, type JsonObject } from '../../../ops/delivery/google/json.ts';
import type { Cloud } from '../cloud.ts';
import { lastOf } from '../service.ts';
import { imagesOf } from './artifact-registry.ts';
import { createTrigger, deleteTrigger, updateTrigger } from './eventarc.ts';
import { ARTIFACT_REGISTRY, CLOUD_RUN, FUNCTIONS } from './hosts.ts';

/** What a service has if nothing is said. */
const DEFAULTS = {
  availableMemory: '256Mi',
  availableCpu: '1',
  timeoutSeconds: 60,
  maxInstanceCount: 100,
  maxInstanceRequestConcurrency: 1,
  ingressSettings: 'ALLOW_ALL',
  allTrafficOnLatestRevision: true,
};

/**
 * Does what a deploy of a function does: an image, a Cloud Run service, a trigger.
 * @throws {GoogleError} if a test wants it to fail; the function stays, in the state FAILED.
 */
export function deploy(wanted: JsonObject, cloud: Cloud): JsonObject {
  const name = textAt(wanted, 'name') ?? '';
  const failure = cloud.conditions.failingFunctions.get(lastOf(name));
  if (failure !== undefined) {
    cloud.put(FUNCTIONS, name, {
      ...wanted,
      state: 'FAILED',
      stateMessages: [{ severity: 'ERROR', message: failure.message }],
    });
    throw failure;
  }
  const before = cloud.resource(FUNCTIONS, name);
  const service = serviceOf(name, cloud);
  const updateTime = cloud.now().toISOString();
  return cloud.put(FUNCTIONS, name, {
    ...wanted,
    environment: 'GEN_2',
    state: 'ACTIVE',
    createTime: before['createTime'] ?? updateTime,
    updateTime,
    url: urlOf(name),
    buildConfig: buildOf(name, wanted, cloud),
    serviceConfig: {
      ...DEFAULTS,
      serviceAccountEmail: cloud.defaultServiceAccount,
      ...objectAt(wanted, 'serviceConfig'),
      ...service,
    },
    ...triggerOf(name, wanted, service, cloud),
  });
}

/** Deletes a function with all that its deploy made. */
export function undeploy(name: string, cloud: Cloud): JsonObject {
  const fn = cloud.resource(FUNCTIONS, name);
  const trigger = textAt(objectAt(fn, 'eventTrigger'), 'trigger');
  if (trigger !== undefined) deleteTrigger(trigger, cloud);
  cloud.remove(CLOUD_RUN, textAt(objectAt(fn, 'serviceConfig'), 'service') ?? '');
  cloud.remove(FUNCTIONS, name);
  return {};
}

interface Service {
  readonly service: string;
  readonly uri: string;
  readonly revision: string;
}

function serviceOf(name: string, cloud: Cloud): Service {
  const [, project = '', , region = '', , id = ''] = name.split('/');
  const short = id.toLowerCase().replaceAll('_', '-');
  const service = `projects/${project}/locations/${region}/services/${short}`;
  const uri = `https://${short}-abcdefghij-uc.a.run.app`;
  if (!cloud.has(CLOUD_RUN, service)) cloud.put(CLOUD_RUN, service, { name: service, uri });
  return { service, uri, revision: `${short}-${String(cloud.next()).padStart(5, '0')}-abc` };
}

function buildOf(name: string, wanted: JsonObject, cloud: Cloud): JsonObject {
  const [, project = '', , region = ''] = name.split('/');
  const images = imagesOf(project, region);
  if (!cloud.has(ARTIFACT_REGISTRY, images)) cloud.put(ARTIFACT_REGISTRY, images, { name: images, format: 'DOCKER' });
  const build = `projects/${cloud.projectNumber}/locations/${region}/builds/${cloud.next()}`;
  return { ...objectAt(wanted, 'buildConfig'), build, dockerRegistry: 'ARTIFACT_REGISTRY', dockerRepository: images };
}

/** The trigger of a function stays the same when it is deployed again. */
function triggerOf(name: string, wanted: JsonObject, { service, uri }: Service, cloud: Cloud): JsonObject {
  const trigger = objectAt(wanted, 'eventTrigger');
  if (trigger === undefined) return {};
  const serviceAccount = textAt(trigger, 'serviceAccountEmail') ?? cloud.defaultServiceAccount;
  const [, , , triggerRegion = ''] = name.split('/');
  const described = { triggerRegion, ...trigger, serviceAccountEmail: serviceAccount };
  const existing = textAt(trigger, 'trigger');
  if (existing !== undefined) {
    updateTrigger(existing, serviceAccount, cloud);
    return { eventTrigger: { ...described, trigger: existing } };
  }
  const topic = textAt(trigger, 'pubsubTopic') ?? '';
  const wantedTrigger = { destination: name, service: lastOf(service), endpoint: uri, topic, serviceAccount };
  return { eventTrigger: { ...described, trigger: createTrigger(wantedTrigger, cloud) } };
}

/** The address that is known before the deploy. */
function urlOf(name: string): string {
  const [, project = '', , region = '', , id = ''] = name.split('/');
  return `https://${region}-${project}.cloudfunctions.net/${id}`;
}
