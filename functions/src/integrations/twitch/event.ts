import { isJsonObject } from '../../core/event/json.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface Subscription<Type extends string> {
  readonly id: string;
  readonly type: Type;
  readonly version?: string;
  /** `enabled`; after a revocation why it ended: `authorization_revoked`, `notification_failures_exceeded`. */
  readonly status: string;
  readonly cost?: number;
  readonly condition: Readonly<Record<string, string>>;
  readonly created_at?: string;
}

interface Broadcaster {
  readonly broadcaster_user_id: string;
  readonly broadcaster_user_login?: string;
  readonly broadcaster_user_name?: string;
}

interface Viewer {
  readonly user_id: string;
  readonly user_login?: string;
  readonly user_name?: string;
}

interface Payloads {
  readonly 'stream.online': Broadcaster & {
    readonly id: string;
    readonly type: 'live' | 'playlist' | 'watch_party' | 'premiere' | 'rerun';
    /** RFC 3339. */
    readonly started_at: string;
  };
  readonly 'stream.offline': Broadcaster;
  readonly 'channel.update': Broadcaster & {
    readonly title: string;
    readonly language?: string;
    readonly category_id?: string;
    readonly category_name?: string;
  };
  readonly 'channel.follow': Broadcaster & Viewer & { readonly followed_at?: string };
  readonly 'channel.subscribe': Broadcaster &
    Viewer & { readonly tier: '1000' | '2000' | '3000'; readonly is_gift?: boolean };
  readonly 'channel.subscription.end': Broadcaster & Viewer & { readonly tier: string; readonly is_gift?: boolean };
  readonly 'channel.cheer': Broadcaster & Partial<Viewer> & { readonly bits: number; readonly message?: string };
  readonly 'channel.raid': {
    readonly from_broadcaster_user_id: string;
    readonly to_broadcaster_user_id: string;
    readonly viewers: number;
  };
  readonly 'channel.channel_points_custom_reward_redemption.add': Broadcaster &
    Viewer & {
      readonly id: string;
      readonly user_input?: string;
      readonly status: string;
      readonly reward: { readonly id: string; readonly title: string; readonly cost: number };
      readonly redeemed_at?: string;
    };
}

interface OfType<Type extends keyof Payloads> {
  readonly subscription: Subscription<Type>;
  readonly event: Payloads[Type];
}

/** What Twitch sends, by type; `revocation` is our own name for the end of a subscription. */
export type TwitchEvents = { readonly [Type in keyof Payloads]: OfType<Type> } & {
  readonly revocation: { readonly subscription: Subscription<string>; readonly event?: undefined };
};
export type TwitchEventType = keyof TwitchEvents;
export type TwitchNative = TwitchEvents[TwitchEventType];
export type TwitchEventOfType<Type extends TwitchEventType> = EventOf<TwitchEvents, Type>;

export const places: EventPlaces<TwitchNative> = {
  id: 'signed',
  // The header with the kind of message is not signed; a revocation is a subscription without an event.
  type: ({ subscription, event }) => (isJsonObject(event) ? subscription.type : 'revocation'),
  time: 'signed',
  subject: ['/event/id', '/event/broadcaster_user_id', '/event/to_broadcaster_user_id', '/subscription/id'],
  source: ['//twitch.tv/users/{/subscription/condition/broadcaster_user_id}', '//twitch.tv'],
  needs: { '/subscription': 'object', '/subscription/type': 'text' },
};

/**
 * A Twitch event on the platform.
 * @see https://dev.twitch.tv/docs/eventsub/eventsub-subscription-types/
 */
export class TwitchEvent extends /* @__PURE__ */ eventClass<TwitchEvents>('twitch', places) {}

/**
 * Lets through Twitch events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(TwitchEvent),
 *   isTwitchEventOfType('stream.online'),
 *   map(({ event }) => new TellFollowers(event.event.broadcaster_user_name)),
 * )
 */
export const isTwitchEventOfType = /* @__PURE__ */ ofTypes(TwitchEvent);
