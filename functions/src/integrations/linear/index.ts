import { integration } from '../../core/integration/from-facts.ts';
import { hmac, milliseconds } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Linear. The SDK does not verify: its verifier reads the clock itself and has a fixed window, so it can be told neither
 * when the request arrived nor that another window is configured. The tests compare this scheme with it.
 * @see https://linear.app/developers/webhooks#securing-webhooks
 */
export const linear = integration({
  provider: 'linear',
  scheme: hmac({
    headers: { 'linear-signature': '{signature}' },
    // Linear's own window. Retries are signed again.
    time: milliseconds(60, { at: '/webhookTimestamp' }),
  }),
  places,
  // The limit of the SDK's own handler.
  maxBytes: 5 * 1024 * 1024,
});
