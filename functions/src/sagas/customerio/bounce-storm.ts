import { durableSaga, from } from 'integration-service';
import { CustomerioEvent, isCustomerioEventOfType } from 'integration-service/customerio';
import { bounceOf, numbered, pauseInStorm } from '../shared/bounce-storm.ts';

/**
 * Pauses a campaign at Customer.io, once, if ten of its mails bounce within an hour. One instance for each thing that sent the email. A failure that
 * is temporary is reported as `deferred`.
 */
export const customerioBounceStorm = durableSaga(
  {
    bounced: from(CustomerioEvent, isCustomerioEventOfType('email.bounced'), ({ event: { data } }) =>
      bounceOf(
        'customerio',
        numbered('broadcast', data?.broadcast_id),
        numbered('newsletter', data?.newsletter_id),
        numbered('campaign', data?.campaign_id),
        numbered('transactional', data?.transactional_message_id),
      ),
    ),
  },
  pauseInStorm,
  { again: true },
);
