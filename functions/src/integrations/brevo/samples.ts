import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { BrevoEventType } from './event.ts';
import { brevo } from './index.ts';

const RECIPIENT = 'ada.lovelace@example.com';

/** Realistic Brevo events. */
export const brevoSamples = samplesOf(brevo, {
  around: (type, fields, { now }) => {
    const ts = Math.floor(now.getTime() / 1000);
    return { event: type, email: RECIPIENT, id: 26_224, date: localTime(now), ts, ts_event: ts, ...fields };
  },
  bodies: {
    request: (at) => email(at),
    delivered: (at) => email(at, { sending_ip: '203.0.113.25' }),
    deferred: (at) => email(at, { reason: '451 4.3.5 Please try again later' }),
    soft_bounce: (at) => email(at, { reason: '552 5.2.2 The mailbox is full' }),
    hard_bounce: (at) => email(at, { reason: '550 5.1.1 There is no such mailbox' }),
    blocked: (at) => email(at, { reason: 'the contact is blocked' }),
    opened: (at) => email(at, { user_agent: 'Mozilla/5.0', device_used: 'DESKTOP' }),
    click: (at) => email(at, { link: 'https://shop.example/orders/1001', device_used: 'DESKTOP' }),
    spam: (at) => email(at),
    unsubscribed: (at) => email(at),
    contact_updated: ({ id }) => ({ content: [{ attributes: { ORDER: id } }] }),
  } satisfies { readonly [Type in BrevoEventType]?: (at: SampleAt) => object },
});

function email({ id, now }: SampleAt, fields: object = {}): object {
  return {
    'message-id': `<202611231200.${id}@smtp-relay.shop.example>`,
    subject: 'Your order',
    'X-Mailin-custom': `order:${id}`,
    template_id: 22,
    tags: ['receipt'],
    ts_epoch: now.getTime(),
    ...fields,
  };
}

/** The time of an account in Paris, in winter. */
function localTime(now: Date): string {
  return new Date(now.getTime() + 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
