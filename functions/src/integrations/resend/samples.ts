import { makeStandardSecret, standardWebhookRequest } from '../../core/scheme/standard-webhook-samples.ts';
import type { Samples } from '../../core/integration/samples.ts';
import { SVIX_HEADERS } from '../../core/scheme/standard-webhooks.ts';
import type { ResendEventType } from './event.ts';

/** What the events of each type hold beside the email itself. */
const EXTRAS = {
  'email.sent': {},
  'email.delivered': {},
  'email.delivery_delayed': {},
  'email.opened': {},
  'email.clicked': {
    click: {
      ipAddress: '192.0.2.10',
      link: 'https://example.com/reset',
      timestamp: '2026-11-23T12:00:00.000Z',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
    },
  },
  'email.bounced': {
    bounce: {
      message: 'The recipient’s mailbox does not exist.',
      subType: 'General',
      type: 'Permanent',
    },
  },
  'email.complained': {},
  'email.failed': { failed: { reason: 'reached_daily_quota' } },
} satisfies { readonly [Type in ResendEventType]?: object };

type SampleType = keyof typeof EXTRAS;

export const resendSamples: Samples = {
  types: Object.keys(EXTRAS),
  makeSecret: makeStandardSecret,

  sample(type, { id, now }) {
    return JSON.stringify({
      type,
      created_at: now.toISOString(),
      data: {
        created_at: new Date(now.getTime() - 2_000).toISOString(),
        email_id: `56761188-7520-42d8-8898-${id}`,
        message_id: `<${id}@email.example.com>`,
        from: 'Acme <hello@example.com>',
        to: ['delivered@resend.dev'],
        subject: 'Reset your password',
        tags: { category: 'password_reset' },
        ...(isSampleType(type) && EXTRAS[type]),
      },
    });
  },

  request: (delivery) => standardWebhookRequest(delivery, SVIX_HEADERS),
};

function isSampleType(type: string): type is SampleType {
  return Object.hasOwn(EXTRAS, type);
}
