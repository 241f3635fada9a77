import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { GocardlessEvent, isGocardlessEventOfType } from 'integration-service/gocardless';
import { textOrNull } from '../shared/fields.ts';
import { type SubscriptionStatus, UpdateSubscription } from '../shared/subscriptions.ts';

/** What each action makes of its subscription. */
const STATUSES = {
  created: 'active',
  customer_approval_granted: 'active',
  payment_created: 'active',
  amended: 'active',
  resumed: 'active',
  paused: 'paused',
  cancelled: 'ended',
  finished: 'ended',
} as const satisfies Record<string, SubscriptionStatus>;

/** Keeps `subscriptions` in sync with GoCardless: which are active, paused or over. */
export const subscriptionLifecycle = saga((events$) =>
  events$.pipe(
    isOfType(GocardlessEvent),
    isGocardlessEventOfType(
      'subscriptions.created',
      'subscriptions.customer_approval_granted',
      'subscriptions.payment_created',
      'subscriptions.amended',
      'subscriptions.resumed',
      'subscriptions.paused',
      'subscriptions.cancelled',
      'subscriptions.finished',
    ),
    mergeMap((event) => {
      const { action, links, created_at: at, resource_metadata: metadata } = event.event;
      const id = idIn(links?.['subscription']);
      if (id === undefined) return [];
      const status = STATUSES[action];
      const update = new UpdateSubscription(
        {
          provider: 'gocardless',
          id,
          account: textOrNull(links['organisation']),
          userId: textOrNull(metadata?.['user_id']),
          status,
          providerStatus: action,
          endedAt: status === 'ended' ? textOrNull(at) : null,
        },
        event,
      );
      return [update];
    }),
  ),
);
