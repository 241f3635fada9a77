import type { IBatch, IClaim, IEvent, IInsurance, IRefund, IReport, IScanForm, ITracker } from '@easypost/api';
import { isJsonObject, isText } from '../../core/event/json.ts';

/**
 * The documented events and the object that each tells of; the SDK types the objects but not the events.
 * @see https://docs.easypost.com/docs/events
 */
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

/** The type of every typed event. EasyPost calls it the description. */
export type EasypostEventType = keyof Results;

type NativeOfType<Type extends EasypostEventType> = Omit<IEvent, 'description' | 'previous_attributes' | 'result'> & {
  readonly description: Type;
  /** What the changed attributes were before. */
  readonly previous_attributes: Partial<Results[Type]>;
  readonly result: Results[Type];
  /** The account that the event belongs to: a parent receives the events of its children. */
  readonly user_id?: string;
};

/** What EasyPost sends. */
export type EasypostNative = { [Type in EasypostEventType]: NativeOfType<Type> }[EasypostEventType];

/** Whether parsed JSON is an event of EasyPost. Its time is not asked for: early events of an object lack it. */
export function isEasypostEvent(value: unknown): value is EasypostNative {
  return isJsonObject(value) && isText(value['id']) && isText(value['description']) && isJsonObject(value['result']);
}
