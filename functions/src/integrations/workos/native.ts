import type { EventResponse } from '@workos-inc/node';
import { isJsonObject, isText } from '../../core/event/json.ts';

/** What WorkOS sends, as its SDK types it on the wire: in snake_case. (`constructEvent` of the SDK renames the fields.) */
export type WorkosNative = EventResponse;

/** Whether parsed JSON has the structure that every event of WorkOS has. */
export function isWorkosEvent(value: unknown): value is WorkosNative {
  return (
    isJsonObject(value) &&
    isText(value['id']) &&
    isText(value['event']) &&
    isText(value['created_at']) &&
    isJsonObject(value['data'])
  );
}
