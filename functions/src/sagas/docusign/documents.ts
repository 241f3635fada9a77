import { mergeMap } from 'rxjs';
import { asOfEvent, isOfType, isText, saga } from 'integration-service';
import { DocusignEvent, isDocusignEventOfType } from 'integration-service/docusign';
import { UpdateDocument, type DocumentStatus } from '../shared/documents.ts';
import { textOrNull } from '../shared/fields.ts';

/** The status that each event gives its envelope. */
const STATUSES = {
  'envelope-created': 'draft',
  'envelope-sent': 'sent',
  'envelope-delivered': 'viewed',
  'recipient-completed': 'partly_signed',
  'envelope-completed': 'signed',
  'envelope-declined': 'declined',
  'envelope-voided': 'canceled',
} as const satisfies Record<string, DocumentStatus>;

/** Keeps `documents` up to date with DocuSign: how far each envelope has come. */
export const documents = saga((events$) =>
  events$.pipe(
    isOfType(DocusignEvent),
    isDocusignEventOfType(
      'envelope-created',
      'envelope-sent',
      'envelope-delivered',
      'recipient-completed',
      'envelope-completed',
      'envelope-declined',
      'envelope-voided',
    ),
    mergeMap((event) => {
      const { envelope, event: native } = event;
      const { envelopeId, envelopeSummary: summary } = native.data;
      if (!isText(envelopeId)) return [];
      const update = new UpdateDocument(
        {
          provider: envelope.provider,
          documentId: envelopeId,
          source: envelope.source,
          status: STATUSES[native.event],
          providerStatus: native.event,
          title: textOrNull(summary?.emailSubject),
          reason: textOrNull(summary?.voidedReason),
        },
        asOfEvent(event),
      );
      return [update];
    }),
  ),
);
