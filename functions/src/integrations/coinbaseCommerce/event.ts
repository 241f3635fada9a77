import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** Any field may be missing or null. */
type Loose<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | null };

interface Money {
  /** Decimal: `49.00`. */
  readonly amount: string;
  /** ISO 4217, or a cryptocurrency. */
  readonly currency: string;
}

/** A request for a payment. */
export type Charge = Loose<{
  id: string;
  /** The short code of the charge. */
  code: string;
  name: string;
  description: string;
  hosted_url: string;
  created_at: string;
  expires_at: string;
  confirmed_at: string;
  metadata: Readonly<Record<string, unknown>>;
  pricing_type: string;
  pricing: { readonly local?: Money } & Readonly<Record<string, Money | undefined>>;
  payments: readonly Loose<{ network: string; transaction_id: string; status: string }>[];
  /** What happened so far; `NEW`, `PENDING`, `COMPLETED`, `EXPIRED`, `UNRESOLVED`, `RESOLVED`, `CANCELED`. */
  timeline: readonly Loose<{ status: string; context: string; time: string }>[];
}>;

type Type = `charge:${'created' | 'pending' | 'confirmed' | 'failed' | 'delayed' | 'resolved'}`;

interface OfType<Name extends Type> {
  /** Of the delivery, which differs if the event is sent again. */
  readonly id?: string | number;
  readonly attempt_number?: number;
  readonly scheduled_for?: string;
  readonly event: {
    readonly id: string;
    readonly type: Name;
    readonly api_version?: string;
    /** RFC 3339. */
    readonly created_at: string;
    readonly data: Charge;
  };
}

/** What Coinbase Commerce sends, by type. Others are let through by `isOfType`. */
export type CoinbaseCommerceEvents = { readonly [Name in Type]: OfType<Name> };
export type CoinbaseCommerceEventType = keyof CoinbaseCommerceEvents;
export type CoinbaseCommerceNative = CoinbaseCommerceEvents[CoinbaseCommerceEventType];
export type CoinbaseCommerceEventOfType<Name extends CoinbaseCommerceEventType> = EventOf<CoinbaseCommerceEvents, Name>;

export const places: EventPlaces<CoinbaseCommerceNative> = {
  id: '/event/id',
  type: '/event/type',
  time: '/event/created_at',
  subject: '/event/data/code',
  related: ['/event/data/metadata/order_id', '/event/data/metadata/user_id'],
  source: '//commerce.coinbase.com',
  needs: { '/event/id': 'text' },
};

/**
 * A Coinbase Commerce event on the platform.
 * @see https://docs.cdp.coinbase.com/commerce/docs/webhooks-events
 */
export class CoinbaseCommerceEvent
  extends /* @__PURE__ */ eventClass<CoinbaseCommerceEvents>('coinbaseCommerce', places) {}

/**
 * Lets through Coinbase Commerce events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(CoinbaseCommerceEvent),
 *   isCoinbaseCommerceEventOfType('charge:confirmed'),
 *   map(({ event }) => new Release(event.event.data.code)),
 * )
 */
export const isCoinbaseCommerceEventOfType = /* @__PURE__ */ ofTypes(CoinbaseCommerceEvent);
