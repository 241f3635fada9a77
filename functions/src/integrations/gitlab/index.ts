import { integration } from '../../core/integration/from-facts.ts';
import { standardWebhooks } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * GitLab: webhooks of projects and groups, proved by their signing token. The older secret token, which says nothing about
 * the body, is not accepted in its place, although GitLab sends both if both are set.
 * @see https://docs.gitlab.com/user/project/integrations/webhooks/
 */
export const gitlab = integration({
  provider: 'gitlab',
  kind: 'developer tools',
  scheme: standardWebhooks(),
  places,
  // GitLab's own limit.
  maxBytes: 25 * 1024 * 1024,
  secret: {
    form: /^whsec_[A-Za-z0-9+/]{43}=$/,
    fault:
      'is not a signing token, which begins with whsec_ (the secret token is another one): copy it from the webhook',
  },
});
