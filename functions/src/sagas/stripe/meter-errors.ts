import { task } from 'integration-service';
import { StripeEvent } from 'integration-service/stripe';
import { refetchEvent, refetchRelated } from 'integration-service/stripe/refetch';
import { listIn } from '../shared/fields.ts';

/**
 * A report of usage that Stripe could not bill, in `meterErrors/{event id}`: about one for each hour with such usage.
 * Times are in RFC 3339.
 */
export type MeterErrorRecord = {
  readonly id: string;
  readonly meter: string;
  /** The `event_name` of your usage events; null if the meter no longer exists. */
  readonly eventName: string | null;
  /** What went wrong, in Stripe's words; null if Stripe no longer has the report. */
  readonly summary: string | null;
  readonly errorCount: number | null;
  /** How often each error occurred: `{ meter_event_customer_not_found: 3 }`. */
  readonly errors: Readonly<Record<string, number>>;
  readonly periodStart: string | null;
  readonly periodEnd: string | null;
  readonly reportedAt: string;
};

const TYPE = 'v1.billing.meter.error_report_triggered';

/**
 * Records the usage that Stripe reports it could not bill: revenue that is lost until someone acts. The report is a
 * thin event; its details are fetched, which needs `STRIPE_API_KEY`.
 */
export const keepMeterErrors = task(
  StripeEvent,
  async ({ event, envelope }, context) => {
    if (event.type !== TYPE) return;
    const [report, meter] = await Promise.all([refetchEvent(event, context), refetchRelated(event, context)]);
    const { developer_message_summary: summary, reason, validation_start, validation_end } = report?.data ?? {};
    const record: MeterErrorRecord = {
      id: event.id,
      meter: event.related_object.id,
      eventName: meter?.event_name ?? null,
      summary: summary ?? null,
      errorCount: reason?.error_count ?? null,
      errors: Object.fromEntries(listIn(reason?.error_types).map(({ code, error_count }) => [code, error_count])),
      periodStart: validation_start ?? null,
      periodEnd: validation_end ?? null,
      reportedAt: envelope.time,
    };
    context.records.update('meterErrors', event.id, () => record);
    context.log.warn('Stripe could not bill usage', { meter: record.meter, errorCount: record.errorCount });
  },
  { when: ({ event }) => event.type === TYPE },
);
