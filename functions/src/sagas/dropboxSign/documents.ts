import { mergeMap } from 'rxjs';
import { asOfEvent, isOfType, isText, saga } from 'integration-service';
import { DropboxSignEvent, isDropboxSignEventOfType } from 'integration-service/dropboxSign';
import { UpdateDocument, type DocumentStatus } from '../shared/documents.ts';
import { listIn, textOrNull } from '../shared/fields.ts';

/** The status that each event gives its signature request. */
const STATUSES = {
  signature_request_sent: 'sent',
  signature_request_viewed: 'viewed',
  signature_request_signed: 'partly_signed',
  signature_request_all_signed: 'signed',
  signature_request_declined: 'declined',
  signature_request_canceled: 'canceled',
  signature_request_expired: 'canceled',
  signature_request_email_bounce: 'failed',
  signature_request_invalid: 'failed',
  file_error: 'failed',
} as const satisfies Record<string, DocumentStatus>;

/** Keeps `documents` up to date with Dropbox Sign: how far each signature request has come. */
export const documents = saga((events$) =>
  events$.pipe(
    isOfType(DropboxSignEvent),
    isDropboxSignEventOfType(
      'signature_request_sent',
      'signature_request_viewed',
      'signature_request_signed',
      'signature_request_all_signed',
      'signature_request_declined',
      'signature_request_canceled',
      'signature_request_expired',
      'signature_request_email_bounce',
      'signature_request_invalid',
      'file_error',
    ),
    mergeMap((event) => {
      const { envelope, event: native } = event;
      const { event: about, signature_request: request } = native;
      if (!isText(request?.signature_request_id)) return [];
      const reasons = listIn(request.signatures).map(({ decline_reason: reason }) => textOrNull(reason));
      const update = new UpdateDocument(
        {
          provider: envelope.provider,
          documentId: request.signature_request_id,
          source: envelope.source,
          status: STATUSES[about.event_type],
          providerStatus: about.event_type,
          title: textOrNull(request.title),
          reason: reasons.find((reason) => reason !== null) ?? textOrNull(about.event_metadata?.event_message),
        },
        asOfEvent(event),
      );
      return [update];
    }),
  ),
);
