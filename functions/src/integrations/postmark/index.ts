import { integration } from '../../core/integration/from-facts.ts';
import { credential } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Postmark's webhooks. Postmark signs nothing: it sends the webhook's user and password with each request.
 * @see https://postmarkapp.com/developer/webhooks/webhooks-overview
 */
export const postmark = integration({
  provider: 'postmark',
  kind: 'communication',
  scheme: credential({ authorization: 'Basic {secret|base64}' }),
  places,
  // An inbound message contains its attachments in base64.
  maxBytes: 25 * 1024 * 1024,
  secret: {
    form: /^(?:[^:]+:.|Basic )/,
    fault: 'is not user:password: use the user and the password of the HTTP Basic authentication at the webhook',
  },
});
