import { IntegrationError } from '../../core/event/errors.ts';
import { integration } from '../../core/integration/from-facts.ts';
import { readOne } from '../../core/integration/recognition.ts';
import { hmac, seconds } from '../../core/scheme/schemes.ts';
import { requireText } from '../../core/scheme/verification.ts';
import { places } from './event.ts';

const MIB = 1_048_576;

/** Customer.io retries for a week, and does not say whether it signs each attempt. */
const LATEST_RETRY = 7 * 86_400;

/**
 * Customer.io's reporting webhooks. An event that is refused holds up all that follow it, for up to a week. So whatever is
 * authentic is accepted: late, large, or not even an event.
 * @see https://docs.customer.io/messaging/webhooks/
 */
export const customerio = integration({
  provider: 'customerio',
  kind: 'communication',
  unusedVerifier: '`customerio-node` does not look at the time',
  scheme: hmac({
    headers: { 'x-cio-signature': '{signature}', 'x-cio-timestamp': '{timestamp}' },
    signs: 'v0:{timestamp}:{body}',
    time: seconds(LATEST_RETRY, { ahead: 300 }),
  }),
  places,
  contentTypes: [],
  maxBytes: 8 * MIB,
  answerWithinSeconds: 4,
  reads(request, recognition) {
    try {
      return readOne(recognition, request);
    } catch (error) {
      if (!IntegrationError.is(error) || request.rawBody.byteLength === 0) throw error;
      const json = Buffer.from(JSON.stringify({ body: requireText(recognition.provider, request) }));
      return { events: [], unknown: [{ json, needs: `to be JSON with ${recognition.needs}` }] };
    }
  },
});
