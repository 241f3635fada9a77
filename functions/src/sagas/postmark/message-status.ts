import { mergeMap } from 'rxjs';
import { isOfType, isText, saga } from 'integration-service';
import {
  isPostmarkEventOfType,
  PostmarkEvent,
  type PostmarkBounceType,
  type PostmarkEventOfType,
} from 'integration-service/postmark';
import { messageTo, UpdateMessageStatus, type MessageStatus } from '../shared/messages.ts';

/** The stage for each type of bounce; undefined if someone or something replied. */
const BOUNCES = {
  HardBounce: 'bounced',
  SoftBounce: 'bounced',
  BadEmailAddress: 'bounced',
  // Postmark is still retrying.
  Transient: 'delayed',
  DnsError: 'delayed',
  // The address is valid, but this email was refused or not sent.
  Blocked: 'failed',
  DMARCPolicy: 'failed',
  ManuallyDeactivated: 'failed',
  SMTPApiError: 'failed',
  SpamNotification: 'failed',
  TemplateRenderingFailed: 'failed',
  Unknown: 'failed',
  VirusNotification: 'failed',
  SpamComplaint: 'complained',
  Unsubscribe: 'unsubscribed',
  AddressChange: undefined,
  AutoResponder: undefined,
  ChallengeVerification: undefined,
  InboundError: undefined,
  OpenRelayTest: undefined,
  Subscribe: undefined,
  Unconfirmed: undefined,
} as const satisfies Record<PostmarkBounceType, MessageStatus | undefined>;

/** Why an address was suppressed. */
const SUPPRESSIONS: ReadonlyMap<unknown, MessageStatus> = new Map([
  ['HardBounce', 'bounced'],
  ['SpamComplaint', 'complained'],
  ['ManualSuppression', 'unsubscribed'],
]);

type Told = PostmarkEventOfType<
  'Delivery' | 'Bounce' | 'SpamComplaint' | 'Open' | 'Click' | 'SubscriptionChange'
>['event'];

/**
 * Keeps `messages` up to date with Postmark: how far each email has come for each recipient, and why it failed.
 */
export const messageStatus = saga((events$) =>
  events$.pipe(
    isOfType(PostmarkEvent),
    isPostmarkEventOfType('Delivery', 'Bounce', 'SpamComplaint', 'Open', 'Click', 'SubscriptionChange'),
    mergeMap(({ event, envelope }) => {
      const status = statusOf(event);
      const recipient = 'Recipient' in event ? event.Recipient : event.Email;
      // An address that was suppressed by hand has no message.
      if (status === undefined || !isText(event.MessageID) || !isText(recipient)) return [];
      const update = new UpdateMessageStatus({
        provider: envelope.provider,
        messageId: messageTo(recipient, event.MessageID),
        channel: 'email',
        status,
        providerStatus: 'Type' in event && isText(event.Type) ? event.Type : event.RecordType,
        time: new Date(envelope.time),
        recipient,
        ...errorOf(event),
      });
      return [update];
    }),
  ),
);

function statusOf(event: Told): MessageStatus | undefined {
  switch (event.RecordType) {
    case 'Delivery':
      return 'delivered';
    case 'Open':
      return 'opened';
    case 'Click':
      return 'clicked';
    case 'SpamComplaint':
      return 'complained';
    case 'Bounce':
      // A type that is newer than these: the email was returned.
      return Object.hasOwn(BOUNCES, event.Type) ? BOUNCES[event.Type] : 'failed';
    case 'SubscriptionChange':
      return event.SuppressSending ? SUPPRESSIONS.get(event.SuppressionReason) : undefined;
  }
}

/** Why it failed: the type of bounce, and what the receiving server said, otherwise Postmark's description. */
function errorOf(event: Told): { error?: { code?: string; message?: string } } {
  if (event.RecordType !== 'Bounce') return {};
  const message = [event.Details, event.Description].find((text) => isText(text) && text !== '');
  return { error: { ...(isText(event.Type) && { code: event.Type }), ...(message !== undefined && { message }) } };
}
