import { expect, it } from 'vitest';
import { defineBundle } from '../functions/src/core/config/bundle.ts';
import { deployedUrlsOf } from './deployed-url.ts';

const ENTRY = { provider: 'stripe', webhook: 'stripe-webhook' };
const ON = { STRIPE_WEBHOOK_SECRET: 'whsec_c2VjcmV0c2VjcmV0' };

it.each([
  ['is that of its function', ON, undefined, ['https://us-central1-demo.cloudfunctions.net/stripe-webhook']],
  ['has the prefix of the codebase', ON, 'eu', ['https://us-central1-demo.cloudfunctions.net/eu-stripe-webhook']],
  [
    'is the one that is configured',
    { ...ON, STRIPE_WEBHOOK_URL: 'https://hooks.example.com/stripe' },
    'eu',
    ['https://hooks.example.com/stripe'],
  ],
  ['of an integration that is off is none', {}, undefined, []],
])('the address of an endpoint %s', (_what, environment, prefix, urls) => {
  const config = defineBundle({}, environment);
  expect(deployedUrlsOf(config, 'demo', ENTRY, { prefix })).toEqual(urls);
});
