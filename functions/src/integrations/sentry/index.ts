import { integration } from '../../core/integration/from-facts.ts';
import { either, hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Sentry's integration platform: webhooks of internal and public integrations.
 * @see https://docs.sentry.io/organization/integrations/integration-platform/webhooks/#verifying-the-signature
 */
export const sentry = integration({
  provider: 'sentry',
  kind: 'developer tools',
  scheme: either(
    hmac({ headers: { 'sentry-hook-signature': '{signature}' } }),
    // Requests that ask your app to do something carry their signature here.
    hmac({ headers: { 'sentry-app-signature': '{signature}' } }),
  ),
  places,
});
