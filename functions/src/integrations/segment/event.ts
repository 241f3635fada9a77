import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

type Values = { readonly [name: string]: unknown };

/** Fields of every message. @see https://segment.com/docs/connections/spec/common */
interface Message<Type extends string> {
  readonly type: Type;
  /** Unique; the same if Segment sends the message again. */
  readonly messageId?: string;
  readonly userId?: string | null;
  readonly anonymousId?: string | null;
  /** RFC 3339. Segment corrects it if the device's clock is wrong. */
  readonly timestamp?: string;
  readonly originalTimestamp?: string;
  readonly sentAt?: string;
  readonly receivedAt?: string;
  readonly context?: Values;
  readonly integrations?: Values;
  readonly version?: number;
  /** The Segment source of the message. */
  readonly projectId?: string;
}

type Call<Type extends string, Fields> = Message<Type> & Readonly<Fields>;

interface View {
  name?: string | null;
  category?: string | null;
  properties?: Values;
}

/** The six calls of Segment's specification. */
export interface SegmentEvents {
  /** `event` names what the user did: `Order Completed`. @see https://segment.com/docs/connections/spec/track */
  readonly track: Call<'track', { event: string; properties?: Values }>;
  /** @see https://segment.com/docs/connections/spec/identify */
  readonly identify: Call<'identify', { traits?: Values }>;
  /** @see https://segment.com/docs/connections/spec/group */
  readonly group: Call<'group', { groupId: string; traits?: Values }>;
  /** @see https://segment.com/docs/connections/spec/page */
  readonly page: Call<'page', View>;
  /** @see https://segment.com/docs/connections/spec/screen */
  readonly screen: Call<'screen', View>;
  /** @see https://segment.com/docs/connections/spec/alias */
  readonly alias: Call<'alias', { previousId: string }>;
}

export type SegmentEventType = keyof SegmentEvents;
export type SegmentNative = SegmentEvents[SegmentEventType];
export type SegmentEventOfType<Type extends SegmentEventType> = EventOf<SegmentEvents, Type>;

export const places: EventPlaces<SegmentNative> = {
  id: '/messageId',
  type: '/type',
  time: ['/timestamp', '/originalTimestamp', '/sentAt', '/receivedAt', 'arrival'],
  subject: ['/userId', '/anonymousId'],
  related: ['/traits/email', '/properties/order_id'],
  source: '//segment.com/sources/{/projectId}',
  needsByType: {
    track: { '/event': 'text' },
    group: { '/groupId': 'text' },
    alias: { '/previousId': 'text' },
  },
};

/**
 * A Segment message on the platform.
 * @see https://segment.com/docs/connections/spec/common/
 */
export class SegmentEvent extends /* @__PURE__ */ eventClass<SegmentEvents>('segment', places) {}

/**
 * Lets through Segment messages of the given calls.
 * @example
 * events$.pipe(
 *   isOfType(SegmentEvent),
 *   isSegmentEventOfType('track'),
 *   filter(({ event }) => event.event === 'Order Completed'),
 *   map(({ event }) => new CountTrackedEvent(event.event)),
 * )
 */
export const isSegmentEventOfType = /* @__PURE__ */ ofTypes(SegmentEvent);
