import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** The event codes that most shops meet. Others arrive all the same. */
type Code =
  | 'AUTHORISATION'
  | 'AUTHORISATION_ADJUSTMENT'
  | 'CANCELLATION'
  | 'CANCEL_OR_REFUND'
  | 'CAPTURE'
  | 'CAPTURE_FAILED'
  | 'CHARGEBACK'
  | 'CHARGEBACK_REVERSED'
  | 'EXPIRE'
  | 'NOTIFICATION_OF_CHARGEBACK'
  | 'OFFER_CLOSED'
  | 'PREARBITRATION_LOST'
  | 'PREARBITRATION_WON'
  | 'RECURRING_CONTRACT'
  | 'REFUND'
  | 'REFUND_FAILED'
  | 'REFUNDED_REVERSED'
  | 'REPORT_AVAILABLE'
  | 'REQUEST_FOR_INFORMATION'
  | 'SECOND_CHARGEBACK'
  | 'TECHNICAL_CANCEL';

interface Item<Type extends string> {
  readonly eventCode: Type;
  /** `true` or `false`: whether what the code names worked. */
  readonly success: string;
  /** Adyen's reference of what happened: of the payment, or of the capture, the refund and so on. */
  readonly pspReference: string;
  /** The payment that was captured, refunded and so on. */
  readonly originalReference?: string | null;
  readonly merchantAccountCode: string;
  /** Your own reference of the payment. */
  readonly merchantReference: string;
  /** In Adyen's minor units. */
  readonly amount?: { readonly value: number; readonly currency: string };
  /** ISO 8601. Not signed. */
  readonly eventDate?: string;
  /** Not signed. */
  readonly paymentMethod?: string;
  /** Why it failed. Not signed. */
  readonly reason?: string | null;
  readonly operations?: readonly string[];
  /** Not signed, but for the signature itself. */
  readonly additionalData?: Readonly<Record<string, unknown>>;
}

/** What Adyen sends, by event code: one item of a request. */
export type AdyenEvents = { readonly [Type in Code]: { readonly NotificationRequestItem: Item<Type> } };
export type AdyenEventType = keyof AdyenEvents;
export type AdyenNative = AdyenEvents[AdyenEventType];
export type AdyenEventOfType<Type extends AdyenEventType> = EventOf<AdyenEvents, Type>;

export const places: EventPlaces<AdyenNative> = {
  // Duplicates have the same reference and the same code. If Adyen corrects itself, the outcome differs.
  id: '{/NotificationRequestItem/pspReference}:{/NotificationRequestItem/eventCode}:{/NotificationRequestItem/success}',
  type: '/NotificationRequestItem/eventCode',
  time: '/NotificationRequestItem/eventDate',
  subject: ['/NotificationRequestItem/originalReference', '/NotificationRequestItem/pspReference'],
  source: ['//adyen.com/{/NotificationRequestItem/merchantAccountCode}', '//adyen.com'],
  needs: { '/NotificationRequestItem': 'object' },
};

/**
 * An Adyen event on the platform: one item of a request, in `event.NotificationRequestItem`.
 * @see https://docs.adyen.com/development-resources/webhooks/webhook-types/
 */
export class AdyenEvent extends /* @__PURE__ */ eventClass<AdyenEvents>('adyen', places) {}

/**
 * Lets through Adyen events of the given codes.
 * @example
 * events$.pipe(
 *   isOfType(AdyenEvent),
 *   isAdyenEventOfType('AUTHORISATION'),
 *   map(({ event }) => event.NotificationRequestItem),
 *   filter(({ success }) => success === 'true'),
 *   map(({ merchantReference }) => new ConfirmOrder(merchantReference)),
 * )
 */
export const isAdyenEventOfType = /* @__PURE__ */ ofTypes(AdyenEvent);
