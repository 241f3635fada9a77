import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { GocardlessEvent, isGocardlessEventOfType } from 'integration-service/gocardless';
import { textOrNull } from '../shared/fields.ts';
import { type PaymentStatus, UpdatePayment } from '../shared/payments.ts';

/** What each action makes of its payment. */
const STATUSES = {
  created: 'pending',
  submitted: 'pending',
  resubmission_requested: 'pending',
  confirmed: 'paid',
  paid_out: 'paid',
  chargeback_cancelled: 'paid',
  failed: 'failed',
  late_failure_settled: 'failed',
  cancelled: 'canceled',
  customer_approval_denied: 'canceled',
  charged_back: 'disputed',
} as const satisfies Record<string, PaymentStatus>;

/** Keeps `payments` up to date with GoCardless: which are confirmed, and which failed or were charged back, and why. */
export const paymentProgress = saga((events$) =>
  events$.pipe(
    isOfType(GocardlessEvent),
    isGocardlessEventOfType(
      'payments.created',
      'payments.submitted',
      'payments.resubmission_requested',
      'payments.confirmed',
      'payments.paid_out',
      'payments.chargeback_cancelled',
      'payments.failed',
      'payments.late_failure_settled',
      'payments.cancelled',
      'payments.customer_approval_denied',
      'payments.charged_back',
    ),
    mergeMap((event) => {
      const { action, links, details, resource_metadata: metadata } = event.event;
      const id = idIn(links?.['payment']);
      if (id === undefined) return [];
      const status = STATUSES[action];
      const update = new UpdatePayment(
        {
          provider: 'gocardless',
          id,
          account: textOrNull(links['organisation']),
          status,
          providerStatus: action,
          subscription: textOrNull(links['subscription']),
          orderId: textOrNull(metadata?.['order_id']),
          userId: textOrNull(metadata?.['user_id']),
          method: textOrNull(details?.scheme),
          failureCode: status === 'failed' || status === 'disputed' ? textOrNull(details?.cause) : null,
        },
        event,
      );
      return [update];
    }),
  ),
);
