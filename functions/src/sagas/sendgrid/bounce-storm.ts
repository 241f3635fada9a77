import { filter, pipe } from 'rxjs';
import { durableSaga, from } from 'integration-service';
import { isSendgridEventOfType, SendgridEvent } from 'integration-service/sendgrid';
import { bounceOf, pauseInStorm } from '../shared/bounce-storm.ts';

/**
 * Pauses a campaign at SendGrid, once, if ten of its mails bounce within an hour. One instance for each single send, or first category.
 */
export const bounceStorm = durableSaga(
  {
    bounced: from(
      SendgridEvent,
      pipe(
        isSendgridEventOfType('bounce'),
        filter(({ event }) => event.type !== 'blocked'),
      ),
      ({ event }) => bounceOf('sendgrid', event['singlesend_id'], [event.category].flat()[0]),
    ),
  },
  pauseInStorm,
  { again: true },
);
