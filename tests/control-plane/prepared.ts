import { Cloud } from './cloud.ts';
import { setUpProject } from './services/project.ts';
import { putSecret } from './services/secrets.ts';
import { FIRESTORE } from './services/hosts.ts';

/** What a deploy by the Firebase CLI enables, and what it needs enabled before. */
const SERVICES = [
  'artifactregistry',
  'cloudbilling',
  'cloudbuild',
  'cloudfunctions',
  'cloudresourcemanager',
  'cloudscheduler',
  'compute',
  'eventarc',
  'firebaseextensions',
  'firestore',
  'iam',
  'logging',
  'monitoring',
  'pubsub',
  'run',
  'runtimeconfig',
  'secretmanager',
  'storage',
];
/** What is on in a project that was made a minute ago. */
const SERVICES_AT_FIRST = ['cloudbilling', 'compute', 'logging', 'monitoring', 'storage'];

/** A project as `docs/deploy/first-deploy.md` leaves it before the first deploy, with every API enabled. */
export function preparedProject(): Cloud {
  return projectWith(SERVICES);
}

/** The same, in which nobody has enabled anything. */
export function freshProject(): Cloud {
  return projectWith(SERVICES_AT_FIRST);
}

function projectWith(services: readonly string[]): Cloud {
  const cloud = new Cloud();
  setUpProject(cloud);
  for (const service of services) cloud.enabledServices.add(`${service}.googleapis.com`);
  const database = `projects/${cloud.projectId}/databases/(default)`;
  cloud.put(FIRESTORE, database, { name: database, type: 'FIRESTORE_NATIVE', locationId: 'nam5' });
  putSecret('stripe-webhook-secret', ['whsec_first_of_the_fake', 'whsec_second_of_the_fake'], cloud);
  return cloud;
}
