import { filter, pipe } from 'rxjs';
import { durableSaga, from } from 'integration-service';
import { isResendEventOfType, ResendEvent } from 'integration-service/resend';
import { bounceOf, pauseInStorm } from '../shared/bounce-storm.ts';
import { textIn } from '../shared/fields.ts';

/**
 * Pauses a campaign at Resend, once, if ten of its mails bounce within an hour. One instance for each broadcast, tag `campaign` or sender.
 */
export const resendBounceStorm = durableSaga(
  {
    bounced: from(
      ResendEvent,
      pipe(
        isResendEventOfType('email.bounced'),
        filter(({ event }) => event.data.bounce?.type === 'Permanent'),
      ),
      ({ event: { data } }) => bounceOf('resend', data.broadcast_id, data.tags?.['campaign'], addressIn(data.from)),
    ),
  },
  pauseInStorm,
  { again: true },
);

/** The address in `Acme <hello@example.com>`. */
function addressIn(from: unknown): string {
  return /<([^<>]+)>\s*$/.exec(textIn(from))?.[1] ?? textIn(from);
}
