import { task } from 'integration-service';
import { lostEventIn, reportsLostEvent, StripeEvent } from 'integration-service/stripe';
import { refetchEvent } from 'integration-service/stripe/refetch';

/** An event that Stripe failed to generate, in `lostEvents/{id of the event that reports it}`. */
export type LostEventRecord = {
  readonly id: string;
  /** The type that the lost event would have had; null if Stripe no longer has the report. */
  readonly type: string | null;
  /** The id of its object, and what kind of object that is. */
  readonly object: string | null;
  readonly objectType: string | null;
  /** The connected account it belongs to; null for your own. */
  readonly account: string | null;
  /** Whether a thin event stood for it: then the sagas have had the object as it was when the report was handled. */
  readonly recovered: boolean;
  /** RFC 3339. */
  readonly reportedAt: string;
};

/**
 * Records each event that Stripe reports it never generated, and raises the alert `never-generated`. The sagas get a thin
 * event in its place. The report is a thin event, too; it is fetched, which needs `STRIPE_API_KEY`.
 */
export const keepLostEvents = task(
  StripeEvent,
  async ({ event, envelope }, context) => {
    if (event.object === 'event') return;
    const lost = lostEventIn(await refetchEvent<unknown>(event, context));
    const record: LostEventRecord = {
      id: envelope.id,
      type: lost?.type ?? null,
      object: lost?.object?.id ?? null,
      objectType: lost?.object?.type ?? null,
      account: lost?.account ?? null,
      recovered: !reportsLostEvent(event),
      reportedAt: envelope.time,
    };
    context.records.update('lostEvents', envelope.id, () => record);
    const { type, object, recovered } = record;
    context.log.warn('Stripe Event Never Generated', { lostType: type ?? 'unknown', object, recovered });
  },
  // Every destination of thin events gets these reports.
  { when: ({ envelope }) => reportsLostEvent(envelope.data), types: [] },
);
