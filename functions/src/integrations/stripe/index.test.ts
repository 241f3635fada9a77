import Stripe from 'stripe';
import { expect, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { stripe } from './index.ts';
import { stripeSamples } from './samples.ts';

integrationConformance(stripe, stripeSamples, {
  vectors: ['stripe', 'stripe-thin'],
  refusesUnknown: 'every event of Stripe has an id and says that it is one',
  official: ({ rawBody, headers }, secret, now) => {
    try {
      const text = Buffer.from(rawBody);
      return Boolean(
        Stripe.webhooks.signature?.verifyHeader(
          text,
          String(headers['stripe-signature']),
          secret,
          300,
          undefined,
          now.getTime(),
        ),
      );
    } catch {
      return false;
    }
  },
});

it('an event of another API version is remarked upon, in words that tell what to do', () => {
  const event = JSON.parse(stripeSamples.sample('customer.created', { id: '1', now: new Date() }));
  expect(stripe.remark?.(event)).toBeUndefined();
  expect(stripe.remark?.({ ...event, api_version: '2020-08-27' })).toContain('2020-08-27');
});

it.each([
  ['an account of a Connect platform', { account: 'acct_1' }, '//stripe.com/accounts/acct_1'],
  ['an organisation context', { context: 'acct_2' }, '//stripe.com/accounts/acct_2'],
  ['one’s own account', {}, '//stripe.com'],
])('the source of an event names %s', (_what, fields, source) => {
  const event = JSON.parse(stripeSamples.sample('customer.created', { id: '1', now: new Date() }));
  const request = {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers: {},
    rawBody: Buffer.alloc(0),
    receivedAt: new Date(),
  };
  expect(stripe.describe({ ...event, ...fields }, request).source).toBe(source);
});
