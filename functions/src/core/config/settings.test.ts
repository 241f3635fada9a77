import { describe, expect, it } from 'vitest';
import { readSettings, secretsIn } from './settings.ts';

describe('an integration is on', () => {
  it.each([
    ['with a secret by value', { STRIPE_WEBHOOK_SECRET: 'whsec_1' }],
    ['with a secret by name', { STRIPE_WEBHOOK_SECRET_NAME: 'stripe-webhook-secret' }],
  ])('%s', (_what, environment) => {
    expect(readSettings('stripe', {}, environment).enabled).toBe(true);
  });

  it('by an option, which overrides the environment', () => {
    const settings = readSettings('stripe', { stripeWebhookSecret: 'a' }, { STRIPE_WEBHOOK_SECRET: 'b' });
    expect(settings).toMatchObject({ enabled: true, webhookSecret: 'a' });
  });
});

describe('an integration is off', () => {
  it('when nothing of it is set', () => {
    expect(readSettings('stripe', {}, {}).enabled).toBe(false);
  });

  it('when its variables are set but empty', () => {
    expect(readSettings('stripe', {}, { STRIPE_WEBHOOK_SECRET: '' }).enabled).toBe(false);
  });

  it('when an option says so, whatever the environment holds', () => {
    expect(readSettings('stripe', { enabled: false }, { STRIPE_WEBHOOK_SECRET: 'a' }).enabled).toBe(false);
  });
});

describe('a configuration that cannot work fails at start and names what to set', () => {
  it.each([
    ['an API key without a webhook secret', {}, { STRIPE_API_KEY: 'sk_1' }, 'STRIPE_WEBHOOK_SECRET_NAME'],
    ['switched on without a secret', { enabled: true }, {}, 'STRIPE_WEBHOOK_SECRET'],
    ['a name that is none', {}, { STRIPE_WEBHOOK_SECRET_NAME: 'my secret' }, 'STRIPE_WEBHOOK_SECRET_NAME'],
    [
      'a webhook secret for an API key',
      {},
      { STRIPE_WEBHOOK_SECRET: 'a', STRIPE_API_KEY: 'whsec_1' },
      'STRIPE_API_KEY holds a webhook secret',
    ],
    [
      'a publishable API key',
      {},
      { STRIPE_WEBHOOK_SECRET: 'a', STRIPE_API_KEY: 'pk_test_1' },
      'STRIPE_API_KEY holds a publishable key',
    ],
    ['a URL that is none', {}, { STRIPE_WEBHOOK_SECRET: 'a', STRIPE_WEBHOOK_URL: '/hook' }, 'STRIPE_WEBHOOK_URL'],
    ['a tolerance of zero', { stripeWebhookSecret: 'a', toleranceSeconds: 0 }, {}, 'toleranceSeconds'],
    ['a limit that is not a whole number', { stripeWebhookSecret: 'a', maxBytes: 1.5 }, {}, 'maxBytes'],
    ['a secret that is not text', { stripeWebhookSecret: 5 }, {}, 'stripeWebhookSecret'],
    ['an empty secret in the options', { stripeWebhookSecret: '' }, {}, 'stripeWebhookSecret must be a text'],
    ['a misspelt option', { maxByte: 5 }, {}, 'maxByte is not one of its options; you probably mean maxBytes.'],
    ['half the name of an option', { tolerance: 5 }, {}, 'you probably mean toleranceSeconds.'],
    ['the name of an option without its provider', { apiKey: 'sk_1' }, {}, 'you probably mean stripeApiKey.'],
    ['the option of another provider', { slackApiKey: 'k' }, {}, 'slackApiKey is not one of its options: stripeW'],
    [
      'a name that every object has',
      { constructor: 1 },
      {},
      'constructor is not one of its options: stripeWebhookSecret',
    ],
    ['a word for whether it is on', { enabled: 'yes' }, {}, 'enabled must be true or false.'],
    ['options that are none', 'on', {}, 'The options of stripe: it must be an object.'],
    [
      'a delivery setting nobody knows',
      { delivery: { retries: 3 } },
      {},
      'retries is not one of its options: maxAttempts',
    ],
    ['a misspelt delivery setting', { delivery: { maxAttemps: 3 } }, {}, 'you probably mean maxAttempts.'],
    ['an option that is undefined', { maxBytes: undefined }, {}, 'maxBytes must be a whole number of at least 1'],
    ['a delivery setting out of range', { stripeWebhookSecret: 'a', delivery: { maxAttempts: 0 } }, {}, 'maxAttempts'],
    ['an option of its webhook nobody knows', { stripeWebhookSecret: 'a', webhook: { memroy: 1 } }, {}, 'memroy'],
    ['an option of its consumers out of range', { stripeWebhookSecret: 'a', consumers: { cpu: 3 } }, {}, 'cpu'],
    ['a schedule that is none', { stripeWebhookSecret: 'a', reconcileSchedule: '' }, {}, 'reconcileSchedule'],
  ])('%s', (_what, options, environment, named) => {
    expect(() => readSettings('stripe', options, environment)).toThrow(
      expect.objectContaining({ code: 'stripe/bad-config', message: expect.stringContaining(named) }),
    );
  });
});

describe('how long Pub/Sub waits for a consumer', () => {
  const ackDeadline = (options: object) => readSettings('stripe', { ...options }, {}).delivery.ackDeadlineSeconds;

  it('is twice its time limit, two minutes at least and ten at the most', () => {
    expect(ackDeadline({})).toBe(120);
    expect(ackDeadline({ consumers: { timeoutSeconds: 30 } })).toBe(120);
    expect(ackDeadline({ consumers: { timeoutSeconds: 200 } })).toBe(400);
    expect(ackDeadline({ consumers: { timeoutSeconds: 540 } })).toBe(600);
  });

  it('is what was configured, where it was', () => {
    const delivery = { ackDeadlineSeconds: 300 };
    expect(ackDeadline({ delivery, consumers: { timeoutSeconds: 200 } })).toBe(300);
  });
});

it('variables of a camelCase provider are in snake case', () => {
  const settings = readSettings('standardWebhooks', {}, { STANDARD_WEBHOOKS_WEBHOOK_SECRET: 'a' });
  expect(settings.enabled).toBe(true);
});

describe('a value of several secrets', () => {
  it('is split at commas and trimmed', () => {
    expect(secretsIn('stripe', ' a , b ', 'STRIPE_WEBHOOK_SECRET')).toEqual(['a', 'b']);
  });
  it('is kept whole where a secret may hold commas', () => {
    expect(secretsIn('okta', 'a, b', 'OKTA_WEBHOOK_SECRET', true)).toEqual(['a, b']);
  });
  it('is refused with an empty element, which would let anyone in', () => {
    expect(() => secretsIn('stripe', 'a,,b', 'STRIPE_WEBHOOK_SECRET')).toThrow(
      /STRIPE_WEBHOOK_SECRET holds an empty secret/,
    );
  });
});
