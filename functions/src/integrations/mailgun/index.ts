import { integration } from '../../core/integration/from-facts.ts';
import { places } from './event.ts';
import { scheme } from './scheme.ts';

/** The body has to be parsed before anything is proved. Events take a few kilobytes. */
const MAX_BYTES = 262_144;

/**
 * Mailgun. It signs a time and a token, not the event: the token is the event's id, so whoever captures a request can
 * repeat it but cannot bring in another event with it.
 * @see https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks
 */
export const mailgun = integration({
  provider: 'mailgun',
  scheme,
  places,
  maxBytes: MAX_BYTES,
  // Also if the operator sets a higher limit.
  refuses: ({ rawBody }) =>
    rawBody.byteLength > MAX_BYTES ? `it may have ${MAX_BYTES} bytes, because its signature is in it` : undefined,
  secret: {
    form: /^(?!pubkey-|[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}$)\S{16,}$/,
    fault:
      'is not an HTTP webhook signing key: copy that key, not an API key, from the API security page of the Mailgun account',
  },
});
