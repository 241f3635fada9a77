import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** Says that something has changed, and not how: fetch the object of the signed id. */
interface Notification {
  readonly id: number | string;
  /** What has changed: `payment`. */
  readonly type: string;
  /** `payment.updated`, or only `updated`. */
  readonly action?: string;
  readonly data: { readonly id: number | string };
  readonly live_mode?: boolean | string;
  /** RFC 3339. */
  readonly date_created?: string;
  readonly date?: string;
  /** The seller. */
  readonly user_id?: number | string;
  readonly application_id?: number | string;
  readonly api_version?: string;
  readonly entity?: string;
  readonly version?: number;
}

/** An order, which comes with some of its fields. They are not signed. */
interface OrderNotification extends Notification {
  readonly data: {
    readonly id: string;
    readonly status?: string;
    readonly status_detail?: string;
    readonly total_amount?: string;
    readonly external_reference?: string;
  };
}

type Type =
  | 'payment.created'
  | 'payment.updated'
  | 'subscription_preapproval.created'
  | 'subscription_preapproval.updated'
  | 'subscription_preapproval_plan.created'
  | 'subscription_preapproval_plan.updated'
  | 'subscription_authorized_payment.created'
  | 'subscription_authorized_payment.updated'
  | 'topic_claims_integration_wh.created'
  | 'topic_claims_integration_wh.updated'
  | 'mp-connect.application.authorized'
  | 'mp-connect.application.deauthorized'
  | 'test.created';

type OrderType =
  | 'order.processed'
  | 'order.canceled'
  | 'order.refunded'
  | 'order.expired'
  | 'order.action_required'
  | 'order.updated';

/** What Mercado Pago sends, by type. Others are let through by `isOfType`. */
export type MercadopagoEvents = { readonly [Name in Type]: Notification } & {
  readonly [Name in OrderType]: OrderNotification;
};
export type MercadopagoEventType = keyof MercadopagoEvents;
export type MercadopagoNative = MercadopagoEvents[MercadopagoEventType];
export type MercadopagoEventOfType<Type extends MercadopagoEventType> = EventOf<MercadopagoEvents, Type>;

export const places: EventPlaces<MercadopagoNative> = {
  // The id of a notification is not signed. The signed one keeps a captured request away from other objects.
  id: ['{/id}:{query:data.id}', '/id', 'digest'],
  type: [
    ({ action }) => (typeof action === 'string' && action.includes('.') ? action : undefined),
    '{/type}.{/action}',
    '/type',
  ],
  time: ['/date_created', '/date', 'signed'],
  subject: ['query:data.id', '/data/id'],
  source: '//mercadopago.com/users/{/user_id}',
  needs: { '/data': 'object' },
};

/**
 * A Mercado Pago notification on the platform. Only the id of the object that it is about is signed: `envelope.subject`.
 * @see https://www.mercadopago.com/developers/en/docs/your-integrations/notifications/webhooks
 */
export class MercadopagoEvent extends /* @__PURE__ */ eventClass<MercadopagoEvents>('mercadopago', places) {}

/**
 * Lets through Mercado Pago notifications of the given types.
 * @example
 * events$.pipe(
 *   isOfType(MercadopagoEvent),
 *   isMercadopagoEventOfType('payment.updated'),
 *   map(({ envelope }) => new FetchPayment(envelope.subject)),
 * )
 */
export const isMercadopagoEventOfType = /* @__PURE__ */ ofTypes(MercadopagoEvent);
