import { lastOf, nameIn, type Handlers } from '../service.ts';

/** Which APIs a project has enabled. @see https://cloud.google.com/service-usage/docs/reference/rest */
export const serviceUsage: Handlers = {
  'serviceusage.v1.services.get': (call, cloud) => {
    const service = lastOf(nameIn(call));
    const parent = `projects/${cloud.projectNumber}`;
    const state = cloud.enabledServices.has(service) ? 'ENABLED' : 'DISABLED';
    return { name: `${parent}/services/${service}`, parent, state, config: { name: service } };
  },
  'serviceusage.v1.services.enable': (call, cloud) => {
    cloud.enable(lastOf(nameIn(call)));
    return cloud.operations.done(`operations/acat.${cloud.next()}`);
  },
  'serviceusage.v1beta1.services.generateServiceIdentity': (call, cloud) => {
    const [service = ''] = lastOf(nameIn(call)).split('.');
    const email = cloud.serviceAgent(service);
    cloud.serviceAccounts.add(email);
    return cloud.operations.done(`operations/finished.${cloud.next()}`, { email });
  },
};
