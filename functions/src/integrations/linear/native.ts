import type { LinearWebhookEventTypeMap } from '@linear/sdk/webhooks';
import { isJsonObject, isText } from '../../core/event/json.ts';

/** What Linear tells of, as its SDK types it: `Issue`, `Comment`, `IssueSLA`, … */
export type LinearSubjectType = keyof LinearWebhookEventTypeMap;

/** What Linear sends. */
export type LinearNative = LinearWebhookEventTypeMap[LinearSubjectType];

/** Actions on what a workspace keeps. Notifications, SLAs, agents and apps have others, which the SDK does not list. */
type KnownAction = 'create' | 'update' | 'remove';

type TypeOf<Subject extends LinearSubjectType> = LinearWebhookEventTypeMap[Subject] extends { data: unknown }
  ? `${Subject}.${KnownAction}`
  : `${Subject}.${string}`;

/** `Issue.create`, `IssueSLA.breached`. */
export type LinearEventType = { [Subject in LinearSubjectType]: TypeOf<Subject> }[LinearSubjectType];

/** The payloads of a type; a bare name stands for it with all of its actions. */
export type LinearNativeOfType<Type extends string> =
  Type extends `${infer Subject extends LinearSubjectType}.${infer Action}`
    ? LinearWebhookEventTypeMap[Subject] & { readonly action: Action }
    : Type extends LinearSubjectType
      ? LinearWebhookEventTypeMap[Type]
      : never;

/** Whether parsed JSON is an event of Linear. */
export function isLinearEvent(value: unknown): value is LinearNative {
  return isJsonObject(value) && isText(value['type']) && isText(value['action']);
}

/** The type of an event: `Issue.create`. */
export function typeOf({ type, action }: LinearNative): string {
  return `${type}.${action}`;
}
