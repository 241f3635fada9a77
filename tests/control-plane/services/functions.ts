import { objectAt, textAt, type JsonObject } from '../../../ops/delivery/google/json.ts';
import type { Cloud } from '../cloud.ts';
import { GoogleError, refuseFirst } from '../google-error.ts';
import { masked } from '../masked.ts';
import { functionViolations } from '../rules/function.ts';
import { lastOf, nameIn, type Call, type Handlers } from '../service.ts';
import { requireEnabled } from './enabled.ts';
import { deploy, undeploy } from './deployment.ts';
import { FUNCTIONS, PUBSUB } from './hosts.ts';

/** Services that a function needs, whatever triggers it. */
const NEEDED = ['run.googleapis.com', 'cloudbuild.googleapis.com', 'artifactregistry.googleapis.com'];
/** Services that a function needs whose trigger is a topic. */
const NEEDED_BY_TRIGGER = ['eventarc.googleapis.com', 'pubsub.googleapis.com'];

/** @see https://cloud.google.com/functions/docs/reference/rest/v2/projects.locations.functions */
export const functions: Handlers = {
  'cloudfunctions.v1.projects.locations.functions.list': () => ({}),
  'cloudfunctions.v2.projects.locations.functions.list': (call, cloud) => {
    const [, project = '', , region = ''] = nameIn(call).split('/');
    const place = region === '-' ? '[^/]+' : region;
    return { functions: cloud.list(FUNCTIONS, new RegExp(`^projects/${project}/locations/${place}/functions/`)) };
  },
  'cloudfunctions.v2.projects.locations.functions.get': (call, cloud) => cloud.resource(FUNCTIONS, nameIn(call)),
  'cloudfunctions.v2.projects.locations.functions.generateUploadUrl': (call, cloud) => {
    const [, , , region = ''] = nameIn(call).split('/');
    const bucket = `gcf-v2-uploads-${cloud.projectNumber}.${region}.cloudfunctions.appspot.com`;
    const object = `${cloud.next()}.zip`;
    const uploadUrl = `https://storage.googleapis.com/${bucket}/${object}?GoogleAccessId=service&Signature=fake`;
    return { uploadUrl, storageSource: { bucket, object } };
  },
  'cloudfunctions.v2.projects.locations.functions.create': (call, cloud) => {
    const id = call.query.get('functionId') ?? '';
    const name = `${nameIn(call)}/functions/${id}`;
    if (cloud.has(FUNCTIONS, name)) {
      throw new GoogleError('ALREADY_EXISTS', `Resource '${name}' already exists.`);
    }
    const wanted = { ...call.body, name };
    requireDeployable(wanted, cloud);
    cloud.put(FUNCTIONS, name, { ...wanted, state: 'DEPLOYING' });
    return begin(call, cloud, () => deploy(wanted, cloud));
  },
  'cloudfunctions.v2.projects.locations.functions.patch': (call, cloud) => {
    const current = cloud.resource(FUNCTIONS, nameIn(call));
    const wanted = masked(current, call.body, call.query.get('updateMask') ?? '');
    requireDeployable(wanted, cloud);
    return begin(call, cloud, () => deploy(wanted, cloud));
  },
  'cloudfunctions.v2.projects.locations.functions.delete': (call, cloud) => {
    const name = nameIn(call);
    cloud.resource(FUNCTIONS, name);
    return begin(call, cloud, () => undeploy(name, cloud));
  },
  'cloudfunctions.v2.projects.locations.operations.get': (call, cloud) => cloud.operations.get(nameIn(call)),
};

function begin(call: Call, cloud: Cloud, work: () => JsonObject): JsonObject {
  const location = nameIn(call).split('/').slice(0, 4).join('/');
  return cloud.operations.begin(`${location}/operations/operation-${cloud.next()}`, work);
}

function requireDeployable(fn: JsonObject, cloud: Cloud): void {
  const trigger = objectAt(fn, 'eventTrigger');
  for (const service of [...NEEDED, ...(trigger === undefined ? [] : NEEDED_BY_TRIGGER)])
    requireEnabled(service, cloud);
  refuseFirst(functionViolations(lastOf(textAt(fn, 'name') ?? ''), fn));
  const account = textAt(objectAt(fn, 'serviceConfig'), 'serviceAccountEmail');
  if (account !== undefined && !cloud.serviceAccounts.has(account)) {
    throw new GoogleError('NOT_FOUND', `Service account ${account} does not exist.`);
  }
  const topic = textAt(trigger, 'pubsubTopic');
  if (topic !== undefined && !cloud.has(PUBSUB, topic)) {
    throw new GoogleError('INVALID_ARGUMENT', `The topic ${topic} does not exist.`);
  }
}
