import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { NetlifyEventType } from './event.ts';
import { netlify } from './index.ts';

/** Realistic Netlify events: a deploy, and a form. */
export const netlifySamples = samplesOf(netlify, {
  headers: ({ type }) => ({ 'user-agent': 'Netlify Webhooks', 'x-netlify-event': type }),
  bodies: {
    deploy_building: (at) => deploy(at, { state: 'building', deploy_time: null, published_at: null }),
    deploy_created: (at) => deploy(at, { state: 'ready' }),
    deploy_failed: (at) =>
      deploy(at, {
        state: 'error',
        error_message: 'Build script returned non-zero exit code: 2',
        deploy_time: null,
        published_at: null,
      }),
    submission_created: ({ id, now }) => ({
      id: `67a4c0e1f2d8b900f0a1${id}`,
      number: 31,
      form_id: '67a4bfd0c3',
      form_name: 'contact',
      site_url: 'https://cups.example',
      name: 'Ada Lovelace',
      email: 'ada.lovelace@example.com',
      data: {
        name: 'Ada Lovelace',
        email: 'ada.lovelace@example.com',
        message: 'Do the cups fit a dishwasher?',
        ip: '203.0.113.7',
        user_agent: 'Mozilla/5.0',
        referrer: 'https://cups.example/contact',
      },
      created_at: now.toISOString(),
    }),
  } satisfies { readonly [Type in NetlifyEventType]?: (at: SampleAt) => object },
});

function deploy({ id, now }: SampleAt, change: object): object {
  return {
    id: `67a4c0e1f2d8b900f0b2${id}`,
    site_id: '2c81f5a0-7d3e-4b96-a1f4-90e6d2c7b385',
    build_id: `67a4c0e1f2d8b900f0c3${id}`,
    name: 'cups',
    url: 'http://cups.example',
    ssl_url: 'https://cups.example',
    admin_url: 'https://app.netlify.com/sites/cups',
    deploy_ssl_url: `https://67a4c0e1--cups.netlify.app`,
    created_at: new Date(now.getTime() - 90_000).toISOString(),
    updated_at: now.toISOString(),
    published_at: now.toISOString(),
    error_message: null,
    branch: 'main',
    commit_ref: '7b1e0c94d2a65f38e1704c9bb2f6d05a83c7e914',
    title: 'Weigh cups in grams',
    context: 'production',
    deploy_time: 74,
    locked: null,
    ...change,
  };
}
