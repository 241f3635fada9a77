import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { describeAll } from '../../core/integration/recognition.ts';
import { integrationConformance, rawWebhookOf } from '../../testing/integration-conformance.ts';
import { stripe } from './index.ts';
import { stripeSamples } from './samples.ts';

integrationConformance(stripe, stripeSamples, {
  refusesUnknown: 'every Stripe event has an id and says that it is an event',
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

it('an event of another API version causes a warning that says what to do', () => {
  const event = JSON.parse(stripeSamples.sample('customer.created', { id: '1', now: new Date() }));
  expect(stripe.remark?.(event)).toBeUndefined();
  expect(stripe.remark?.({ ...event, api_version: '2020-08-27' })).toContain('2020-08-27');
});

it.each([
  ['an account of a Connect platform', { account: 'acct_1' }, '//stripe.com/accounts/acct_1'],
  ['an organization context', { context: 'acct_2' }, '//stripe.com/accounts/acct_2'],
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

describe('a signed object', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  const { configured, signing } = stripeSamples.makeSecret();
  const verify = async (body: object) => {
    const url = 'https://hook.example.com/';
    const delivery = { body: Buffer.from(JSON.stringify(body)), type: '', id: '1', signing, now, url };
    const request = rawWebhookOf(stripeSamples.request(delivery), now);
    const verified = await stripe.verify(request, [configured], now, { toleranceSeconds: 300 });
    return describeAll(stripe, verified, request);
  };
  const thin = { id: 'evt_1', object: 'v2.core.event', type: 'v2.core.account.updated', created: now.toISOString() };

  it.each([
    ['an event of a future version', { id: 'evt_1', object: 'v3.core.event', type: 'a' }],
    ['an event without a type', { id: 'evt_1', object: 'event', created: 1, data: { object: {} } }],
    ['an event without data', { id: 'evt_1', object: 'event', type: 'customer.created', created: 1 }],
    ['a thin event that the SDK cannot read', { ...thin, context: 7 }],
  ])('that is %s is kept under its own id and marked', async (_what, body) => {
    const about = { id: 'evt_1', type: 'unknown', time: now, source: '//stripe', unknown: ['type', 'time'] };
    expect(await verify(body)).toEqual([expect.objectContaining({ about, native: undefined })]);
  });

  it.each([
    ['without an id', { object: 'event', type: 'customer.created' }],
    ['that is not an event', { id: 'ch_1', object: 'charge' }],
    ['that does not say what it is', { id: 'evt_1', type: 'customer.created' }],
  ])('%s is refused, because every Stripe event has an id and says that it is an event', async (_what, body) => {
    await expect(async () => verify(body)).rejects.toThrow(
      expect.objectContaining({ code: 'stripe/bad-webhook-request' }),
    );
  });
});

it('a large event passes both checks with any of the secrets', async () => {
  const now = new Date('2026-11-23T12:00:00Z');
  const [secret, other] = [stripeSamples.makeSecret(), stripeSamples.makeSecret()];
  const event = JSON.parse(stripeSamples.sample('customer.created', { id: '1', now }));
  const body = Buffer.from(JSON.stringify({ ...event, note: 'é'.repeat(100_000) }));
  const url = 'https://hook.example.com/';
  const delivery = { body, type: '', id: '1', signing: secret.signing, now, url };
  const request = rawWebhookOf(stripeSamples.request(delivery), now);
  const verify = async (...secrets: readonly string[]) =>
    stripe.verify(request, secrets, now, { toleranceSeconds: 300 });
  expect(await verify(other.configured, secret.configured)).toMatchObject({ secret: 1 });
  await expect(verify(other.configured)).rejects.toThrow(expect.objectContaining({ code: 'stripe/bad-signature' }));
});
