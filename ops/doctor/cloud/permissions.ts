import { textsAt } from '../../delivery/google/json.ts';
import type { GoogleRest } from '../../delivery/google/rest.ts';
import { grantCommand } from '../grant-command.ts';
import { finding, ok, type Result } from '../result.ts';

/** What the commands need of the person who calls them, by the ready-made role that brings it. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'roles/cloudfunctions.viewer': ['cloudfunctions.functions.list'],
  'roles/eventarc.viewer': ['eventarc.triggers.get'],
  'roles/pubsub.admin': [
    'pubsub.topics.get',
    'pubsub.topics.create',
    'pubsub.topics.update',
    'pubsub.topics.publish',
    'pubsub.topics.attachSubscription',
    'pubsub.topics.getIamPolicy',
    'pubsub.topics.setIamPolicy',
    'pubsub.subscriptions.get',
    'pubsub.subscriptions.create',
    'pubsub.subscriptions.delete',
    'pubsub.subscriptions.update',
    'pubsub.subscriptions.consume',
    'pubsub.subscriptions.getIamPolicy',
    'pubsub.subscriptions.setIamPolicy',
  ],
  'roles/datastore.user': ['datastore.entities.get', 'datastore.entities.list', 'datastore.entities.update'],
  'roles/datastore.indexAdmin': ['datastore.schemas.get', 'datastore.schemas.update'],
  'roles/monitoring.viewer': ['monitoring.timeSeries.list'],
  'roles/browser': ['resourcemanager.projects.get'],
};

/**
 * Asks which of the permissions that the commands need the caller has.
 * @see https://cloud.google.com/resource-manager/reference/rest/v3/projects/testIamPermissions
 */
export async function permissionResults(rest: GoogleRest, base: string, projectId: string): Promise<readonly Result[]> {
  const permissions = Object.values(NEEDED).flat();
  const answer = await rest.send('POST', `${base}/projects/${projectId}:testIamPermissions`, { permissions });
  const granted = new Set(textsAt(answer, 'permissions'));
  const results = Object.entries(NEEDED).flatMap(([role, needed]) => {
    const missing = needed.filter((permission) => !granted.has(permission));
    if (missing.length === 0) return [];
    const says = `You lack ${missing.join(', ')}.`;
    const member = '"user:$(gcloud config get account)"';
    return [finding('your permissions', says, grantCommand({ kind: 'projects', name: projectId }, member, role))];
  });
  return results.length > 0 ? results : [ok('your permissions', 'all that the commands need')];
}
