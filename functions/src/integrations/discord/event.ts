import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** Any field may be missing or null. */
type Loose<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | null };

/** @see https://discord.com/developers/docs/resources/user */
export type User = Loose<{ id: string; username: string; global_name: string; discriminator: string }>;

/** What a user or a guild bought, or was given. @see https://discord.com/developers/docs/resources/entitlement */
export type Entitlement = Loose<{
  id: string;
  sku_id: string;
  application_id: string;
  user_id: string;
  guild_id: string;
  /** 1 a purchase, 4 a test purchase, 8 an app subscription, … */
  type: number;
  deleted: boolean;
  consumed: boolean;
  starts_at: string;
  /** When it ends; null if it does not, or renews. */
  ends_at: string;
}>;

interface Data {
  readonly APPLICATION_AUTHORIZED: Loose<{
    /** 0 for a guild, 1 for a user. */
    integration_type: number;
    user: User;
    scopes: readonly string[];
    guild: Loose<{ id: string; name: string }>;
  }>;
  readonly APPLICATION_DEAUTHORIZED: Loose<{ user: User }>;
  readonly ENTITLEMENT_CREATE: Entitlement;
  readonly ENTITLEMENT_UPDATE: Entitlement;
  readonly ENTITLEMENT_DELETE: Entitlement;
}

interface OfType<Type extends keyof Data> {
  readonly version: number;
  readonly application_id: string;
  /** 1 for an event, 0 for a ping. */
  readonly type: number;
  readonly event: {
    readonly type: Type;
    /** RFC 3339. */
    readonly timestamp: string;
    readonly data?: Data[Type];
  };
}

/** What Discord sends, by type: the events that most applications need. Others are let through by `isOfType`. */
export type DiscordEvents = { readonly [Type in keyof Data]: OfType<Type> };
export type DiscordEventType = keyof DiscordEvents;
export type DiscordNative = DiscordEvents[DiscordEventType];
export type DiscordEventOfType<Type extends DiscordEventType> = EventOf<DiscordEvents, Type>;

export const places: EventPlaces<DiscordNative> = {
  // Events have no id. If Discord sends one again, its body is the same, and so is its digest.
  type: '/event/type',
  time: ['/event/timestamp', 'signed'],
  subject: ['/event/data/user/id', '/event/data/user_id', '/event/data/guild_id', '/event/data/id'],
  source: ['//discord.com/{/application_id}', '//discord.com'],
};

/**
 * A Discord event on the platform.
 * @see https://discord.com/developers/docs/events/webhook-events#event-types
 */
export class DiscordEvent extends /* @__PURE__ */ eventClass<DiscordEvents>('discord', places) {}

/**
 * Lets through Discord events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(DiscordEvent),
 *   isDiscordEventOfType('APPLICATION_AUTHORIZED'),
 *   map(({ event }) => new Welcome(event.event.data?.user?.id)),
 * )
 */
export const isDiscordEventOfType = /* @__PURE__ */ ofTypes(DiscordEvent);
