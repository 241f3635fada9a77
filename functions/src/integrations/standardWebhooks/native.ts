import { isJsonObject } from '../../core/event/json.ts';

/**
 * The payload that the specification recommends; it prescribes none, so every part may be absent.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure
 */
export interface StandardWebhooksNative {
  /** Full-stop delimited: `contact.created`. */
  readonly type?: string;
  /** RFC 3339, when the event occurred. */
  readonly timestamp?: string;
  readonly data?: unknown;
  readonly [field: string]: unknown;
}

/** Whether parsed JSON can be a payload: an object, of known fields in their known kind. */
export function isStandardWebhooksEvent(value: unknown): value is StandardWebhooksNative {
  return isJsonObject(value) && isTextOrAbsent(value['type']) && isTextOrAbsent(value['timestamp']);
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}
