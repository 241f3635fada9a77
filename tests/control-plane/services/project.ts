import { objectsAt } from '../../../ops/delivery/google/json.ts';
import { fullName, type Cloud } from '../cloud.ts';
import { nameIn, type Call, type Handlers } from '../service.ts';
import { getIamPolicy, setIamPolicy, testIamPermissions } from './iam.ts';
import { RESOURCE_MANAGER } from './hosts.ts';

/** In paths it stands with its id alone, or with its number. */
function projectName(_call: Call, { projectId }: Cloud): string {
  return `projects/${projectId}`;
}

/** The project itself, as the services see it that know nothing else. */
export const project: Handlers = {
  'cloudresourcemanager.v1.projects.get': (_call, { projectId, projectNumber }) => ({
    projectId,
    projectNumber,
    name: projectId,
    lifecycleState: 'ACTIVE',
  }),
  'cloudresourcemanager.v3.projects.get': (_call, { projectId, projectNumber }) => ({
    name: `projects/${projectNumber}`,
    projectId,
    displayName: projectId,
    state: 'ACTIVE',
  }),
  'cloudresourcemanager.v1.projects.getIamPolicy': getIamPolicy(RESOURCE_MANAGER, projectName),
  'cloudresourcemanager.v1.projects.setIamPolicy': setIamPolicy(RESOURCE_MANAGER, projectName),
  'cloudresourcemanager.v1.projects.testIamPermissions': testIamPermissions(),
  'cloudresourcemanager.v3.projects.getIamPolicy': getIamPolicy(RESOURCE_MANAGER, projectName),
  'cloudresourcemanager.v3.projects.setIamPolicy': setIamPolicy(RESOURCE_MANAGER, projectName),
  'cloudresourcemanager.v3.projects.testIamPermissions': testIamPermissions(),
  'iam.v1.projects.serviceAccounts.testIamPermissions': testIamPermissions(),
  'firebase.v1beta1.projects.get': (_call, { projectId, projectNumber }) => ({
    name: `projects/${projectId}`,
    projectId,
    projectNumber,
    displayName: projectId,
    resources: {},
    state: 'ACTIVE',
  }),
  'firebase.v1beta1.projects.getAdminSdkConfig': (_call, { projectId }) => ({
    projectId,
    storageBucket: `${projectId}.firebasestorage.app`,
  }),
  'cloudbilling.v1.projects.getBillingInfo': (call, { projectId }) => ({
    name: `${nameIn(call)}/billingInfo`,
    projectId,
    billingAccountName: 'billingAccounts/000000-AAAAAA-000000',
    billingEnabled: true,
  }),
  'compute.v1.projects.get': (_call, { projectId, defaultServiceAccount }) => ({
    name: projectId,
    defaultServiceAccount,
  }),
};

/** Makes the project with its first policy: an owner, and the default account as an editor. */
export function setUpProject(cloud: Cloud): void {
  const name = `projects/${cloud.projectId}`;
  cloud.put(RESOURCE_MANAGER, name, { name });
  const bindings = [
    { role: 'roles/owner', members: ['user:owner@example.com'] },
    { role: 'roles/editor', members: [`serviceAccount:${cloud.defaultServiceAccount}`] },
  ];
  cloud.policies.set(fullName(RESOURCE_MANAGER, name), { version: 1, etag: 'first', bindings });
}

/** Grants a service account a role on the project. */
export function grantOnProject(account: string, role: string, cloud: Cloud): void {
  const name = fullName(RESOURCE_MANAGER, `projects/${cloud.projectId}`);
  const policy = cloud.policies.get(name);
  const bindings = [...objectsAt(policy, 'bindings'), { role, members: [`serviceAccount:${account}`] }];
  cloud.policies.set(name, { ...policy, bindings });
}
