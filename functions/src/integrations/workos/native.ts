import type { EventResponse } from '@workos-inc/node';
import { isJsonObject } from '../../core/event/json.ts';

/** What WorkOS sends, as its SDK types it on the wire: in snake_case. (`constructEvent` of the SDK renames the fields.) */
export type WorkosNative = EventResponse;

/** Whether parsed JSON has the structure that every event of WorkOS has. */
export function isWorkosEvent(value: unknown): value is WorkosNative {
  return (
    isJsonObject(value) &&
    isName(value['id']) &&
    isName(value['event']) &&
    isName(value['created_at']) &&
    !Number.isNaN(Date.parse(value['created_at'])) &&
    isJsonObject(value['data'])
  );
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
