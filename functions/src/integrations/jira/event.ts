import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface User {
  readonly accountId: string;
  readonly displayName?: string;
  readonly self?: string;
}

export interface JiraIssue {
  readonly id: string;
  /** URL in the API, which shows the host of the site. */
  readonly self?: string;
  /** `SHOP-118`. */
  readonly key: string;
  readonly fields?: {
    readonly summary?: string;
    readonly issuetype?: { readonly id: string; readonly name?: string; readonly subtask?: boolean };
    readonly project?: { readonly id: string; readonly key: string; readonly name?: string };
    readonly status?: {
      readonly id: string;
      readonly name: string;
      /** What the status means, whatever the site calls it. */
      readonly statusCategory?: { readonly key: 'new' | 'indeterminate' | 'done' | 'undefined' };
    };
    readonly priority?: { readonly id?: string; readonly name: string } | null;
    readonly assignee?: User | null;
    readonly reporter?: User | null;
    readonly labels?: readonly string[];
    readonly resolution?: { readonly name: string } | null;
    readonly created?: string;
    readonly updated?: string;
    /** `customfield_10010`, and whatever else the site has. */
    readonly [field: string]: unknown;
  };
}

interface Comment {
  readonly id: string;
  readonly self?: string;
  readonly author?: User;
  readonly body?: string;
  readonly created?: string;
  readonly updated?: string;
}

interface Project {
  readonly id: number;
  readonly self?: string;
  readonly key: string;
  readonly name?: string;
}

interface Base<Type extends string> {
  readonly webhookEvent: Type;
  /** Unix time in milliseconds. */
  readonly timestamp: number;
  readonly user?: User;
}

interface IssueEvent<Type extends string> extends Base<Type> {
  readonly issue: JiraIssue;
  readonly issue_event_type_name?: string;
  readonly changelog?: {
    readonly id: string;
    readonly items: readonly {
      readonly field: string;
      readonly fieldId?: string;
      readonly from?: string | null;
      readonly fromString?: string | null;
      readonly to?: string | null;
      readonly toString?: string | null;
    }[];
  };
}

interface CommentEvent<Type extends string> extends Base<Type> {
  readonly comment: Comment;
  readonly issue?: JiraIssue;
}

interface ProjectEvent<Type extends string> extends Base<Type> {
  readonly project: Project;
}

type Other =
  | 'issuelink_created'
  | 'issuelink_deleted'
  | 'worklog_created'
  | 'worklog_updated'
  | 'worklog_deleted'
  | 'attachment_created'
  | 'attachment_deleted'
  | 'sprint_created'
  | 'sprint_started'
  | 'sprint_updated'
  | 'sprint_closed'
  | 'sprint_deleted'
  | 'jira:version_created'
  | 'jira:version_updated'
  | 'jira:version_released'
  | 'jira:version_unreleased'
  | 'jira:version_deleted'
  | 'user_created'
  | 'user_updated'
  | 'user_deleted';

/** What Jira sends, by type. */
export type JiraEvents = {
  readonly [Type in 'jira:issue_created' | 'jira:issue_updated' | 'jira:issue_deleted']: IssueEvent<Type>;
} & {
  readonly [Type in 'comment_created' | 'comment_updated' | 'comment_deleted']: CommentEvent<Type>;
} & {
  readonly [Type in 'project_created' | 'project_updated' | 'project_deleted']: ProjectEvent<Type>;
} & {
  readonly [Type in Other]: Base<Type> & Readonly<Record<string, unknown>>;
};
export type JiraEventType = keyof JiraEvents;
export type JiraNative = JiraEvents[JiraEventType];
export type JiraEventOfType<Type extends JiraEventType> = EventOf<JiraEvents, Type>;

export const places: EventPlaces<JiraNative> = {
  // Only an unsigned header holds an id. A retry has the same bytes, and the time, in milliseconds, tells events apart.
  type: '/webhookEvent',
  time: ['/timestamp', 'arrival'],
  subject: ['/issue/id', '/comment/id', '/project/id', '/sprint/id', '/version/id', '/worklog/id', '/attachment/id'],
  // Each site has its own host: `cups.atlassian.net`.
  source: [
    '//{/issue/self|host}',
    '//{/comment/self|host}',
    '//{/project/self|host}',
    '//{/user/self|host}',
    '//{/sprint/self|host}',
    '//{/version/self|host}',
    '//atlassian.net',
  ],
};

/**
 * A Jira event on the platform.
 * @see https://developer.atlassian.com/cloud/jira/platform/webhooks/
 */
export class JiraEvent extends /* @__PURE__ */ eventClass<JiraEvents>('jira', places) {}

/**
 * Lets through Jira events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(JiraEvent),
 *   isJiraEventOfType('jira:issue_created'),
 *   map(({ event }) => new AnnounceIssue(event.issue.key, event.issue.fields?.summary)),
 * )
 */
export const isJiraEventOfType = /* @__PURE__ */ ofTypes(JiraEvent);
