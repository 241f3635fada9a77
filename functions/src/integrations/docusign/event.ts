import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface CustomField {
  readonly fieldId?: string;
  readonly name?: string;
  readonly value?: string;
}

/** What the summary contains depends on the options of the Connect configuration. Times are in RFC 3339. */
interface Summary {
  readonly status?: string;
  readonly emailSubject?: string;
  readonly createdDateTime?: string;
  readonly sentDateTime?: string;
  readonly deliveredDateTime?: string;
  readonly completedDateTime?: string;
  readonly declinedDateTime?: string;
  readonly voidedDateTime?: string;
  readonly voidedReason?: string;
  readonly statusChangedDateTime?: string;
  readonly sender?: { readonly userId?: string; readonly email?: string; readonly userName?: string };
  readonly customFields?: {
    readonly textCustomFields?: readonly CustomField[];
    readonly listCustomFields?: readonly CustomField[];
  };
  readonly recipients?: Readonly<Record<string, unknown>>;
  readonly envelopeDocuments?: readonly Readonly<Record<string, unknown>>[];
}

interface OfType<Type extends string, Data = unknown> {
  readonly event: Type;
  readonly apiVersion?: string;
  /** Where the envelope is in the API: `/restapi/v2.1/accounts/…/envelopes/…`. */
  readonly uri?: string;
  readonly retryCount?: number;
  readonly configurationId?: number | string;
  /** RFC 3339, with seven decimals. */
  readonly generatedDateTime: string;
  readonly data: {
    readonly accountId: string;
    readonly userId?: string;
    readonly envelopeId: string;
    readonly envelopeSummary?: Summary;
  } & Data;
}

type OfRecipient<Type extends string> = OfType<Type, { readonly recipientId: string }>;

/** The Connect events of envelopes and recipients, by type. */
export interface DocusignEvents {
  readonly 'envelope-created': OfType<'envelope-created'>;
  readonly 'envelope-sent': OfType<'envelope-sent'>;
  readonly 'envelope-resent': OfType<'envelope-resent'>;
  readonly 'envelope-delivered': OfType<'envelope-delivered'>;
  readonly 'envelope-completed': OfType<'envelope-completed'>;
  readonly 'envelope-declined': OfType<'envelope-declined'>;
  readonly 'envelope-voided': OfType<'envelope-voided'>;
  readonly 'envelope-corrected': OfType<'envelope-corrected'>;
  readonly 'envelope-purge': OfType<'envelope-purge'>;
  readonly 'envelope-deleted': OfType<'envelope-deleted'>;
  readonly 'recipient-sent': OfRecipient<'recipient-sent'>;
  readonly 'recipient-delivered': OfRecipient<'recipient-delivered'>;
  readonly 'recipient-completed': OfRecipient<'recipient-completed'>;
  readonly 'recipient-declined': OfRecipient<'recipient-declined'>;
  readonly 'recipient-autoresponded': OfRecipient<'recipient-autoresponded'>;
  readonly 'recipient-authenticationfailed': OfRecipient<'recipient-authenticationfailed'>;
  readonly 'recipient-reassign': OfRecipient<'recipient-reassign'>;
  readonly 'recipient-finish-later': OfRecipient<'recipient-finish-later'>;
}
export type DocusignEventType = keyof DocusignEvents;
export type DocusignNative = DocusignEvents[DocusignEventType];
export type DocusignEventOfType<Type extends DocusignEventType> = EventOf<DocusignEvents, Type>;

export const places: EventPlaces<DocusignNative> = {
  // A retry differs in `retryCount`, so a digest would take it for another event.
  id: [
    '{/event}:{/data/envelopeId}:{/data/recipientId}:{/generatedDateTime}',
    '{/event}:{/data/envelopeId}:{/generatedDateTime}',
  ],
  type: '/event',
  time: '/generatedDateTime',
  subject: '/data/envelopeId',
  source: '//docusign.com/accounts/{/data/accountId}',
  needs: { '/data': 'object' },
};

/**
 * A DocuSign Connect event on the platform.
 * @see https://developers.docusign.com/platform/webhooks/connect/event-triggers/
 */
export class DocusignEvent extends /* @__PURE__ */ eventClass<DocusignEvents>('docusign', places) {}

/**
 * Lets through DocuSign events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(DocusignEvent),
 *   isDocusignEventOfType('envelope-completed'),
 *   map(({ event }) => new FetchDocuments(event.data.accountId, event.data.envelopeId)),
 * )
 */
export const isDocusignEventOfType = /* @__PURE__ */ ofTypes(DocusignEvent);
