import { filter, pipe } from 'rxjs';
import { durableSaga, from } from 'integration-service';
import { isKlaviyoEventOfType, KlaviyoEvent, type KlaviyoNative } from 'integration-service/klaviyo';
import { bounceOf, pauseInStorm } from '../shared/bounce-storm.ts';

/**
 * Pauses a campaign at Klaviyo, once, if ten of its mails bounce within an hour. One instance for each campaign or flow.
 */
export const klaviyoBounceStorm = durableSaga(
  {
    bounced: from(
      KlaviyoEvent,
      pipe(
        isKlaviyoEventOfType('event:klaviyo.bounced_email'),
        filter(({ event }) => propertiesOf(event)['Bounce Type'] === 'Hard'),
      ),
      ({ event }) => bounceOf('klaviyo', propertiesOf(event)['Campaign Name'], propertiesOf(event)['$flow']),
    ),
  },
  pauseInStorm,
  { again: true },
);

/** What Klaviyo says of the metric. */
function propertiesOf(event: KlaviyoNative): Readonly<Record<string, unknown>> {
  return event.payload?.data?.attributes?.event_properties ?? {};
}
