import { isJsonObject, isText } from '../../core/event/json.ts';

/** Someone or something that an event names. */
export interface OktaEntity {
  readonly id: string;
  /** `User`, `UserGroup`, `AppInstance`, `SystemPrincipal`, … */
  readonly type: string;
  /** A user's login. */
  readonly alternateId?: string | null;
  readonly displayName?: string | null;
  readonly detailEntry?: Readonly<Record<string, unknown>> | null;
}

/**
 * One event of Okta's System Log, as event hooks deliver it: our own types of the documented fields, since the
 * SDK has none for hooks.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/
 */
export interface OktaNative<Type extends string = string> {
  readonly uuid?: string;
  /** RFC 3339, when it occurred. */
  readonly published?: string;
  readonly eventType: Type;
  readonly version?: string;
  readonly severity?: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly displayMessage?: string | null;
  readonly legacyEventType?: string | null;
  /** Who did it. */
  readonly actor?: OktaEntity | null;
  /** To whom or what, in the order of importance. */
  readonly target?: readonly OktaEntity[] | null;
  readonly outcome?: { readonly result: string; readonly reason?: string | null } | null;
  readonly client?: {
    readonly ipAddress?: string | null;
    readonly device?: string | null;
    readonly zone?: string | null;
    readonly userAgent?: { readonly rawUserAgent?: string; readonly os?: string; readonly browser?: string } | null;
    readonly geographicalContext?: { readonly city?: string | null; readonly country?: string | null } | null;
  } | null;
  readonly transaction?: { readonly id?: string; readonly type?: string } | null;
  readonly authenticationContext?: { readonly externalSessionId?: string | null } | null;
  readonly debugContext?: { readonly debugData?: Readonly<Record<string, unknown>> } | null;
}

/** What one request carries: a list of events, and where it comes from. */
export interface OktaHook {
  /** URL of the hook's own definition in the sending organisation. */
  readonly source?: unknown;
  readonly data: { readonly events: readonly unknown[] };
}

/** Whether parsed JSON has the structure of a hook's request. */
export function isOktaHook(value: unknown): value is OktaHook {
  const events = isJsonObject(value) && isJsonObject(value['data']) ? value['data']['events'] : undefined;
  return Array.isArray(events) && events.some(isJsonObject);
}

/** Whether parsed JSON is an event of the System Log. Its id and its time are not asked for. */
export function isOktaEvent(value: unknown): value is OktaNative {
  return isJsonObject(value) && isText(value['eventType']) && isListOrAbsent(value['target']);
}

function isListOrAbsent(value: unknown): boolean {
  return value === undefined || value === null || Array.isArray(value);
}
