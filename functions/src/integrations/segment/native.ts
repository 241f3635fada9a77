import { isJsonObject, isText } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';

/** Fields of every message. @see https://segment.com/docs/connections/spec/common */
interface Common<Type extends string> {
  readonly type: Type;
  /** Unique; the same when Segment sends the message again. */
  readonly messageId?: string;
  readonly userId?: string | null;
  readonly anonymousId?: string | null;
  /** RFC 3339, corrected by Segment for the device's wrong clock. */
  readonly timestamp?: string;
  readonly originalTimestamp?: string;
  readonly sentAt?: string;
  readonly receivedAt?: string;
  readonly context?: { readonly [name: string]: unknown };
  readonly integrations?: { readonly [name: string]: unknown };
  readonly version?: number;
  /** The source that it came from. */
  readonly projectId?: string;
}

type Values = { readonly [name: string]: unknown };

/** @see https://segment.com/docs/connections/spec/track */
export interface SegmentTrack extends Common<'track'> {
  /** What the user did: `Order Completed`. */
  readonly event: string;
  readonly properties?: Values;
}

/** @see https://segment.com/docs/connections/spec/identify */
export interface SegmentIdentify extends Common<'identify'> {
  readonly traits?: Values;
}

/** @see https://segment.com/docs/connections/spec/group */
export interface SegmentGroup extends Common<'group'> {
  readonly groupId: string;
  readonly traits?: Values;
}

/** @see https://segment.com/docs/connections/spec/page */
export interface SegmentPage extends Common<'page'> {
  readonly name?: string | null;
  readonly category?: string | null;
  readonly properties?: Values;
}

/** @see https://segment.com/docs/connections/spec/screen */
export interface SegmentScreen extends Common<'screen'> {
  readonly name?: string | null;
  readonly category?: string | null;
  readonly properties?: Values;
}

/** @see https://segment.com/docs/connections/spec/alias */
export interface SegmentAlias extends Common<'alias'> {
  readonly previousId: string;
}

/** The six calls of Segment's specification. */
export type SegmentNative = SegmentTrack | SegmentIdentify | SegmentGroup | SegmentPage | SegmentScreen | SegmentAlias;

/** Whether parsed JSON is one message, with what its type adds. Its id is not asked for. */
export function isSegmentNative(value: unknown): value is SegmentNative {
  if (!isJsonObject(value) || !isText(value['type'])) return false;
  switch (value['type']) {
    case 'track':
      return isText(value['event']);
    case 'group':
      return isText(value['groupId']);
    case 'alias':
      return isText(value['previousId']);
    default:
      return true;
  }
}

/** When it occurred, as precisely as a field tells it; undefined if none does. */
export function occurredAt({ timestamp, originalTimestamp, sentAt, receivedAt }: SegmentNative): Date | undefined {
  return [timestamp, originalTimestamp, sentAt, receivedAt].map(timeOf).find((time) => time !== undefined);
}
