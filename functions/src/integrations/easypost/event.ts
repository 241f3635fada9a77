import type { IBatch, IClaim, IEvent, IInsurance, IRefund, IReport, IScanForm, ITracker } from '@easypost/api';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** The documented events and the object that each is about; the SDK types the objects but not the events. */
interface Results {
  readonly 'batch.created': IBatch;
  readonly 'batch.updated': IBatch;
  readonly 'claim.approved': IClaim;
  readonly 'claim.cancelled': IClaim;
  readonly 'claim.rejected': IClaim;
  readonly 'claim.submitted': IClaim;
  readonly 'claim.updated': IClaim;
  readonly 'insurance.cancelled': IInsurance;
  readonly 'insurance.purchased': IInsurance;
  readonly 'refund.successful': IRefund;
  readonly 'report.available': IReport;
  readonly 'report.empty': IReport;
  readonly 'report.failed': IReport;
  readonly 'report.new': IReport;
  readonly 'scan_form.created': IScanForm;
  readonly 'scan_form.updated': IScanForm;
  readonly 'tracker.created': ITracker;
  readonly 'tracker.updated': ITracker;
}

type OfType<Type extends keyof Results> = Omit<IEvent, 'description' | 'previous_attributes' | 'result'> & {
  /** The event type. */
  readonly description: Type;
  /** The previous values of the changed attributes. */
  readonly previous_attributes: Partial<Results[Type]>;
  readonly result: Results[Type];
  /** The account that the event belongs to: a parent receives the events of its children. */
  readonly user_id?: string;
};

/** What EasyPost sends, by type. */
export type EasypostEvents = { readonly [Type in keyof Results]: OfType<Type> };
export type EasypostEventType = keyof EasypostEvents;
export type EasypostNative = EasypostEvents[EasypostEventType];
export type EasypostEventOfType<Type extends EasypostEventType> = EventOf<EasypostEvents, Type>;

export const places: EventPlaces<EasypostNative> = {
  id: '/id',
  type: '/description',
  // The first events of an object have no time.
  time: ['/created_at', 'arrival'],
  subject: '/result/id',
  source: '//easypost.com/{/user_id}',
  needs: { '/id': 'text', '/result': 'object' },
};

/**
 * An EasyPost event on the platform.
 * @see https://docs.easypost.com/docs/events
 */
export class EasypostEvent extends /* @__PURE__ */ eventClass<EasypostEvents>('easypost', places) {}

/**
 * Lets through EasyPost events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(EasypostEvent),
 *   isEasypostEventOfType('tracker.updated'),
 *   map(({ event }) => new NotifyRecipient(event.result.tracking_code, event.result.status)),
 * )
 */
export const isEasypostEventOfType = /* @__PURE__ */ ofTypes(EasypostEvent);
