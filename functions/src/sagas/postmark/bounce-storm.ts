import { filter, pipe } from 'rxjs';
import { durableSaga, from } from 'integration-service';
import { isPostmarkEventOfType, PostmarkEvent } from 'integration-service/postmark';
import { bounceOf, pauseInStorm } from '../shared/bounce-storm.ts';

/**
 * Pauses a campaign at Postmark, once, if ten of its mails bounce within an hour. One instance for each tag, or message stream.
 */
export const postmarkBounceStorm = durableSaga(
  {
    bounced: from(
      PostmarkEvent,
      pipe(
        isPostmarkEventOfType('Bounce'),
        filter(({ event }) => event.Type === 'HardBounce' || event.Type === 'BadEmailAddress'),
      ),
      ({ event }) => bounceOf('postmark', event.Tag, event.MessageStream),
    ),
  },
  pauseInStorm,
  { again: true },
);
