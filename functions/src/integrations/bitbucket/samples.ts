import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { BitbucketEventType } from './event.ts';
import { bitbucket } from './index.ts';

const HASHES = { before: '0a4d6f1b8c2e', after: '7b1e0c94d2a6' } as const;

const GRACE = { type: 'user', uuid: '{6d1f-grace}', display_name: 'Grace Hopper', nickname: 'grace' };

/** Realistic Bitbucket events of one repository. */
export const bitbucketSamples = samplesOf(bitbucket, {
  headers: ({ type, id }) => ({
    'user-agent': 'Bitbucket-Webhooks/2.0',
    'x-event-key': type,
    'x-hook-uuid': '8c2f40d7-95ab-4e31-a6d8-0b7e5f193c24',
    'x-request-uuid': `1f6e83b0-42c9-4d7a-8e15-${id}`,
    'x-attempt-number': '1',
  }),
  around: (_type, body) => ({
    repository: {
      type: 'repository',
      uuid: '{b7c1-shop}',
      full_name: 'cups/shop',
      name: 'shop',
      is_private: true,
      workspace: { type: 'workspace', uuid: '{e5a0-cups}', slug: 'cups' },
      links: { html: { href: 'https://bitbucket.org/cups/shop' } },
    },
    actor: GRACE,
    ...body,
  }),
  bodies: {
    'repo:push': ({ id, now }) => ({
      push: {
        changes: [
          {
            old: { type: 'branch', name: 'main', target: { hash: HASHES.before } },
            new: {
              type: 'branch',
              name: 'main',
              target: { hash: HASHES.after, date: now.toISOString(), message: `Weigh cups in grams (${id})\n` },
            },
            created: false,
            closed: false,
            forced: false,
            truncated: false,
          },
        ],
      },
    }),
    'pullrequest:created': (at) => ({ pullrequest: pullRequest(at, 'OPEN') }),
    'pullrequest:fulfilled': (at) => ({ pullrequest: pullRequest(at, 'MERGED') }),
    'repo:commit_status_updated': ({ id, now }) => ({
      commit_status: {
        type: 'build',
        key: `build-${id}`,
        name: 'Build 812',
        state: 'FAILED',
        url: 'https://ci.example/builds/812',
        refname: 'main',
        created_on: new Date(now.getTime() - 60_000).toISOString(),
        updated_on: now.toISOString(),
      },
    }),
  } satisfies { readonly [Type in BitbucketEventType]?: (at: SampleAt) => object },
});

function pullRequest({ id, now }: SampleAt, state: string): object {
  return {
    type: 'pullrequest',
    id: 61,
    title: `Weigh cups in grams (${id})`,
    state,
    author: GRACE,
    source: { branch: { name: 'grams' }, commit: { hash: HASHES.after } },
    destination: { branch: { name: 'main' }, commit: { hash: HASHES.before } },
    created_on: new Date(now.getTime() - 3_600_000).toISOString(),
    updated_on: now.toISOString(),
    links: { html: { href: 'https://bitbucket.org/cups/shop/pull-requests/61' } },
  };
}
