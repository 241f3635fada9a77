import { integration } from '../../core/integration/from-facts.ts';
import { hmac, milliseconds } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * WorkOS. The SDK's verifier is not used: it needs a client with an API key, accepts any future time and any string as
 * a time, and renames the fields of the event.
 * @see https://workos.com/docs/events/data-syncing/webhooks
 */
export const workos = integration({
  provider: 'workos',
  kind: 'identity',
  scheme: hmac({
    // Anything after the signature is ignored, as in the SDK: if the header was sent twice, it is repeated there.
    headers: { 'workos-signature': 't={timestamp}, v1={signature}…' },
    signs: '{timestamp}.{body}',
    // The SDK's window.
    time: milliseconds(180),
  }),
  places,
  secret: {
    form: /^\S{16,}$/,
    fault: 'is not a WorkOS signing secret; copy it from the page of the webhook endpoint',
  },
});
