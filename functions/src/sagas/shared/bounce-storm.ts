import { filter, pipe } from 'rxjs';
import { anyOf, durableSaga, from, isText, type Kept } from 'integration-service';
import { BrevoEvent, isBrevoEventOfType } from 'integration-service/brevo';
import { CustomerioEvent, isCustomerioEventOfType } from 'integration-service/customerio';
import { isKlaviyoEventOfType, KlaviyoEvent, type KlaviyoNative } from 'integration-service/klaviyo';
import { isMailgunEventOfType, MailgunEvent } from 'integration-service/mailgun';
import { isMandrillEventOfType, MandrillEvent } from 'integration-service/mandrill';
import { isPostmarkEventOfType, PostmarkEvent } from 'integration-service/postmark';
import { isResendEventOfType, ResendEvent } from 'integration-service/resend';
import { isSendgridEventOfType, SendgridEvent } from 'integration-service/sendgrid';
import type { Bounce } from './campaign-pauses.ts';
import { countThenPause } from './count-then-pause.ts';
import { idOrNull, textIn } from './fields.ts';
import { recordIdOf } from './record-id.ts';

const BOUNCES = 10;

/** By the single send, or the first category. */
const sendgridBounces = from(
  SendgridEvent,
  pipe(
    isSendgridEventOfType('bounce'),
    filter(({ event }) => event.type !== 'blocked'),
  ),
  ({ event }) => bounceOf('sendgrid', event['singlesend_id'], [event.category].flat()[0]),
);

/** By the broadcast, the tag `campaign` or the sender. */
const resendBounces = from(
  ResendEvent,
  pipe(
    isResendEventOfType('email.bounced'),
    filter(({ event }) => event.data.bounce?.type === 'Permanent'),
  ),
  ({ event: { data } }) => bounceOf('resend', data.broadcast_id, data.tags?.['campaign'], addressIn(data.from)),
);

/** By the tag, or the message stream. */
const postmarkBounces = from(
  PostmarkEvent,
  pipe(
    isPostmarkEventOfType('Bounce'),
    filter(({ event }) => event.Type === 'HardBounce' || event.Type === 'BadEmailAddress'),
  ),
  ({ event }) => bounceOf('postmark', event.Tag, event.MessageStream),
);

/** By the first tag, or the sending domain. */
const mailgunBounces = from(
  MailgunEvent,
  pipe(
    isMailgunEventOfType('failed'),
    filter(({ event: { 'event-data': data } }) => data.severity === 'permanent' && !isSuppressed(data.reason)),
  ),
  ({ event: { 'event-data': data } }) => bounceOf('mailgun', data.tags?.[0], data.domain?.name),
);

/** By the first tag, the template or the sender. */
const mandrillBounces = from(MandrillEvent, isMandrillEventOfType('hard_bounce'), ({ event: { msg } }) =>
  bounceOf('mandrill', [msg?.tags].flat()[0], msg?.template, msg?.sender),
);

/** By the first tag, or the template. */
const brevoBounces = from(BrevoEvent, isBrevoEventOfType('hard_bounce', 'invalid_email'), ({ event }) =>
  bounceOf('brevo', [event.tags].flat()[0], event.tag, numbered('template', event.template_id)),
);

/** By what sent the email. A failure that is temporary is reported as `deferred`. */
const customerioBounces = from(CustomerioEvent, isCustomerioEventOfType('email.bounced'), ({ event: { data } }) =>
  bounceOf(
    'customerio',
    numbered('broadcast', data?.broadcast_id),
    numbered('newsletter', data?.newsletter_id),
    numbered('campaign', data?.campaign_id),
    numbered('transactional', data?.transactional_message_id),
  ),
);

/** By the campaign or the flow. */
const klaviyoBounces = from(
  KlaviyoEvent,
  pipe(
    isKlaviyoEventOfType('event:klaviyo.bounced_email'),
    filter(({ event }) => propertiesOf(event)['Bounce Type'] === 'Hard'),
  ),
  ({ event }) => bounceOf('klaviyo', propertiesOf(event)['Campaign Name'], propertiesOf(event)['$flow']),
);

/** Pauses a campaign, once, if ten of its mails bounce within an hour. One instance for each campaign. */
export const bounceStorm = durableSaga(
  {
    bounced: anyOf(
      sendgridBounces,
      resendBounces,
      postmarkBounces,
      mailgunBounces,
      mandrillBounces,
      brevoBounces,
      customerioBounces,
      klaviyoBounces,
    ),
  },
  countThenPause(BOUNCES),
  { again: true },
);

/** By the first name that says something. Without any, the bounce belongs to no campaign. */
function bounceOf(provider: string, ...names: readonly unknown[]): Kept<Bounce> | undefined {
  const campaign = names.find((name) => isText(name));
  return campaign === undefined ? undefined : { key: recordIdOf(provider, campaign), fact: { provider, campaign } };
}

/** `newsletter:7`: a newsletter and a broadcast may have the same number. */
function numbered(kind: string, id: unknown): string | undefined {
  const text = idOrNull(id);
  return text === null ? undefined : `${kind}:${text}`;
}

/** What Klaviyo says of the metric. */
function propertiesOf(event: KlaviyoNative): Readonly<Record<string, unknown>> {
  return event.payload?.data?.attributes?.event_properties ?? {};
}

/** Mailgun did not try to deliver to an address that bounced before. */
function isSuppressed(reason: unknown): boolean {
  return textIn(reason).startsWith('suppress-');
}

/** The address in `Acme <hello@example.com>`. */
function addressIn(from: unknown): string {
  return /<([^<>]+)>\s*$/.exec(textIn(from))?.[1] ?? textIn(from);
}
