import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** In Adyen's minor units. */
interface Amount {
  readonly value: number;
  readonly currency: string;
}

interface Named {
  readonly id: string;
  readonly description?: string;
  readonly reference?: string;
}

export interface AdyenTransfer {
  readonly id: string;
  readonly amount: Amount;
  readonly direction?: 'incoming' | 'outgoing';
  /** `received`, `authorised`, `booked`, `failed`, `refused`, `returned`, … */
  readonly status: string;
  readonly reason?: string;
  /** `bank`, `internal`, `issuedCard`, `platformPayment`, … */
  readonly category?: string;
  readonly type?: string;
  readonly reference?: string;
  readonly description?: string;
  readonly accountHolder?: Named;
  readonly balanceAccount?: Named;
  readonly balancePlatform?: string;
  readonly counterparty?: Readonly<Record<string, unknown>>;
  readonly creationDate?: string;
  /** Rises with each event of a transfer. */
  readonly sequenceNumber?: number;
  readonly events?: readonly Readonly<Record<string, unknown>>[];
}

interface AccountHolder extends Named {
  /** `active`, `suspended`, `closed`. */
  readonly status?: string;
  readonly legalEntityId?: string;
  readonly capabilities?: Readonly<Record<string, unknown>>;
}

interface BalanceAccount extends Named {
  readonly accountHolderId?: string;
  readonly status?: string;
  readonly defaultCurrencyCode?: string;
}

interface Platform {
  readonly balancePlatform: string;
}

/** What the events hold, by type. */
interface Data {
  readonly 'balancePlatform.accountHolder.created': Platform & { readonly accountHolder: AccountHolder };
  readonly 'balancePlatform.accountHolder.updated': Platform & { readonly accountHolder: AccountHolder };
  readonly 'balancePlatform.balanceAccount.created': Platform & { readonly balanceAccount: BalanceAccount };
  readonly 'balancePlatform.balanceAccount.updated': Platform & { readonly balanceAccount: BalanceAccount };
  readonly 'balancePlatform.transfer.created': AdyenTransfer;
  readonly 'balancePlatform.transfer.updated': AdyenTransfer;
  readonly 'balancePlatform.report.created': Platform & Named & { readonly downloadUrl: string };
}

/** What Adyen sends, by type: the events that most platforms need. Others arrive all the same. */
export type AdyenPlatformEvents = {
  readonly [Type in keyof Data]: {
    readonly type: Type;
    readonly environment?: 'live' | 'test';
    /** ISO 8601. Older accounts leave it out. */
    readonly timestamp?: string;
    readonly data: Data[Type];
  };
};
export type AdyenPlatformEventType = keyof AdyenPlatformEvents;
export type AdyenPlatformNative = AdyenPlatformEvents[AdyenPlatformEventType];
export type AdyenPlatformEventOfType<Type extends AdyenPlatformEventType> = EventOf<AdyenPlatformEvents, Type>;

export const places: EventPlaces<AdyenPlatformNative> = {
  // Events have no id. If Adyen sends one again, its bytes are the same, and so is their digest.
  type: '/type',
  time: ['/timestamp', '/data/creationDate', 'arrival'],
  subject: ['/data/id', '/data/accountHolder/id', '/data/balanceAccount/id'],
  source: ['//adyen.com/platforms/{/data/balancePlatform}', '//adyen.com'],
  needs: { '/data': 'object' },
};

/**
 * An event of Adyen for Platforms on the platform.
 * @see https://docs.adyen.com/api-explorer/transfer-webhooks/latest/overview
 */
export class AdyenPlatformEvent extends /* @__PURE__ */ eventClass<AdyenPlatformEvents>('adyenPlatform', places) {}

/**
 * Lets through events of Adyen for Platforms of the given types.
 * @example
 * events$.pipe(
 *   isOfType(AdyenPlatformEvent),
 *   isAdyenPlatformEventOfType('balancePlatform.transfer.updated'),
 *   filter(({ event }) => event.data.status === 'booked'),
 *   map(({ event }) => new BookTransfer(event.data.id)),
 * )
 */
export const isAdyenPlatformEventOfType = /* @__PURE__ */ ofTypes(AdyenPlatformEvent);
