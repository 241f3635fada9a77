import { objectAt, textAt, type JsonObject } from '../../../ops/delivery/google/json.ts';
import type { Cloud } from '../cloud.ts';
import { GoogleError, refuseFirst } from '../google-error.ts';
import { masked } from '../masked.ts';
import { durationViolations } from '../rules/duration.ts';
import { nameIn, type Handlers } from '../service.ts';
import { SCHEDULER } from './hosts.ts';

/** @see https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs */
export const scheduler: Handlers = {
  'cloudscheduler.v1.projects.locations.jobs.get': (call, cloud) => cloud.resource(SCHEDULER, nameIn(call)),
  'cloudscheduler.v1.projects.locations.jobs.create': ({ body }, cloud) => {
    const name = textAt(body, 'name') ?? '';
    if (cloud.has(SCHEDULER, name)) throw new GoogleError('ALREADY_EXISTS', `Job ${name} already exists.`);
    return putJob(name, { ...body, state: 'ENABLED' }, cloud);
  },
  'cloudscheduler.v1.projects.locations.jobs.patch': (call, cloud) => {
    const mask = call.query.get('updateMask') ?? '';
    return putJob(nameIn(call), masked(cloud.resource(SCHEDULER, nameIn(call)), call.body, mask), cloud);
  },
  'cloudscheduler.v1.projects.locations.jobs.delete': (call, cloud) => {
    cloud.resource(SCHEDULER, nameIn(call));
    cloud.remove(SCHEDULER, nameIn(call));
    return {};
  },
};

function putJob(name: string, job: JsonObject, cloud: Cloud): JsonObject {
  refuseFirst(jobViolations(name, job, cloud));
  return cloud.put(SCHEDULER, name, job);
}

function jobViolations(name: string, job: JsonObject, { serviceAccounts }: Cloud): readonly string[] {
  const target = objectAt(job, 'httpTarget');
  const account = textAt(objectAt(target, 'oidcToken'), 'serviceAccountEmail') ?? '';
  const schedule = textAt(job, 'schedule') ?? '';
  return [
    ...(/\/jobs\/[A-Za-z0-9_-]{1,500}$/.test(name) ? [] : [`The job name ${name} is not valid.`]),
    ...(/^(every |(\S+ ){4}\S+$)/.test(schedule) ? [] : [`The schedule "${schedule}" is not valid.`]),
    ...(/^https?:\/\//.test(textAt(target, 'uri') ?? '') ? [] : ['The target has no address.']),
    ...(serviceAccounts.has(account) ? [] : [`The service account "${account}" does not exist.`]),
    ...durationViolations('attempt_deadline', job['attemptDeadline'], 15, 1800),
  ];
}
