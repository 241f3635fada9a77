import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** Why a connection does not work. */
export interface PlaidError {
  readonly error_type: string;
  /** `ITEM_LOGIN_REQUIRED`, … */
  readonly error_code: string;
  readonly error_message?: string;
  readonly display_message?: string | null;
  readonly status?: number | null;
}

interface OfItem {
  readonly item_id: string;
  readonly environment?: string;
}

interface Codes {
  readonly TRANSACTIONS: {
    readonly SYNC_UPDATES_AVAILABLE: OfItem & {
      readonly initial_update_complete?: boolean;
      readonly historical_update_complete?: boolean;
    };
    readonly RECURRING_TRANSACTIONS_UPDATE: OfItem & { readonly account_ids?: readonly string[] };
    readonly INITIAL_UPDATE: OfItem & { readonly new_transactions?: number };
    readonly HISTORICAL_UPDATE: OfItem & { readonly new_transactions?: number };
    readonly DEFAULT_UPDATE: OfItem & { readonly new_transactions?: number };
    readonly TRANSACTIONS_REMOVED: OfItem & { readonly removed_transactions?: readonly string[] };
  };
  readonly ITEM: {
    readonly ERROR: OfItem & { readonly error: PlaidError | null };
    readonly LOGIN_REPAIRED: OfItem;
    readonly NEW_ACCOUNTS_AVAILABLE: OfItem & { readonly error?: PlaidError | null };
    readonly PENDING_DISCONNECT: OfItem & { readonly reason?: string };
    readonly PENDING_EXPIRATION: OfItem & { readonly consent_expiration_time?: string };
    readonly USER_PERMISSION_REVOKED: OfItem & { readonly error?: PlaidError | null };
    readonly USER_ACCOUNT_REVOKED: OfItem & { readonly account_id?: string };
    readonly WEBHOOK_UPDATE_ACKNOWLEDGED: OfItem & { readonly new_webhook_url?: string };
  };
  readonly AUTH: {
    readonly AUTOMATICALLY_VERIFIED: OfItem & { readonly account_id: string };
    readonly VERIFICATION_EXPIRED: OfItem & { readonly account_id: string };
  };
  readonly HOLDINGS: { readonly DEFAULT_UPDATE: OfItem & { readonly new_holdings?: number } };
  readonly TRANSFER: {
    readonly TRANSFER_EVENTS_UPDATE: { readonly environment?: string; readonly item_id?: undefined };
  };
  readonly IDENTITY_VERIFICATION: {
    readonly STATUS_UPDATED: {
      readonly identity_verification_id: string;
      readonly environment?: string;
      readonly item_id?: undefined;
    };
  };
  readonly LINK: {
    readonly SESSION_FINISHED: {
      readonly link_session_id: string;
      readonly status?: string;
      readonly public_tokens?: readonly string[];
      readonly environment?: string;
      readonly item_id?: undefined;
    };
  };
}

/** Types are a webhook's type and its code: `ITEM.ERROR`. */
type TypesOf<Type extends keyof Codes> = {
  readonly [Code in keyof Codes[Type] & string as `${Type}.${Code}`]: {
    readonly webhook_type: Type;
    readonly webhook_code: Code;
  } & Codes[Type][Code];
};

/** What Plaid sends, by type: the webhooks that most applications need. Others are let through by `isOfType`. */
export type PlaidEvents = TypesOf<'TRANSACTIONS'> &
  TypesOf<'ITEM'> &
  TypesOf<'AUTH'> &
  TypesOf<'HOLDINGS'> &
  TypesOf<'TRANSFER'> &
  TypesOf<'IDENTITY_VERIFICATION'> &
  TypesOf<'LINK'>;
export type PlaidEventType = keyof PlaidEvents;
export type PlaidNative = PlaidEvents[PlaidEventType];
export type PlaidEventOfType<Type extends PlaidEventType> = EventOf<PlaidEvents, Type>;

export const places: EventPlaces<PlaidNative> = {
  // A webhook has neither an id nor a time, and two of one day may have the same bytes.
  id: 'delivery',
  type: '{/webhook_type}.{/webhook_code}',
  time: 'signed',
  subject: ['/item_id', '/identity_verification_id', '/link_session_id'],
  source: '//plaid.com/{/environment}',
  needs: { '/webhook_code': 'text' },
};

/**
 * A Plaid webhook on the platform.
 * @see https://plaid.com/docs/api/webhooks/
 */
export class PlaidEvent extends /* @__PURE__ */ eventClass<PlaidEvents>('plaid', places) {}

/**
 * Lets through Plaid webhooks of the given types.
 * @example
 * events$.pipe(
 *   isOfType(PlaidEvent),
 *   isPlaidEventOfType('TRANSACTIONS.SYNC_UPDATES_AVAILABLE'),
 *   map(({ event }) => new SyncTransactions(event.item_id)),
 * )
 */
export const isPlaidEventOfType = /* @__PURE__ */ ofTypes(PlaidEvent);
