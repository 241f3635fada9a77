import { durableSaga, from } from 'integration-service';
import { BrevoEvent, isBrevoEventOfType } from 'integration-service/brevo';
import { bounceOf, numbered, pauseInStorm } from '../shared/bounce-storm.ts';

/**
 * Pauses a campaign at Brevo, once, if ten of its mails bounce within an hour. One instance for each first tag, or template.
 */
export const brevoBounceStorm = durableSaga(
  {
    bounced: from(BrevoEvent, isBrevoEventOfType('hard_bounce', 'invalid_email'), ({ event }) =>
      bounceOf('brevo', [event.tags].flat()[0], event.tag, numbered('template', event.template_id)),
    ),
  },
  pauseInStorm,
  { again: true },
);
