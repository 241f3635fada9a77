import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

type Category = 'CONTACT' | 'INVOICE' | 'CREDITNOTE' | 'SUBSCRIPTION';

interface Change<Kind extends string, Type extends string> {
  /** Where the API has the resource. Do not call it before you have checked that it is Xero's. */
  readonly resourceUrl?: string;
  readonly resourceId: string;
  /** RFC 3339 in UTC, without a zone. */
  readonly eventDateUtc: string;
  readonly eventType: Type;
  readonly eventCategory: Kind;
  readonly tenantId: string;
  readonly tenantType?: string;
}

/** What Xero sends, by category and type: `INVOICE.UPDATE`. Others are let through by `isOfType`. */
export type XeroEvents = {
  readonly [Type in XeroEventType]: Type extends `${infer Kind}.${infer Action}` ? Change<Kind, Action> : never;
};
export type XeroEventType = `${Category}.${'CREATE' | 'UPDATE'}`;
export type XeroNative = XeroEvents[XeroEventType];
export type XeroEventOfType<Type extends XeroEventType> = EventOf<XeroEvents, Type>;

export const places: EventPlaces<XeroNative> = {
  list: '/events',
  // Events have no id. Two that agree in all of this say the same.
  id: '{/tenantId}:{/resourceId}:{/eventCategory}.{/eventType}:{/eventDateUtc}',
  type: '{/eventCategory}.{/eventType}',
  time: timeOf,
  subject: '/resourceId',
  source: ['//xero.com/{/tenantId}', '//xero.com'],
  needs: { '/resourceId': 'text', '/tenantId': 'text' },
};

/**
 * A Xero event on the platform.
 * @see https://developer.xero.com/documentation/guides/webhooks/overview/
 */
export class XeroEvent extends /* @__PURE__ */ eventClass<XeroEvents>('xero', places) {}

/**
 * Lets through Xero events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(XeroEvent),
 *   isXeroEventOfType('INVOICE.UPDATE'),
 *   map(({ event }) => new FetchInvoice(event.tenantId, event.resourceId)),
 * )
 */
export const isXeroEventOfType = /* @__PURE__ */ ofTypes(XeroEvent);

/** Xero leaves out the zone. */
function timeOf({ eventDateUtc: time }: XeroNative): string | undefined {
  if (typeof time !== 'string') return undefined;
  return /(?:Z|[+-]\d{2}:\d{2})$/.test(time) ? time : `${time}Z`;
}
