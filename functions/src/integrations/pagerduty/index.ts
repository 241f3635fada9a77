import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * PagerDuty's webhooks, version 3. The header has a signature for each active secret.
 * @see https://developer.pagerduty.com/docs/webhooks/webhook-signatures/
 */
export const pagerduty = integration({
  provider: 'pagerduty',
  kind: 'developer tools',
  scheme: hmac({ headers: { 'x-pagerduty-signature': 'v1={signature}*,…' } }),
  places,
  answerWithinSeconds: 5,
});
