import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { GitlabEventType } from './event.ts';
import { gitlab } from './index.ts';

const HOST = 'https://gitlab.example.com';
const PROJECT = `${HOST}/cups/shop`;
const SHA = '7b1e0c94d2a65f38e1704c9bb2f6d05a83c7e914';

/** Realistic GitLab events of one project. */
export const gitlabSamples = samplesOf(gitlab, {
  secret: () => `whsec_${randomBytes(32).toString('base64')}`,
  headers: ({ id }) => ({
    'user-agent': 'GitLab/19.6.0',
    'x-gitlab-instance': HOST,
    'x-gitlab-event-uuid': `6d0e3b52-71fa-4c0d-9b8e-${id}`,
    'idempotency-key': id,
  }),
  around: (type, body) => ({
    object_kind: type.split('.')[0],
    user: { id: 17, name: 'Grace Hopper', username: 'grace' },
    project: {
      id: 512,
      name: 'Shop',
      web_url: PROJECT,
      namespace: 'cups',
      path_with_namespace: 'cups/shop',
      default_branch: 'main',
    },
    ...body,
  }),
  bodies: {
    'issue.open': (at) => issue(at, { action: 'open', state: 'opened' }),
    'issue.update': (at) => issue(at, { action: 'update', state: 'opened' }),
    'issue.close': (at) => issue(at, { action: 'close', state: 'closed' }),
    'merge_request.merge': ({ id, now }) => ({
      event_type: 'merge_request',
      object_attributes: {
        id: 8_200 + now.getUTCSeconds(),
        iid: 61,
        title: `Weigh cups in grams (${id})`,
        state: 'merged',
        action: 'merge',
        source_branch: 'grams',
        target_branch: 'main',
        merge_commit_sha: SHA,
        url: `${PROJECT}/-/merge_requests/61`,
        ...times(now),
      },
      labels: [],
    }),
    push: ({ now }) => ({
      event_name: 'push',
      ref: 'refs/heads/main',
      before: '0a4d6f1b8c2e7395d0f1a6b4c8e3729150d7f6ab',
      after: SHA,
      checkout_sha: SHA,
      user_id: 17,
      user_username: 'grace',
      project_id: 512,
      commits: [
        {
          id: SHA,
          title: 'Weigh cups in grams',
          message: 'Weigh cups in grams\n',
          timestamp: now.toISOString(),
          url: `${PROJECT}/-/commit/${SHA}`,
          author: { name: 'Grace Hopper', email: 'grace@example.com' },
          added: [],
          modified: ['src/weight.ts'],
          removed: [],
        },
      ],
      total_commits_count: 1,
    }),
    pipeline: ({ now }) => ({
      object_attributes: {
        id: 40_921,
        iid: 733,
        ref: 'main',
        tag: false,
        sha: SHA,
        source: 'push',
        status: 'failed',
        created_at: spelled(new Date(now.getTime() - 240_000)),
        finished_at: spelled(now),
        duration: 236,
        url: `${PROJECT}/-/pipelines/40921`,
      },
      builds: [{ id: 99_104, stage: 'test', name: 'unit', status: 'failed' }],
    }),
  } satisfies { readonly [Type in GitlabEventType]?: (at: SampleAt) => object },
});

function issue({ id, now }: SampleAt, change: object): object {
  return {
    event_type: 'issue',
    object_attributes: {
      id: Number(id) || 1,
      iid: 23,
      title: 'Cups weigh nothing',
      description: 'The parcel label says 0 g.',
      type: 'Issue',
      author_id: 17,
      assignee_ids: [17],
      severity: 'unknown',
      url: `${PROJECT}/-/issues/23`,
      ...times(now),
      ...change,
    },
    assignees: [{ id: 17, name: 'Grace Hopper', username: 'grace' }],
    labels: [],
  };
}

function times(now: Date): object {
  return { created_at: spelled(new Date(now.getTime() - 3_600_000)), updated_at: spelled(now) };
}

/** As GitLab spells times in hooks: `2026-11-23 12:00:00 UTC`. */
function spelled(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
