import { masked } from '../masked.ts';
import { nameIn, type Handlers } from '../service.ts';
import { getIamPolicy, setIamPolicy } from './iam.ts';
import { CLOUD_RUN } from './hosts.ts';

/** The services behind functions, and who may call them. @see https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services */
export const run: Handlers = {
  'run.v1.projects.locations.services.getIamPolicy': getIamPolicy(CLOUD_RUN),
  'run.v1.projects.locations.services.setIamPolicy': setIamPolicy(CLOUD_RUN),
  'run.v2.projects.locations.services.get': (call, cloud) => cloud.resource(CLOUD_RUN, nameIn(call)),
  'run.v2.projects.locations.services.patch': (call, cloud) => {
    const name = nameIn(call);
    const changed = masked(cloud.resource(CLOUD_RUN, name), call.body, call.query.get('updateMask') ?? '');
    cloud.put(CLOUD_RUN, name, changed);
    return cloud.operations.done(`${name.split('/').slice(0, 4).join('/')}/operations/${cloud.next()}`);
  },
  'run.v2.projects.locations.services.getIamPolicy': getIamPolicy(CLOUD_RUN),
  'run.v2.projects.locations.services.setIamPolicy': setIamPolicy(CLOUD_RUN),
};
