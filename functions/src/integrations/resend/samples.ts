import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { ResendEventType } from './event.ts';
import { resend } from './index.ts';

/** Realistic Resend events. Each body holds the fields that its type has in addition to the email. */
export const resendSamples = samplesOf(resend, {
  around: (type, more, { id, now }) => ({
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
      ...more,
    },
  }),
  bodies: {
    'email.sent': () => ({}),
    'email.scheduled': () => ({}),
    'email.delivered': () => ({}),
    'email.delivery_delayed': () => ({}),
    'email.opened': () => ({}),
    'email.clicked': () => ({
      click: {
        ipAddress: '192.0.2.10',
        link: 'https://example.com/reset',
        timestamp: '2026-11-23T12:00:00.000Z',
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
      },
    }),
    'email.bounced': () => ({
      bounce: {
        message: 'The recipient’s mailbox does not exist.',
        subType: 'General',
        type: 'Permanent',
      },
    }),
    'email.complained': () => ({}),
    'email.failed': () => ({ failed: { reason: 'reached_daily_quota' } }),
    'email.suppressed': () => ({
      suppressed: { type: 'OnAccountSuppressionList', message: 'The address is on the suppression list.' },
    }),
  } satisfies { readonly [Type in ResendEventType]?: (at: SampleAt) => object },
});
