import { isJsonObject, isText } from '../../core/event/json.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

type Row = Readonly<Record<string, unknown>>;

interface Change<Type extends string> {
  readonly type: Type;
  readonly table: string;
  readonly schema: string;
  /** Null if it was deleted. */
  readonly record: Row | null;
  /** Null if it was inserted. */
  readonly old_record: Row | null;
}

interface User {
  readonly id: string;
  readonly email?: string;
  readonly phone?: string;
  readonly app_metadata?: Row;
  readonly user_metadata?: Row;
  readonly created_at?: string;
}

interface Hook {
  readonly type?: undefined;
  readonly table?: undefined;
  readonly user: User;
  readonly metadata?: { readonly uuid?: string; readonly time?: string; readonly name?: string };
}

interface SendEmail extends Hook {
  readonly email_data: {
    readonly token: string;
    readonly token_hash: string;
    readonly redirect_to: string;
    readonly email_action_type: string;
    readonly site_url: string;
    readonly token_new?: string;
    readonly token_hash_new?: string;
  };
}

interface SendSms extends Hook {
  readonly sms: { readonly otp: string };
}

/**
 * Database webhooks by the schema, the table and the change: `public.orders.INSERT`. And the auth hooks that need no
 * particular answer.
 */
export interface SupabaseEvents {
  readonly [inserted: `${string}.${string}.INSERT`]: Change<'INSERT'>;
  readonly [updated: `${string}.${string}.UPDATE`]: Change<'UPDATE'>;
  readonly [deleted: `${string}.${string}.DELETE`]: Change<'DELETE'>;
  readonly send_email: SendEmail;
  readonly send_sms: SendSms;
  readonly before_user_created: Hook;
}
export type SupabaseEventType = keyof SupabaseEvents;
export type SupabaseNative = SupabaseEvents[SupabaseEventType];
export type SupabaseEventOfType<Type extends SupabaseEventType> = EventOf<SupabaseEvents, Type>;

export const places: EventPlaces<SupabaseNative> = {
  // Neither a change nor a hook has an id of the event.
  type: typeOf,
  time: ['/metadata/time', 'signed', 'arrival'],
  subject: ['/record/id', '/old_record/id', '/user/id'],
  related: ['/user/id', '/user/email'],
  source: '//supabase.com',
};

/**
 * A database webhook or an auth hook of Supabase on the platform.
 * @see https://supabase.com/docs/guides/database/webhooks
 */
export class SupabaseEvent extends /* @__PURE__ */ eventClass<SupabaseEvents>('supabase', places) {}

/**
 * Lets through Supabase events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(SupabaseEvent),
 *   isSupabaseEventOfType('public.orders.INSERT'),
 *   map(({ event }) => new Confirm(event.record)),
 * )
 */
export const isSupabaseEventOfType = /* @__PURE__ */ ofTypes(SupabaseEvent);

/** The hooks that have a name say it; what the others hold tells them apart. */
function typeOf(native: SupabaseNative): string | undefined {
  if (native.table !== undefined) {
    const parts = [native.schema, native.table, native.type];
    return parts.every(isText) ? parts.join('.') : undefined;
  }
  const { name } = native.metadata ?? {};
  if (isText(name)) return name.replaceAll('-', '_');
  if ('email_data' in native && isJsonObject(native.email_data)) return 'send_email';
  return 'sms' in native && isJsonObject(native.sms) ? 'send_sms' : undefined;
}
