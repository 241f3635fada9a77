import type { WebhookEventPayload } from 'resend';
import { isJsonObject, isText } from '../../core/event/json.ts';

/** What Resend sends, as its SDK types it. */
export type ResendNative = WebhookEventPayload;

/**
 * Whether parsed JSON is an event of Resend. Only the type is asked for: its id and its time stand in signed
 * headers, and the SDK's own verifier asks for nothing.
 */
export function isResendEvent(value: unknown): value is ResendNative {
  return isJsonObject(value) && isText(value['type']);
}
