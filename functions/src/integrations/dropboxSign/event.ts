import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface Signature {
  readonly signature_id: string;
  readonly signer_email_address?: string;
  readonly signer_name?: string;
  readonly status_code?: string;
  /** Unix time in seconds. */
  readonly signed_at?: number | null;
  readonly decline_reason?: string | null;
}

interface SignatureRequest {
  readonly signature_request_id: string;
  readonly title?: string | null;
  readonly subject?: string | null;
  readonly test_mode?: boolean;
  readonly is_complete?: boolean;
  readonly is_declined?: boolean;
  readonly has_error?: boolean;
  /** What you attached to the request. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly signatures?: readonly Signature[];
}

interface OfType<Type extends string> {
  readonly account_guid?: string | null;
  readonly client_id?: string | null;
  readonly event: {
    readonly event_type: Type;
    /** Unix time in seconds, as text. */
    readonly event_time: string;
    /** Proves the type and the time. It does not cover the rest of the event. */
    readonly event_hash: string;
    readonly event_metadata?: {
      readonly related_signature_id?: string | null;
      readonly reported_for_account_id?: string | null;
      readonly reported_for_app_id?: string | null;
      readonly event_message?: string | null;
    };
  };
  readonly signature_request?: SignatureRequest;
  readonly template?: { readonly template_id: string; readonly [detail: string]: unknown };
  readonly account?: Readonly<Record<string, unknown>>;
}

type OfRequest<Type extends string> = OfType<Type> & { readonly signature_request: SignatureRequest };

/** Dropbox Sign's events, by type. */
export interface DropboxSignEvents {
  readonly signature_request_sent: OfRequest<'signature_request_sent'>;
  readonly signature_request_viewed: OfRequest<'signature_request_viewed'>;
  readonly signature_request_signed: OfRequest<'signature_request_signed'>;
  readonly signature_request_all_signed: OfRequest<'signature_request_all_signed'>;
  readonly signature_request_downloadable: OfRequest<'signature_request_downloadable'>;
  readonly signature_request_declined: OfRequest<'signature_request_declined'>;
  readonly signature_request_canceled: OfRequest<'signature_request_canceled'>;
  readonly signature_request_expired: OfRequest<'signature_request_expired'>;
  readonly signature_request_reassigned: OfRequest<'signature_request_reassigned'>;
  readonly signature_request_remind: OfRequest<'signature_request_remind'>;
  readonly signature_request_email_bounce: OfRequest<'signature_request_email_bounce'>;
  readonly signature_request_invalid: OfRequest<'signature_request_invalid'>;
  readonly file_error: OfRequest<'file_error'>;
  readonly template_created: OfType<'template_created'>;
  readonly template_error: OfType<'template_error'>;
  readonly account_confirmed: OfType<'account_confirmed'>;
  readonly callback_test: OfType<'callback_test'>;
}
export type DropboxSignEventType = keyof DropboxSignEvents;
export type DropboxSignNative = DropboxSignEvents[DropboxSignEventType];
export type DropboxSignEventOfType<Type extends DropboxSignEventType> = EventOf<DropboxSignEvents, Type>;

export const places: EventPlaces<DropboxSignNative> = {
  // The hash is that of every event of one type and second.
  id: [
    '{/event/event_type}:{/event/event_time}:{/signature_request/signature_request_id}:{/event/event_metadata/related_signature_id}',
    '{/event/event_type}:{/event/event_time}:{/signature_request/signature_request_id}',
    '{/event/event_type}:{/event/event_time}:{/template/template_id}',
    'digest',
  ],
  type: '/event/event_type',
  time: '/event/event_time',
  subject: ['/signature_request/signature_request_id', '/template/template_id'],
  source: '//sign.dropbox.com',
  needs: { '/event/event_time': 'id' },
};

/**
 * A Dropbox Sign event on the platform. Only its type and its time are signed.
 * @see https://developers.hellosign.com/docs/events/overview/
 */
export class DropboxSignEvent extends /* @__PURE__ */ eventClass<DropboxSignEvents>('dropboxSign', places) {}

/**
 * Lets through Dropbox Sign events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(DropboxSignEvent),
 *   isDropboxSignEventOfType('signature_request_all_signed'),
 *   map(({ event }) => new FetchDocument(event.signature_request.signature_request_id)),
 * )
 */
export const isDropboxSignEventOfType = /* @__PURE__ */ ofTypes(DropboxSignEvent);
