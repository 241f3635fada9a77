import { integration } from '../../core/integration/from-facts.ts';
import { places } from './event.ts';
import { scheme } from './scheme.ts';

/** The body must be parsed before it can be verified. Events have a few kilobytes. */
const MAX_BYTES = 262_144;

/**
 * Mailgun. It signs a time and a token, not the event. The token is the event's id, so anyone who captures a request
 * can replay it but cannot use it to inject another event.
 * @see https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks
 */
export const mailgun = integration({
  provider: 'mailgun',
  kind: 'communication',
  scheme,
  places,
  maxBytes: MAX_BYTES,
  // Even if the operator sets a higher limit.
  refuses: ({ rawBody }) =>
    rawBody.byteLength > MAX_BYTES ? `it may have ${MAX_BYTES} bytes, because its signature is in it` : undefined,
  secret: {
    form: /^(?!pubkey-|[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}$)\S{16,}$/,
    fault:
      'is not an HTTP webhook signing key: copy that key, not an API key, from the API security page of the Mailgun account',
  },
});
