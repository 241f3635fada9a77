import { isText } from '../../core/event/json.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';
import type { Deployment, Issue, Job, MergeRequest, Note, Pipeline, Push, Release, WikiPage } from './resources.ts';

export type * from './resources.ts';

/** What each kind of event holds, and its actions; `never` if it has none. */
interface Kinds {
  readonly push: [Push, never];
  readonly tag_push: [Push, never];
  readonly issue: [Issue, 'open' | 'update' | 'close' | 'reopen'];
  /** Tasks, incidents and everything else that GitLab counts as a work item. */
  readonly work_item: [Issue, 'open' | 'update' | 'close' | 'reopen'];
  readonly merge_request: [
    MergeRequest,
    'open' | 'update' | 'close' | 'reopen' | 'merge' | 'approved' | 'unapproved' | 'approval' | 'unapproval',
  ];
  readonly note: [Note, 'create' | 'update'];
  readonly pipeline: [Pipeline, never];
  /** A job. */
  readonly build: [Job, never];
  readonly deployment: [Deployment, never];
  readonly release: [Release, 'create' | 'update' | 'delete'];
  readonly wiki_page: [WikiPage, 'create' | 'update' | 'delete'];
}

type OfKind<Kind extends keyof Kinds> = { readonly object_kind: Kind } & Kinds[Kind][0];

type WithAction = { [Kind in keyof Kinds]: `${Kind}.${Kinds[Kind][1]}` }[keyof Kinds];

/** What GitLab sends, by type: `issue.close` if the event has an action, `push` if not. A kind alone stands for all of its actions. */
export type GitlabEvents = {
  readonly [Type in WithAction | keyof Kinds]: Type extends `${infer Kind extends keyof Kinds}.${string}`
    ? OfKind<Kind>
    : Type extends keyof Kinds
      ? OfKind<Type>
      : never;
};
export type GitlabEventType = keyof GitlabEvents;
export type GitlabNative = OfKind<keyof Kinds>;
export type GitlabEventOfType<Type extends GitlabEventType> = EventOf<GitlabEvents, Type>;

export const places: EventPlaces<GitlabNative> = {
  // The id of the delivery, which is also its `Idempotency-Key`.
  id: 'signed',
  type: typeOf,
  // Pushes, pipelines and jobs do not say when they changed.
  time: ['/object_attributes/updated_at', 'signed'],
  subject: ['/object_attributes/id', '/deployment_id', '/build_id', '/id', '/checkout_sha', '/project_id'],
  source: ['//{/project/web_url|host}/projects/{/project/id}', '//gitlab.com'],
};

/** Some events of groups (`user_add_to_group`) have a name and no kind. */
function typeOf(native: GitlabNative): string | undefined {
  const { object_kind: kind, event_name: name } = native;
  const attributes = 'object_attributes' in native ? native.object_attributes : undefined;
  const action = 'action' in native ? native.action : attributes?.action;
  return isText(kind) && isText(action) ? `${kind}.${action}` : (kind ?? name);
}

/**
 * A GitLab event on the platform.
 * @see https://docs.gitlab.com/user/project/integrations/webhook_events/
 */
export class GitlabEvent extends /* @__PURE__ */ eventClass<GitlabEvents>('gitlab', places) {}

/**
 * Lets through GitLab events of the given types: with one action (`issue.close`), or with any (`issue`).
 * @example
 * events$.pipe(
 *   isOfType(GitlabEvent),
 *   isGitlabEventOfType('merge_request.merge'),
 *   map(({ event }) => new AnnounceMerge(event.object_attributes.title, event.object_attributes.url)),
 * )
 */
export const isGitlabEventOfType = /* @__PURE__ */ ofTypes(
  GitlabEvent,
  ({ envelope, event }, wanted) => wanted.has(envelope.eventtype) || wanted.has(event.object_kind),
);
