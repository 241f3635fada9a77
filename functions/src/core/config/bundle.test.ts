import { describe, expect, it, vi } from 'vitest';
import { appliedConfig, defineBundle } from './bundle.ts';
import { credential, hmac } from '../scheme/schemes.ts';

const acme = { scheme: hmac({ headers: { 'x-acme-signature': '{signature}' } }) };
const instances = { acme, lemonSqueezy: { scheme: credential({ authorization: 'Bearer {secret}' }) } };

it('an instance is found by its name', () => {
  const config = defineBundle({ instances }, {});
  expect(config.instance('acme')).toBe(acme);
  expect(config.instance('lemonSqueezy').scheme.kind).toBe('credential');
});

it('an instance has the settings that any integration has, from options and from variables of its name', () => {
  const environment = { ACME_WEBHOOK_SECRET: 's', LEMON_SQUEEZY_WEBHOOK_SECRET_NAME: 'lemon' };
  const config = defineBundle<'acme' | 'lemonSqueezy'>(
    { instances, integrations: { acme: { maxBytes: 1000 } } },
    environment,
  );
  expect(config.settings('acme')).toMatchObject({ enabled: true, webhookSecret: 's', maxBytes: 1000 });
  expect(config.settings('lemonSqueezy')).toMatchObject({ enabled: true, webhookSecretName: 'lemon' });
  expect(defineBundle({ instances }, {}).settings('acme').enabled).toBe(false);
});

it.each(['other', 'constructor', '__proto__'])('of an instance %s that is gone the generated code is stale', (name) => {
  expect(() => defineBundle({ instances }, {}).instance(name)).toThrow(
    expect.objectContaining({
      code: `${name}/bad-config`,
      message: `There is no instance ${name} in integrations.config.ts; put it back, or run npm run generate.`,
    }),
  );
});

it('what holds for every function reaches those of each integration, behind what that one says itself', () => {
  const config = defineBundle<'stripe' | 'slack'>(
    { functions: { memory: '1GiB', cpu: 2 }, integrations: { stripe: { webhook: { memory: '2GiB' } } } },
    {},
  );
  expect(config.settings('stripe').functions.webhook).toEqual({ memory: '2GiB', cpu: 2 });
  expect(config.settings('slack').functions.webhook).toEqual({ memory: '1GiB', cpu: 2 });
});

it('what cannot hold for any function is named when the first integration is read', () => {
  const unchecked: object = { functions: { memroy: '1GiB' } };
  expect(() => defineBundle(unchecked, {}).settings('stripe')).toThrow(
    expect.objectContaining({
      code: 'stripe/bad-config',
      message: 'The option functions: memroy is not one of its options; you probably mean memory.',
    }),
  );
});

it('a misspelt name does not compile, at any level', () => {
  // @ts-expect-error it is called region
  defineBundle({ regoin: 'europe-west1' });
  // @ts-expect-error it is called stripe
  defineBundle<'stripe'>({ integrations: { stirpe: {} } });
  // @ts-expect-error it is called maxBytes
  defineBundle<'stripe'>({ integrations: { stripe: { maxByte: 1 } } });
  // @ts-expect-error it is called twilioApiKey
  defineBundle<'twilio'>({ integrations: { twilio: { apiKey: 'k' } } });
  // @ts-expect-error it is true or false
  defineBundle<'stripe'>({ integrations: { stripe: { enabled: 'yes' } } });
  // @ts-expect-error it is called maxAttempts
  defineBundle<'stripe'>({ integrations: { stripe: { delivery: { maxAttemps: 1 } } } });
  // @ts-expect-error it is called hash
  hmac({ headers: { 'x-acme-signature': '{signature}' }, algorithm: 'sha1' });
});

describe('the configuration that is applied', () => {
  it('is the one that was defined last, and not a reading of it under other variables', () => {
    const config = defineBundle({ region: 'europe-west1' }, {});
    config.under({ INTEGRATIONS_DATABASE: 'other' });
    expect(appliedConfig()).toBe(config);
  });

  it('must exist before a function is made', async () => {
    vi.resetModules();
    const fresh = await import('./bundle.ts');
    expect(() => fresh.appliedConfig()).toThrow('import integrations.config.ts, which calls defineBundle');
  });
});

describe('the region', () => {
  const kit = { FIREBASE_KIT_INSTANCE_ID: 'shop', FUNCTION_DEFAULT_REGION: 'europe-west1' };

  it.each([
    ['an instance of a function kit: the one that the Firebase CLI asks for', kit, 'europe-west1'],
    ['such an instance with our own variable', { ...kit, INTEGRATIONS_REGION: 'asia-east1' }, 'asia-east1'],
    ['any other codebase, which the CLI does not ask', { FUNCTION_DEFAULT_REGION: 'europe-west1' }, 'us-central1'],
  ])('of %s', (_whose, environment, region) => {
    expect(defineBundle({}, environment).region).toBe(region);
  });
});
