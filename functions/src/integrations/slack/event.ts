import type { types } from '@slack/bolt';
import { digestOf } from '../../core/event/digest.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** What happened in a workspace, as the SDK types it. */
type Happening = Exclude<types.SlackEvent, types.AppRateLimitedEvent>;

/** The envelope of one event. @see https://docs.slack.dev/apis/events-api/#event-object */
export interface SlackCallback<Inner extends Happening = Happening> {
  readonly type: 'event_callback';
  /** The workspace for which the event is delivered. */
  readonly team_id: string;
  readonly enterprise_id?: string;
  readonly context_team_id?: string;
  readonly context_enterprise_id?: string;
  readonly api_app_id: string;
  readonly event: Inner;
  readonly event_id?: string;
  /** Unix seconds. */
  readonly event_time?: number;
  readonly is_ext_shared_channel?: boolean;
  readonly authorizations?: readonly {
    readonly enterprise_id: string | null;
    readonly team_id: string | null;
    readonly user_id: string;
    readonly is_bot: boolean;
    readonly is_enterprise_install?: boolean;
  }[];
}

/** The notice that Slack dropped events because a workspace had more than 30,000 in an hour. */
export interface SlackRateLimit {
  readonly type: 'app_rate_limited';
  readonly team_id: string;
  readonly api_app_id: string;
  /** The minute in which the limit was reached, in Unix seconds. */
  readonly minute_rate_limited: number;
}

/** What Slack sends, by type: every event that the SDK knows, and the notice of a rate limit. */
export type SlackEvents = {
  readonly [Type in Happening['type']]: SlackCallback<Extract<Happening, { type: Type }>>;
} & { readonly app_rate_limited: SlackRateLimit };
export type SlackEventType = keyof SlackEvents;
export type SlackNative = SlackEvents[SlackEventType];
export type SlackEventOfType<Type extends SlackEventType> = EventOf<SlackEvents, Type>;

const isCallback = (native: SlackNative): native is Exclude<SlackNative, SlackRateLimit> =>
  native.type === 'event_callback';

export const places: EventPlaces<SlackNative> = {
  // Notices have no id, so the signed body identifies them.
  id: (native, { body }) => (isCallback(native) ? native.event_id : digestOf(body)),
  type: ['/event/type', '/type'],
  time: ['/event_time', '/minute_rate_limited'],
  // A channel, an item in one, or a user. Some events hold the id, others the whole object.
  subject: [
    '/event/channel/id',
    '/event/channel',
    '/event/item/channel/id',
    '/event/item/channel',
    '/event/user/id',
    '/event/user',
  ],
  source: '//slack.com/{/team_id}',
  needs: { '/type': 'text', '/event/type': 'text, if any' },
  needsByType: { '': { '/type': 'not event_callback' } },
};

/**
 * A Slack event on the platform. `event` is Slack's envelope, `event.event` is the event itself.
 * @see https://docs.slack.dev/apis/events-api/
 */
export class SlackEvent extends /* @__PURE__ */ eventClass<SlackEvents>('slack', places) {}

/**
 * Lets through Slack events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(SlackEvent),
 *   isSlackEventOfType('app_mention'),
 *   map(({ event }) => new Answer(event.event.channel, event.event.text)),
 * )
 */
export const isSlackEventOfType = /* @__PURE__ */ ofTypes(SlackEvent);
