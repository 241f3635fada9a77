import { integration } from '../../core/integration/from-facts.ts';
import { hmac, milliseconds } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * WorkOS. The SDK does not verify: its verifier needs a client with an API key, accepts any time of the future and any
 * text as a time, and renames the fields of the event.
 * @see https://workos.com/docs/events/data-syncing/webhooks
 */
export const workos = integration({
  provider: 'workos',
  scheme: hmac({
    // What follows the signature is ignored, as in the SDK: the same header again, if it was sent twice.
    headers: { 'workos-signature': 't={timestamp}, v1={signature}…' },
    signs: '{timestamp}.{body}',
    // The SDK's own window.
    time: milliseconds(180),
  }),
  places,
  secret: {
    form: /^\S{16,}$/,
    fault: 'is not a signing secret of WorkOS: copy it from the page of the webhook endpoint',
  },
});
