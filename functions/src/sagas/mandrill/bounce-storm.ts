import { durableSaga, from } from 'integration-service';
import { isMandrillEventOfType, MandrillEvent } from 'integration-service/mandrill';
import { bounceOf, pauseInStorm } from '../shared/bounce-storm.ts';

/**
 * Pauses a campaign at Mandrill, once, if ten of its mails bounce within an hour. One instance for each first tag, template or sender.
 */
export const mandrillBounceStorm = durableSaga(
  {
    bounced: from(MandrillEvent, isMandrillEventOfType('hard_bounce'), ({ event: { msg } }) =>
      bounceOf('mandrill', [msg?.tags].flat()[0], msg?.template, msg?.sender),
    ),
  },
  pauseInStorm,
  { again: true },
);
