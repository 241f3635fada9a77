import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { KlaviyoEventType } from './event.ts';
import { klaviyo } from './index.ts';

const WEBHOOK = '01KBS2Z8Y6W4V2T0R8P6N4M2K0';

/** Realistic Klaviyo events, one in each request. */
export const klaviyoSamples = samplesOf(klaviyo, {
  headers: () => ({ 'klaviyo-webhook-id': WEBHOOK }),
  around: (topic, properties, { id, now }) => ({
    data: [
      {
        topic,
        external_id: `4vRpBT${id}`,
        payload: {
          data: {
            type: 'event',
            id: `4vRpBT${id}`,
            attributes: {
              timestamp: Math.floor(now.getTime() / 1000) - 3,
              datetime: new Date(now.getTime() - 3_000).toISOString(),
              uuid: `5d1c7a90-c88f-11f0-8001-${id}`,
              event_properties: properties,
            },
            relationships: {
              profile: { data: { type: 'profile', id: '01GDDKASAP8TKDDA2GRZDSVP4H' } },
              metric: { data: { type: 'metric', id: 'TYpK1X' } },
            },
          },
        },
      },
    ],
    meta: {
      timestamp: now.toISOString().replace('Z', '000+00:00'),
      klaviyo_account_id: 'XyZ123',
      klaviyo_webhook_id: WEBHOOK,
      version: '2025-10-15',
    },
  }),
  bodies: {
    'event:klaviyo.opened_email': () => ({ Subject: 'New in spring', 'Campaign Name': 'Spring' }),
    'event:klaviyo.bounced_email': () => ({
      Subject: 'New in spring',
      'Campaign Name': 'Spring',
      'Bounce Type': 'Hard',
    }),
    'event:klaviyo.unsubscribed_from_list': () => ({ List: 'Newsletter' }),
    'event:klaviyo.sent_sms': () => ({ 'Message Body': 'New in spring – 10 % off' }),
  } satisfies { readonly [Type in KlaviyoEventType]?: (at: SampleAt) => object },
});
