import type { WebhookEventMap, WebhookEventName } from '@octokit/webhooks-types';
import { isJsonObject } from '../../core/event/json.ts';

/** What GitHub sends. The body does not say which event it is: that stands in an unsigned header. */
export type GithubNative = WebhookEventMap[WebhookEventName];

type TypeOf<Name extends WebhookEventName, Payload> = Payload extends { action: infer Action extends string }
  ? `${Name}.${Action}`
  : Name;

/** `release.published` where the event has an action, `push` where it has none. */
export type GithubEventType = { [Name in WebhookEventName]: TypeOf<Name, WebhookEventMap[Name]> }[WebhookEventName];

type WithAction<Payload, Action> = Payload extends { action: infer Known }
  ? Action extends Known
    ? Payload
    : never
  : never;

/** The payloads of a type; a bare name stands for the event with all of its actions. */
export type GithubNativeOfType<Type extends string> =
  Type extends `${infer Name extends WebhookEventName}.${infer Action}`
    ? WithAction<WebhookEventMap[Name], Action>
    : Type extends WebhookEventName
      ? WebhookEventMap[Type]
      : never;

/** Whether parsed JSON can be an event of GitHub: an object, since no field is common to all. */
export function isGithubPayload(value: unknown): value is GithubNative {
  return isJsonObject(value);
}

/**
 * The field that the signed body of an event holds, for the events that have one: the object that it is
 * about. It keeps a body from passing for another event by a changed header.
 */
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

/** The object that an event is about; undefined where the body has none such. @param name The event: `issues`. */
export function objectOf(name: string, native: GithubNative): unknown {
  const field = fieldOf(name);
  return field === undefined ? undefined : new Map(Object.entries(native)).get(field);
}

/** Whether the signed body does not contradict the unsigned name of the event. */
export function bearsOut(name: string, native: GithubNative): boolean {
  const field = fieldOf(name);
  return field === undefined || field in native;
}

function fieldOf(name: string): string | undefined {
  return new Map<string, string>(Object.entries(OBJECTS)).get(name);
}
