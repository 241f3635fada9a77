import { filter, pipe } from 'rxjs';
import { durableSaga, from } from 'integration-service';
import { isMailgunEventOfType, MailgunEvent } from 'integration-service/mailgun';
import { bounceOf, pauseInStorm } from '../shared/bounce-storm.ts';
import { textIn } from '../shared/fields.ts';

/**
 * Pauses a campaign at Mailgun, once, if ten of its mails bounce within an hour. One instance for each first tag, or sending domain.
 */
export const mailgunBounceStorm = durableSaga(
  {
    bounced: from(
      MailgunEvent,
      pipe(
        isMailgunEventOfType('failed'),
        filter(({ event: { 'event-data': data } }) => data.severity === 'permanent' && !isSuppressed(data.reason)),
      ),
      ({ event: { 'event-data': data } }) => bounceOf('mailgun', data.tags?.[0], data.domain?.name),
    ),
  },
  pauseInStorm,
  { again: true },
);

/** Mailgun did not try to deliver to an address that bounced before. */
function isSuppressed(reason: unknown): boolean {
  return textIn(reason).startsWith('suppress-');
}
