import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface Base {
  readonly ServerID?: number;
  /** `outbound`, or the name of your stream. */
  readonly MessageStream?: string;
  readonly MessageID: string | null;
  readonly Tag?: string | null;
  /** The metadata that you attached to the message when you sent it. */
  readonly Metadata?: Readonly<Record<string, string>>;
}

/** Times are in RFC 3339. */
interface Delivery extends Base {
  readonly RecordType: 'Delivery';
  readonly Recipient: string;
  readonly DeliveredAt: string;
  /** What the receiving server said. */
  readonly Details?: string;
}

/** Why a message was returned. */
export type PostmarkBounceType =
  | 'AddressChange'
  | 'AutoResponder'
  | 'BadEmailAddress'
  | 'Blocked'
  | 'ChallengeVerification'
  | 'DMARCPolicy'
  | 'DnsError'
  | 'HardBounce'
  | 'InboundError'
  | 'ManuallyDeactivated'
  | 'OpenRelayTest'
  | 'SMTPApiError'
  | 'SoftBounce'
  | 'SpamComplaint'
  | 'SpamNotification'
  | 'Subscribe'
  | 'TemplateRenderingFailed'
  | 'Transient'
  | 'Unconfirmed'
  | 'Unknown'
  | 'Unsubscribe'
  | 'VirusNotification';

interface Returned extends Base {
  /** A string of its digits if it exceeds 2^53. */
  readonly ID: number | string;
  readonly Type: PostmarkBounceType;
  readonly TypeCode: number;
  readonly Name: string;
  readonly Description?: string;
  /** What the receiving server said. */
  readonly Details?: string;
  readonly Email: string;
  readonly From?: string;
  readonly BouncedAt: string;
  readonly DumpAvailable?: boolean;
  /** Whether Postmark no longer sends to the address. */
  readonly Inactive?: boolean;
  readonly CanActivate?: boolean;
  readonly Subject?: string;
  /** The source of the bounce, if the webhook is configured to include it. */
  readonly Content?: string;
}

interface Bounce extends Returned {
  readonly RecordType: 'Bounce';
}

interface SpamComplaint extends Returned {
  readonly RecordType: 'SpamComplaint';
}

interface Seen extends Base {
  readonly Recipient: string;
  readonly ReceivedAt: string;
  readonly Platform?: string;
  readonly UserAgent?: string;
  readonly Client?: { readonly Name?: string; readonly Company?: string; readonly Family?: string };
  readonly OS?: { readonly Name?: string; readonly Company?: string; readonly Family?: string };
  readonly Geo?: Readonly<Record<string, string>>;
}

interface Open extends Seen {
  readonly RecordType: 'Open';
  readonly FirstOpen?: boolean;
  /** Seconds. */
  readonly ReadSeconds?: number;
}

interface Click extends Seen {
  readonly RecordType: 'Click';
  readonly ClickLocation?: 'HTML' | 'Text';
  readonly OriginalLink: string;
}

interface SubscriptionChange extends Base {
  readonly RecordType: 'SubscriptionChange';
  readonly Recipient: string;
  readonly ChangedAt: string;
  readonly Origin?: 'Recipient' | 'Customer' | 'Admin';
  /** True if the address was suppressed, false if it was reactivated. */
  readonly SuppressSending: boolean;
  readonly SuppressionReason?: 'HardBounce' | 'SpamComplaint' | 'ManualSuppression' | null;
}

interface Mailbox {
  readonly Email: string;
  readonly Name?: string;
  readonly MailboxHash?: string;
}

/** A message to one of your inbound addresses. It has no `RecordType`. */
interface Inbound {
  readonly RecordType?: undefined;
  readonly MessageID: string;
  readonly MessageStream?: string;
  readonly OriginalRecipient: string;
  readonly From: string;
  readonly FromName?: string;
  readonly FromFull?: Mailbox;
  readonly To?: string;
  readonly ToFull?: readonly Mailbox[];
  readonly Cc?: string;
  readonly CcFull?: readonly Mailbox[];
  readonly Bcc?: string;
  readonly BccFull?: readonly Mailbox[];
  readonly ReplyTo?: string;
  readonly MailboxHash?: string;
  readonly Subject?: string;
  /** As the sender wrote it: RFC 2822. */
  readonly Date?: string;
  readonly TextBody?: string;
  readonly HtmlBody?: string;
  readonly StrippedTextReply?: string;
  readonly Tag?: string;
  readonly Headers?: readonly { readonly Name: string; readonly Value: string }[];
  readonly Attachments?: readonly {
    readonly Name: string;
    /** Base64. */
    readonly Content: string;
    readonly ContentType: string;
    /** Bytes. */
    readonly ContentLength: number;
  }[];
}

/** What Postmark sends, by type; `Inbound` is our own name for inbound messages. */
export interface PostmarkEvents {
  readonly Delivery: Delivery;
  readonly Bounce: Bounce;
  readonly SpamComplaint: SpamComplaint;
  readonly Open: Open;
  readonly Click: Click;
  readonly SubscriptionChange: SubscriptionChange;
  readonly Inbound: Inbound;
}
export type PostmarkEventType = keyof PostmarkEvents;
export type PostmarkNative = PostmarkEvents[PostmarkEventType];
export type PostmarkEventOfType<Type extends PostmarkEventType> = EventOf<PostmarkEvents, Type>;

export const places: EventPlaces<PostmarkNative> = {
  // An inbound message can be resent from Postmark's page. Other events have no id, and a retry has the same bytes.
  id: [(native) => (isInbound(native) ? native.MessageID : undefined), 'digest'],
  type: (native) => native.RecordType ?? (isInbound(native) ? 'Inbound' : undefined),
  // The time of an inbound message is what its sender claims.
  time: ['/DeliveredAt', '/BouncedAt', '/ReceivedAt', '/ChangedAt', 'arrival'],
  subject: '/MessageID',
  related: ['/Recipient', '/Email', '/From'],
  source: '//postmarkapp.com/servers/{/ServerID}',
};

/**
 * A Postmark event on the platform. Its body is not signed: the credential proves only who sent the request.
 * @see https://postmarkapp.com/developer/webhooks/webhooks-overview
 */
export class PostmarkEvent extends /* @__PURE__ */ eventClass<PostmarkEvents>('postmark', places) {}

/**
 * Lets through Postmark events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(PostmarkEvent),
 *   isPostmarkEventOfType('Bounce'),
 *   map(({ event }) => new AskForAnotherAddress(event.Email, event.Description)),
 * )
 */
export const isPostmarkEventOfType = /* @__PURE__ */ ofTypes(PostmarkEvent);

function isInbound(native: PostmarkNative): native is Inbound {
  return native.RecordType === undefined && 'OriginalRecipient' in native;
}
