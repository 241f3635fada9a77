import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/** @see https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/#Secure-webhooks */
export const bitbucket = integration({
  provider: 'bitbucket',
  kind: 'developer tools',
  scheme: hmac({ headers: { 'x-hub-signature': 'sha256={signature}' } }),
  places,
  answerWithinSeconds: 10,
});
