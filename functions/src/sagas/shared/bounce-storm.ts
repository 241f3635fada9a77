import { filter, pipe } from 'rxjs';
import { anyOf, durableSaga, from, isText, type Kept } from 'integration-service';
import { isMailgunEventOfType, MailgunEvent } from 'integration-service/mailgun';
import { isPostmarkEventOfType, PostmarkEvent } from 'integration-service/postmark';
import { isResendEventOfType, ResendEvent } from 'integration-service/resend';
import { isSendgridEventOfType, SendgridEvent } from 'integration-service/sendgrid';
import type { Bounce } from './campaign-pauses.ts';
import { countThenPause } from './count-then-pause.ts';
import { textIn } from './fields.ts';
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

/** Pauses a campaign, once, if ten of its mails bounce within an hour. One instance for each campaign. */
export const bounceStorm = durableSaga(
  { bounced: anyOf(sendgridBounces, resendBounces, postmarkBounces, mailgunBounces) },
  countThenPause(BOUNCES),
  { again: true },
);

/** By the first name that says something. Without any, the bounce belongs to no campaign. */
function bounceOf(provider: string, ...names: readonly unknown[]): Kept<Bounce> | undefined {
  const campaign = names.find((name) => isText(name));
  return campaign === undefined ? undefined : { key: recordIdOf(provider, campaign), fact: { provider, campaign } };
}

/** Mailgun did not try to deliver to an address that bounced before. */
function isSuppressed(reason: unknown): boolean {
  return textIn(reason).startsWith('suppress-');
}

/** The address in `Acme <hello@example.com>`. */
function addressIn(from: unknown): string {
  return /<([^<>]+)>\s*$/.exec(textIn(from))?.[1] ?? textIn(from);
}
