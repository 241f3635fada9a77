import type { IntegrationSettings } from '../../../functions/src/core/options.ts';
import { deadLetterTopicOf, topicOf } from '../../../functions/src/core/event/names.ts';
import { RestGrants } from '../../delivery/google/grants.ts';
import { objectAt, objectsAt, textAt, textsAt } from '../../delivery/google/json.ts';
import type { Endpoints, GoogleRest, JsonObject } from '../../delivery/google/rest.ts';
import { finding, ok, unknown, type Result } from '../result.ts';

interface Scope {
  readonly projectId: string;
  readonly region: string;
  readonly rest: GoogleRest;
  readonly endpoints: Endpoints;
}

/** One thing that the functions do, and the roles on the project of which any one allows it. */
interface Need {
  readonly what: string;
  readonly roles: readonly [best: string, ...others: string[]];
  /** Where the best role may be granted instead, and how it is granted there. */
  readonly on?: { readonly base: string; readonly resource: string; readonly command: string };
}

/**
 * Looks whether the account that the functions run as may do what they do. What a role of one's own holds cannot
 * be told from its name.
 */
export async function serviceAccountResults(
  on: readonly IntegrationSettings[],
  scope: Scope,
): Promise<readonly Result[]> {
  const [first] = on;
  if (first === undefined) return [];
  const account = await accountOf(`${first.provider}-webhook`, scope);
  if (account === undefined)
    return [unknown('service account', 'no function is deployed whose account could be asked')];
  const member = `serviceAccount:${account}`;
  const roles = await rolesOf(member, scope);
  const results: Result[] = [];
  for (const need of needsOf(on, scope)) {
    if (await isMet(need, member, roles, scope)) continue;
    const what = `service account: ${need.what}`;
    const own = roles.find((role) => !role.startsWith('roles/'));
    if (own !== undefined) results.push(unknown(what, `depends on what ${own} holds`));
    else results.push(finding(what, `${account} may not.`, grant(need, member, scope)));
  }
  return results.length > 0 ? results : [ok('service account', `${account} may do what the functions do`)];
}

function needsOf(on: readonly IntegrationSettings[], { projectId, endpoints }: Scope): readonly Need[] {
  const topics = on.flatMap(({ provider }) => [topicOf(provider), deadLetterTopicOf(provider)]);
  const secrets = on.flatMap(({ webhookSecretName, apiKeyName }) => [webhookSecretName, apiKeyName]);
  return [
    {
      what: 'read and write Firestore',
      roles: ['roles/datastore.user', 'roles/datastore.owner', 'roles/firebase.admin', 'roles/editor', 'roles/owner'],
    },
    ...topics.map((topic): Need => ({
      what: `publish to ${topic}`,
      roles: ['roles/pubsub.publisher', 'roles/pubsub.editor', 'roles/pubsub.admin', 'roles/editor', 'roles/owner'],
      on: {
        base: endpoints.pubsub,
        resource: `projects/${projectId}/topics/${topic}`,
        command: `gcloud pubsub topics add-iam-policy-binding ${topic}`,
      },
    })),
    ...secrets.flatMap((name): Need[] => {
      if (name === undefined) return [];
      const [, project = projectId, id = name] = /^projects\/([^/]+)\/secrets\/([^/]+)/.exec(name) ?? [];
      return [
        {
          what: `read the secret ${id}`,
          roles: ['roles/secretmanager.secretAccessor', 'roles/secretmanager.admin', 'roles/owner'],
          on: {
            base: endpoints.secrets,
            resource: `projects/${project}/secrets/${id}`,
            command: `gcloud secrets add-iam-policy-binding ${id}`,
          },
        },
      ];
    }),
  ];
}

async function isMet(
  { roles, on }: Need,
  member: string,
  granted: readonly string[],
  { rest }: Scope,
): Promise<boolean> {
  if (roles.some((role) => granted.includes(role))) return true;
  if (on === undefined) return false;
  return new RestGrants(rest, on.base).has({ resource: on.resource, role: roles[0], member });
}

function grant({ roles, on }: Need, member: string, { projectId }: Scope): string {
  const flags = `--member=${member} --role=${roles[0]}`;
  if (on === undefined) return `gcloud projects add-iam-policy-binding ${projectId} ${flags}`;
  return `${on.command} ${flags} --project=${projectId}`;
}

async function accountOf(name: string, { projectId, region, rest, endpoints }: Scope): Promise<string | undefined> {
  const found = await rest.find(`${endpoints.functions}/projects/${projectId}/locations/${region}/functions/${name}`);
  return textAt(objectAt(found, 'serviceConfig'), 'serviceAccountEmail');
}

/** The roles that an account has on the project without a condition. */
async function rolesOf(member: string, { projectId, rest, endpoints }: Scope): Promise<readonly string[]> {
  const policy: JsonObject = await rest.send('POST', `${endpoints.projects}/projects/${projectId}:getIamPolicy`, {
    options: { requestedPolicyVersion: 3 },
  });
  return objectsAt(policy, 'bindings').flatMap((binding) => {
    const role = textAt(binding, 'role');
    const isMine = textsAt(binding, 'members').includes(member) && binding['condition'] === undefined;
    return isMine && role !== undefined ? [role] : [];
  });
}
