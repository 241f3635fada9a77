import type { IEvents } from '@paddle/paddle-node-sdk';
import { isJsonObject, isText } from '../../core/event/json.ts';

/**
 * What Paddle sends, as its SDK types it on the wire: snake_case, and the type as its text, which the SDK writes
 * as an enum.
 */
export type PaddleNative = OnTheWire<IEvents>;

type OnTheWire<Event extends IEvents> = Event extends IEvents
  ? Omit<Event, 'event_type'> & { readonly event_type: `${Event['event_type']}` }
  : never;

/** Whether parsed JSON has the structure that every event of Paddle has. */
export function isPaddleEvent(value: unknown): value is PaddleNative {
  return (
    isJsonObject(value) &&
    isText(value['event_id']) &&
    isText(value['event_type']) &&
    isText(value['occurred_at']) &&
    isJsonObject(value['data'])
  );
}
