import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { GocardlessEvent, isGocardlessEventOfType } from 'integration-service/gocardless';
import { textOrNull } from '../shared/fields.ts';
import { type RefundStatus, UpdateRefund } from '../shared/refunds.ts';

const STATUSES = {
  created: 'pending',
  paid: 'paid',
  failed: 'failed',
  bounced: 'failed',
  funds_returned: 'failed',
} as const satisfies Record<string, RefundStatus>;

/** Keeps `refunds` in sync with GoCardless: which arrived, which failed. */
export const refundProgress = saga((events$) =>
  events$.pipe(
    isOfType(GocardlessEvent),
    isGocardlessEventOfType(
      'refunds.created',
      'refunds.paid',
      'refunds.failed',
      'refunds.bounced',
      'refunds.funds_returned',
    ),
    mergeMap((event) => {
      const { action, links, details } = event.event;
      const id = idIn(links?.['refund']);
      if (id === undefined) return [];
      const update = new UpdateRefund(
        {
          provider: 'gocardless',
          id,
          account: textOrNull(links['organisation']),
          status: STATUSES[action],
          providerStatus: action,
          payment: textOrNull(links['payment']),
          reason: textOrNull(details?.description),
        },
        event,
      );
      return [update];
    }),
  ),
);
