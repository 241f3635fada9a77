import { integration } from '../../core/integration/from-facts.ts';
import { hmac, milliseconds } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Linear. The SDK's verifier is not used: it reads the clock itself and has a fixed window, so it cannot use the time
 * of arrival or a configured window. The tests compare the verdicts of both.
 * @see https://linear.app/developers/webhooks#securing-webhooks
 */
export const linear = integration({
  provider: 'linear',
  kind: 'developer tools',
  scheme: hmac({
    headers: { 'linear-signature': '{signature}' },
    // Linear's own window. Retries are signed again.
    time: milliseconds(60, { at: '/webhookTimestamp' }),
  }),
  places,
  // The limit of the SDK's handler.
  maxBytes: 5 * 1024 * 1024,
});
