import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { VercelEventType } from './event.ts';
import { vercel } from './index.ts';

/** Realistic Vercel events: a deployment from the build to production. */
export const vercelSamples = samplesOf(vercel, {
  headers: () => ({ 'user-agent': 'Vercel Webhooks' }),
  around: (type, payload, { id, now }) => ({
    id: `uev_${type.replaceAll(/\W/g, '')}${id}`,
    type,
    createdAt: now.getTime(),
    region: 'fra1',
    payload: { team: { id: 'team_cups' }, user: { id: 'usr_grace' }, ...payload },
  }),
  bodies: {
    'deployment.created': deployment,
    'deployment.ready': deployment,
    'deployment.promoted': deployment,
    'deployment.error': deployment,
    'project.created': () => ({ project: { id: 'prj_shop', name: 'shop' } }),
  } satisfies { readonly [Type in VercelEventType]?: (at: SampleAt) => object },
});

function deployment({ id }: SampleAt): object {
  return {
    deployment: {
      id: `dpl_${id}`,
      name: 'shop',
      url: `shop-${id}-cups.vercel.app`,
      meta: {
        githubCommitRef: 'main',
        githubCommitSha: '7b1e0c94d2a65f38e1704c9bb2f6d05a83c7e914',
        githubCommitMessage: 'Weigh cups in grams',
      },
    },
    links: {
      deployment: `https://vercel.com/cups/shop/${id}`,
      project: 'https://vercel.com/cups/shop',
    },
    target: 'production',
    project: { id: 'prj_shop' },
    plan: 'pro',
    regions: ['fra1'],
  };
}
