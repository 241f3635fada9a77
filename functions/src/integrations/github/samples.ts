import { createHmac } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { GithubEventType } from './event.ts';
import { github } from './index.ts';
import { commonFields, issue, pullRequest, pushed, release } from './samples/payloads.ts';

/** Realistic GitHub events. */
export const githubSamples = samplesOf(github, {
  headers: ({ body, type, id, signing }) => ({
    'user-agent': 'GitHub-Hookshot/044aadd',
    'x-github-event': type.split('.')[0] ?? type,
    'x-github-delivery': `72d3162e-cc78-11e3-81ab-${id}`,
    'x-github-hook-id': '292430182',
    'x-github-hook-installation-target-id': '79929171',
    'x-github-hook-installation-target-type': 'repository',
    // The older signature, which GitHub still sends in addition to the one that counts.
    'x-hub-signature': `sha1=${createHmac('sha1', signing).update(body).digest('hex')}`,
  }),
  around: (_type, body, { now }) => ({ ...body, ...commonFields(now) }),
  bodies: {
    'release.published': ({ id, now }) => ({ action: 'published', release: release(id, now) }),
    'issues.opened': ({ id, now }) => ({ action: 'opened', issue: issue(id, now) }),
    'pull_request.closed': ({ id, now }) => ({ action: 'closed', number: 42, pull_request: pullRequest(id, now) }),
    push: ({ id, now }) => pushed(id, now),
    ping: ({ id }) => ({
      zen: 'Keep it logically awesome.',
      hook_id: 292430182,
      hook: { type: 'Repository', id, active: true },
    }),
  } satisfies { readonly [Type in GithubEventType]?: (at: SampleAt) => object },
});
