import { createHash, randomUUID } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { PostmarkEventType } from './event.ts';
import { postmark } from './index.ts';

const RECIPIENT = 'ada.lovelace@example.com';

/** Realistic Postmark events. */
export const postmarkSamples = samplesOf(postmark, {
  headers: () => ({ 'user-agent': 'Postmark' }),
  secret: () => `postmark:${randomUUID()}`,
  around: (type, fields, { id }) => {
    if (type === 'Inbound') return fields;
    return {
      RecordType: type,
      ServerID: 8_417_203,
      MessageStream: 'outbound',
      MessageID: `5f2c1a3e-7d40-4b1f-9a6e-${id}`,
      Tag: 'order-confirmation',
      Metadata: { order: `order-${id}` },
      ...fields,
    };
  },
  bodies: {
    Delivery: ({ now }) => ({
      Recipient: RECIPIENT,
      DeliveredAt: now.toISOString(),
      Details: 'smtp;250 2.0.0 OK 1795435200 d75a77b69052e - gsmtp',
    }),
    Bounce: (at) => ({
      ...returned(at),
      Type: 'HardBounce',
      TypeCode: 1,
      Name: 'Hard bounce',
      Description: 'The server of the recipient knows no such mailbox.',
      Details: 'smtp;550 5.1.1 The email account does not exist',
      Subject: 'Your order',
    }),
    SpamComplaint: (at) => ({
      ...returned(at),
      Type: 'SpamComplaint',
      TypeCode: 512,
      Name: 'Spam complaint',
      Description: 'The recipient marked the message as spam.',
      Details: '',
      Subject: 'Your order',
    }),
    Open: (at) => ({ ...seen(at), FirstOpen: true }),
    Click: (at) => ({ ...seen(at), ClickLocation: 'HTML', OriginalLink: 'https://shop.example/orders/1001' }),
    SubscriptionChange: ({ now }) => ({
      Recipient: RECIPIENT,
      ChangedAt: now.toISOString(),
      Origin: 'Recipient',
      SuppressSending: true,
      SuppressionReason: 'ManualSuppression',
    }),
    Inbound: ({ id, now }) => ({
      FromName: 'Ada Lovelace',
      MessageStream: 'inbound',
      From: RECIPIENT,
      FromFull: { Email: RECIPIENT, Name: 'Ada Lovelace', MailboxHash: '' },
      To: 'support@inbound.example',
      ToFull: [{ Email: 'support@inbound.example', Name: '', MailboxHash: '' }],
      Cc: '',
      CcFull: [],
      Bcc: '',
      BccFull: [],
      OriginalRecipient: 'support@inbound.example',
      Subject: 'Where is my order?',
      MessageID: `b8e0d5a1-2c47-4f19-8d3b-${id}`,
      ReplyTo: '',
      MailboxHash: '',
      Date: now.toUTCString(),
      TextBody: 'I have waited for a week.\n',
      HtmlBody: '',
      StrippedTextReply: '',
      Tag: '',
      Headers: [{ Name: 'X-Spam-Status', Value: 'No' }],
      Attachments: [],
    }),
  } satisfies { readonly [Type in PostmarkEventType]: (at: SampleAt) => object },
});

function returned({ id, now }: SampleAt): object {
  return {
    ID: createHash('sha256').update(id).digest().readUInt32BE(),
    Email: RECIPIENT,
    From: 'orders@shop.example',
    BouncedAt: now.toISOString(),
    DumpAvailable: true,
    Inactive: true,
    CanActivate: true,
  };
}

function seen({ now }: SampleAt): object {
  return {
    Recipient: RECIPIENT,
    ReceivedAt: now.toISOString(),
    Platform: 'Desktop',
    UserAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)',
    Client: { Name: 'Firefox 144', Company: 'Mozilla', Family: 'Firefox' },
    OS: { Name: 'macOS 26', Company: 'Apple', Family: 'macOS' },
    Geo: { City: 'Graz', Country: 'Austria', CountryISOCode: 'AT', IP: '203.0.113.7' },
  };
}
