import { pubsubTopicIn } from '../../../functions/src/core/config/pubsub-topic.ts';
import type { IntegrationSettings } from '../../../functions/src/core/config/settings.ts';
import type { CatalogEntry } from '../../../functions/src/generated/catalog.ts';
import { GoogleApiError, type Endpoints, type GoogleRest } from '../../delivery/google/rest.ts';
import { grantCommand, revokeCommand, type GrantTarget } from '../grant-command.ts';
import { finding, ok, unknown, type Result } from '../result.ts';
import { grantsIn, projectGrants, type Granted } from './project-policy.ts';

interface Scope {
  readonly projectId: string;
  readonly rest: GoogleRest;
  readonly endpoints: Pick<Endpoints, 'pubsub' | 'projects'>;
}

/** A provider's own topic, and the account that has to be the only one that publishes there. */
interface Topic {
  readonly provider: string;
  readonly name: string;
  readonly publisher: string;
}

const PUBLISHER = 'roles/pubsub.publisher';

/** Ready-made roles that let their members publish. */
const PUBLISHES: readonly string[] = [
  PUBLISHER,
  'roles/pubsub.editor',
  'roles/pubsub.admin',
  'roles/editor',
  'roles/owner',
];

/** Ready-made roles that do not. Whether any other one does, its name does not tell. */
const DOES_NOT: readonly string[] = [
  'roles/pubsub.subscriber',
  'roles/pubsub.viewer',
  'roles/viewer',
  'roles/browser',
  'roles/iam.securityReviewer',
];

/**
 * Looks whether only the provider may publish to its own topic: nothing else proves the messages there.
 * @see https://cloud.google.com/pubsub/docs/access-control
 */
export async function providerTopicResults(
  on: readonly IntegrationSettings[],
  catalog: readonly CatalogEntry[],
  scope: Scope,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const settings of on) {
    const { provider } = settings;
    const facts = await catalog.find((entry) => entry.provider === provider)?.providerTopic?.();
    const topic = pubsubTopicIn(settings);
    if (facts === undefined || topic === undefined) continue;
    const { publisher } = facts;
    results.push(
      ...(await topicResults({ provider, name: topic.name, publisher: `serviceAccount:${publisher}` }, scope)),
    );
  }
  return results;
}

async function topicResults(topic: Topic, { projectId, rest, endpoints }: Scope): Promise<readonly Result[]> {
  const { name, publisher } = topic;
  const what = whatOf(topic);
  const target: GrantTarget = { kind: 'pubsub topics', name, project: projectId };
  const policy = await rest.find(
    `${endpoints.pubsub}/projects/${projectId}/topics/${name}:getIamPolicy?options.requestedPolicyVersion=3`,
  );
  if (policy === undefined) {
    const says = `There is no topic ${name} in ${projectId}, so ${accountIn(publisher)} has nowhere to publish.`;
    return [finding(what, says, `gcloud pubsub topics create ${name} --project=${projectId}`)];
  }
  const granted = grantsIn(policy);
  const mayPublish = granted.some((one) => one.member === publisher && one.role === PUBLISHER && !one.isConditional);
  const results = [
    ...(mayPublish
      ? []
      : [finding(what, `${accountIn(publisher)} may not publish.`, grantCommand(target, publisher, PUBLISHER))]),
    ...granted.flatMap((one) => judged(one, topic, target)),
  ];
  if (results.length > 0) return results;
  const others = await byTheProject(projectId, rest, endpoints);
  return [ok(what, `by its own policy only ${accountIn(publisher)} may publish; by roles on the project ${others}`)];
}

/** Who may publish to every topic. It is told and not judged, because a project has owners. */
async function byTheProject(projectId: string, rest: GoogleRest, { projects }: Scope['endpoints']): Promise<string> {
  try {
    const granted = await projectGrants(rest, projects, projectId);
    const members = granted.flatMap(({ role, member }) => (PUBLISHES.includes(role) ? [member] : []));
    return members.length === 0 ? 'nobody else' : `also ${[...new Set(members)].join(', ')}`;
  } catch (error) {
    if (!(error instanceof GoogleApiError)) throw error;
    return 'perhaps others, which Google did not tell';
  }
}

/** What is wrong with one member of the policy. */
function judged({ role, member }: Granted, topic: Topic, target: GrantTarget): readonly Result[] {
  // Google keeps members that were deleted; they can do nothing.
  if (DOES_NOT.includes(role) || member.startsWith('deleted:')) return [];
  if (role === PUBLISHER && member === topic.publisher) return [];
  const what = whatOf(topic);
  if (PUBLISHES.includes(role))
    return [finding(what, sentenceOf(member, role, topic), revokeCommand(target, member, role))];
  return [unknown(what, `whether ${member} may publish depends on what ${role} holds; nobody but the provider should`)];
}

function sentenceOf(member: string, role: string, { provider, publisher }: Topic): string {
  if (member === publisher) return `${accountIn(publisher)} may do more than publish: it has ${role}.`;
  const who = PUBLIC[member] ?? `${member} may publish to it`;
  return `${who} as ${role}, and what is there is believed to be from ${provider}.`;
}

const PUBLIC: Readonly<Record<string, string>> = {
  allUsers: 'Anyone may publish to it',
  allAuthenticatedUsers: 'Anyone with a Google account may publish to it',
};

function whatOf({ provider, name }: Topic): string {
  return `${provider}: topic ${name}`;
}

function accountIn(member: string): string {
  return member.replace(/^serviceAccount:/, '');
}
