import type { WebhookEvent } from '@clerk/backend/webhooks';
import { isJsonObject, isText } from '../../core/event/json.ts';

/** What Clerk sends, as its SDK types it. Fields that the SDK does not know are kept. */
export type ClerkNative = WebhookEvent;

/** Whether parsed JSON has the structure that every event of Clerk has. Its id stands in a signed header. */
export function isClerkEvent(value: unknown): value is ClerkNative {
  return isJsonObject(value) && isText(value['type']) && isJsonObject(value['data']);
}
