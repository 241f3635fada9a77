import { createHmac, randomBytes } from 'node:crypto';
import type { Samples } from '../../core/integration/samples.ts';
import type { GithubEventType } from './native.ts';
import { commonFields, issue, pullRequest, pushed, release } from './samples/payloads.ts';

const PAYLOADS = {
  'release.published': (id, now) => ({ action: 'published', release: release(id, now) }),
  'issues.opened': (id, now) => ({ action: 'opened', issue: issue(id, now) }),
  'pull_request.closed': (id, now) => ({ action: 'closed', number: 42, pull_request: pullRequest(id, now) }),
  push: (id, now) => pushed(id, now),
  ping: (id) => ({
    zen: 'Keep it logically awesome.',
    hook_id: 292430182,
    hook: { type: 'Repository', id, active: true },
  }),
} satisfies { readonly [Type in GithubEventType]?: (id: string, now: Date) => object };

/** Realistic GitHub events, signed as GitHub signs them. */
export const githubSamples: Samples = {
  types: Object.keys(PAYLOADS),

  makeSecret() {
    const secret = randomBytes(32).toString('hex');
    return { configured: secret, signing: secret };
  },

  sample(type, { id, now }) {
    return JSON.stringify({ ...(isSampled(type) && PAYLOADS[type](id, now)), ...commonFields(now) });
  },

  request({ body, type, id, signing, url }) {
    const sign = (algorithm: string) => createHmac(algorithm, signing).update(body).digest('hex');
    return {
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/044aadd',
        'x-github-event': type.split('.')[0] ?? type,
        'x-github-delivery': `72d3162e-cc78-11e3-81ab-${id}`,
        'x-github-hook-id': '292430182',
        'x-github-hook-installation-target-id': '79929171',
        'x-github-hook-installation-target-type': 'repository',
        'x-hub-signature': `sha1=${sign('sha1')}`,
        'x-hub-signature-256': `sha256=${sign('sha256')}`,
      },
      body,
    };
  },
};

function isSampled(type: string): type is keyof typeof PAYLOADS {
  return Object.hasOwn(PAYLOADS, type);
}
