import type { WebhookEventMap, WebhookEventName } from '@octokit/webhooks-types';
import { valueAt } from '../../core/event/json-pointer.ts';
import { idIn, isJsonObject, isText } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import type { Surroundings } from '../../core/integration/place.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

type Native = WebhookEventMap[WebhookEventName];

/** GitHub signs only the body. The name of the event and the id of the delivery are headers. */
export const places: EventPlaces<Native> = {
  id: [deliveryOf, 'digest'],
  type: (native, { header }) => {
    const name = nameIn(header);
    const action = 'action' in native && isText(native.action) ? native.action : undefined;
    return name === undefined || action === undefined ? name : `${name}.${action}`;
  },
  time: [latestTimeIn, 'arrival'],
  subject: (native, { header }) => {
    const name = nameIn(header);
    return name === undefined ? undefined : firstIdIn(native, [...placesOf(name), ...WHERE]);
  },
  // A comment or a review names what it is about.
  related: ['/issue/id', '/pull_request/id', '/discussion/id', '/deployment/id'],
  source: (native) => `//github.com${tenantOf(native)}`,
};

/** The name of the event, from its header. Anything that cannot be a name is dropped. */
function nameIn(header: Surroundings['header']): string | undefined {
  const name = header('x-github-event') ?? '';
  return /^[a-z][a-z0-9_]{0,99}$/.test(name) ? name : undefined;
}

/** GitHub's id of the delivery, which stays the same on manual redelivery. */
function deliveryOf(_native: Native, { header }: Surroundings): string | undefined {
  const delivery = header('x-github-delivery') ?? '';
  return /^[\w-]{1,100}$/.test(delivery) ? delivery : undefined;
}

/** The owner of the event: a repository, else an organization. */
function tenantOf(native: Native): string {
  const repository = 'repository' in native ? native.repository?.full_name : undefined;
  if (isText(repository)) return `/${repository.split('/').map(encodeURIComponent).join('/')}`;
  const organization = 'organization' in native ? native.organization?.login : undefined;
  return typeof organization === 'string' ? `/${encodeURIComponent(organization)}` : '';
}

/** Times that GitHub sets. Check runs are excluded, because the app that runs them sets their times. */
const TIMES = [
  'updated_at',
  'created_at',
  'pushed_at',
  'published_at',
  'submitted_at',
  'closed_at',
  'merged_at',
  'starred_at',
  'started_at',
  'completed_at',
];

/**
 * The latest time in the signed body: of the event, its object or its repository. GitHub signs no event time, so this
 * is the earliest time at which the event can have occurred. A captured delivery that is replayed later therefore does
 * not look newer than what has happened since. Times after the arrival are ignored.
 */
function latestTimeIn(native: Native, { receivedAt }: Surroundings): Date | undefined {
  const objects = [native, ...Object.values(native)].filter(isJsonObject);
  const times = objects.flatMap((object) => TIMES.flatMap((name) => timeOf(object[name]) ?? []));
  const past = times.filter((time) => time <= receivedAt);
  return past.toSorted((a, b) => b.getTime() - a.getTime())[0];
}

/** Places of the object’s id by the name of the event, if it is not the `id` of the object that {@link OBJECTS} or the event’s own name points to. */
const SUBJECTS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    branch_protection_rule: ['/rule/id'],
    code_scanning_alert: ['/alert/html_url'],
    dependabot_alert: ['/alert/html_url'],
    installation_repositories: ['/installation/id'],
    marketplace_purchase: ['/marketplace_purchase/account/id'],
    membership: ['/team/id'],
    merge_group: ['/merge_group/head_sha'],
    meta: ['/hook/id'],
    org_block: ['/blocked_user/id'],
    organization: ['/membership/user/id', '/invitation/id'],
    page_build: ['/id'],
    pull_request_review_thread: ['/pull_request/id'],
    repository_vulnerability_alert: ['/alert/id'],
    secret_scanning_alert: ['/alert/html_url'],
    security_advisory: ['/security_advisory/ghsa_id'],
    sponsorship: ['/sponsorship/node_id'],
    status: ['/sha'],
    team_add: ['/team/id'],
  }),
);

/** What an event is about that names no object: a push, a star, a wiki page. */
const WHERE = ['/repository/id', '/organization/id', '/installation/id'];

function placesOf(name: string): readonly string[] {
  return SUBJECTS.get(name) ?? [`/${fieldOf(name) ?? name}/id`];
}

function firstIdIn(native: Native, pointers: readonly string[]): string | undefined {
  return pointers.map((pointer) => idIn(valueAt(native, pointer))).find((id) => id !== undefined);
}

/** A field that the signed body of an event has; for most events it holds the object that they are about. */
const OBJECTS = {
  check_run: 'check_run',
  check_suite: 'check_suite',
  commit_comment: 'comment',
  create: 'ref_type',
  delete: 'ref_type',
  deployment: 'deployment',
  deployment_status: 'deployment_status',
  discussion: 'discussion',
  discussion_comment: 'comment',
  fork: 'forkee',
  installation: 'installation',
  issue_comment: 'comment',
  issues: 'issue',
  label: 'label',
  member: 'member',
  milestone: 'milestone',
  ping: 'hook',
  pull_request: 'pull_request',
  pull_request_review: 'review',
  pull_request_review_comment: 'comment',
  push: 'commits',
  release: 'release',
  repository: 'repository',
  star: 'starred_at',
  workflow_job: 'workflow_job',
  workflow_run: 'workflow_run',
} as const satisfies { readonly [Name in WebhookEventName]?: KeyOf<WebhookEventMap[Name]> };

type KeyOf<Payload> = Payload extends object ? keyof Payload : never;

/** Whether the signed body is consistent with the unsigned name of the event. */
export function bearsOut(name: string, native: Native): boolean {
  const field = fieldOf(name);
  return field === undefined || field in native;
}

function fieldOf(name: string): string | undefined {
  return new Map<string, string>(Object.entries(OBJECTS)).get(name);
}
