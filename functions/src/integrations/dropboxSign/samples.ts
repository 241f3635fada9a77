import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { DropboxSignEventType } from './event.ts';
import { FORM_TYPE, formOf } from './form.ts';
import { dropboxSign } from './index.ts';

/** Realistic Dropbox Sign events of one signature request. */
export const dropboxSignSamples = samplesOf(dropboxSign, {
  headers: () => ({ 'content-type': FORM_TYPE, 'user-agent': 'Dropbox Sign API' }),
  secret: () => randomBytes(32).toString('hex'),
  print: (event) => formOf(JSON.stringify(event)),
  around: (type, fields, { id, now }) => ({
    account_guid: '63522885f9261e2b04eea043933ee7313eb674fd',
    client_id: null,
    event: {
      event_type: type,
      event_time: String(Math.floor(now.getTime() / 1000)),
      event_metadata: {
        related_signature_id: type === 'callback_test' ? null : `78caf2a1d01cd39cea2bc1cb${id}`,
        reported_for_account_id: '63522885f9261e2b04eea043933ee7313eb674fd',
        reported_for_app_id: null,
        event_message: null,
      },
    },
    ...fields,
  }),
  bodies: {
    signature_request_all_signed: (at) => request(at, { is_complete: true }),
    signature_request_sent: (at) => request(at),
    signature_request_viewed: (at) => request(at),
    signature_request_signed: (at) => request(at),
    signature_request_declined: (at) => request(at, { is_declined: true }, { decline_reason: 'Wrong name' }),
    signature_request_canceled: (at) => request(at),
    callback_test: () => ({}),
  } satisfies { readonly [Type in DropboxSignEventType]?: (at: SampleAt) => object },
});

function request({ id }: SampleAt, fields: object = {}, signature: object = {}): object {
  return {
    signature_request: {
      signature_request_id: `fa5c8a0b0f492d768749333ad6fcc214${id}`,
      title: 'Lease – ground floor',
      test_mode: true,
      is_complete: false,
      is_declined: false,
      has_error: false,
      metadata: { deal: id },
      signatures: [
        {
          signature_id: `78caf2a1d01cd39cea2bc1cb${id}`,
          signer_email_address: 'ada.lovelace@example.com',
          signer_name: 'Ada Lovelace',
          status_code: 'signed',
          ...signature,
        },
      ],
      ...fields,
    },
  };
}
