import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Jira Cloud: webhooks of administrators and of OAuth apps. Those of Connect apps carry a token instead.
 * @see https://developer.atlassian.com/cloud/jira/platform/webhooks/#secure-admin-webhooks
 */
export const jira = integration({
  provider: 'jira',
  kind: 'developer tools',
  scheme: hmac({ headers: { 'x-hub-signature': 'sha256={signature}' } }),
  places,
});
