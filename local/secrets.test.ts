import { statSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SecretAccessError } from '../functions/src/core/ports.ts';
import { defineBundle } from '../functions/src/core/config/bundle.ts';
import { enableIntegrations, localSecretOf } from './integrations.ts';
import { EnvironmentSecrets, MadeSecrets } from './secrets.ts';
import { temporaryStateDir } from './testing/state-dir.ts';

const urlOf = (provider: string) => `http://127.0.0.1:5001/demo/us-central1/${provider}-webhook`;

afterEach(() => void vi.unstubAllEnvs());

describe('a secret that is looked up by name', () => {
  const secrets = new EnvironmentSecrets({ 'my-secret': 'a', OTHER_SECRET: 'b' });
  it.each([
    ['my-secret', 'a'],
    ['projects/p/secrets/my-secret/versions/3', 'a'],
    ['other-secret', 'b'],
  ])('%s is the variable of its short name, as written or in capitals', async (name, value) => {
    expect(await secrets.versions(name)).toEqual([{ value, version: 'local' }]);
  });

  it('and is not there names the variable to set', async () => {
    const failure = secrets.versions('no-secret');
    await expect(failure).rejects.toSatisfy(SecretAccessError.is);
    await expect(failure).rejects.toThrow('set NO_SECRET in functions/.secret.local');
  });
});

describe('an integration without a secret', () => {
  it('gets one that is kept for the next start, for its owner alone, and its local address', async () => {
    const stateDir = temporaryStateDir();
    const { enabled, config } = await enable(stateDir);
    const made = enabled.find(({ provider }) => provider === 'stripe')?.madeSecret;
    expect(made).toMatch(/^whsec_/);
    expect(config.settings('stripe')).toMatchObject({
      enabled: true,
      webhookSecret: made,
      webhookUrls: [urlOf('stripe')],
    });
    vi.stubEnv('STRIPE_WEBHOOK_SECRET', undefined);
    const again = await enable(stateDir);
    expect(again.enabled).toContainEqual({ provider: 'stripe', madeSecret: made });
    expect(statSync(new MadeSecrets(stateDir).path).mode & 0o777).toBe(0o600);
  });

  it('gets one also where the configuration names one that only Secret Manager has, or has an API key', async () => {
    vi.stubEnv('STRIPE_WEBHOOK_SECRET_NAME', 'only-in-the-cloud');
    vi.stubEnv('STRIPE_API_KEY', 'sk_test_1');
    const { enabled } = await enable(temporaryStateDir());
    expect(enabled.find(({ provider }) => provider === 'stripe')?.madeSecret).toMatch(/^whsec_/);
  });

  it('stays off where the configuration says so', async () => {
    const { enabled } = await enable(temporaryStateDir(), { integrations: { stripe: { enabled: false } } });
    expect(enabled.map(({ provider }) => provider)).not.toContain('stripe');
    expect(process.env['STRIPE_WEBHOOK_SECRET']).toBeUndefined();
  });

  it('that is malformed otherwise is a start-up failure that names the variable', async () => {
    vi.stubEnv('STRIPE_API_KEY_NAME', 'not a name');
    await expect(enable(temporaryStateDir())).rejects.toThrow(/STRIPE_API_KEY_NAME is not a valid secret name/);
  });
});

describe('an integration with a secret', () => {
  it.each([
    [{ STRIPE_WEBHOOK_SECRET: 'whsec_a, whsec_b' }, 'whsec_a'],
    [{ STRIPE_WEBHOOK_SECRET_NAME: 'my-stripe-secret', MY_STRIPE_SECRET: 'whsec_c' }, 'whsec_c'],
  ])('keeps it, and samples are signed with the first: %j', async (environment, first) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const stateDir = temporaryStateDir();
    const { enabled, config } = await enable(stateDir);
    expect(enabled).toContainEqual({ provider: 'stripe' });
    const secret = localSecretOf(config, new MadeSecrets(stateDir), { provider: 'stripe' });
    expect(secret).toEqual({ configured: first, signing: first });
  });
});

async function enable(stateDir: string, options: Parameters<typeof defineBundle<'stripe'>>[0] = {}) {
  const config = defineBundle<'stripe'>(options);
  // What the host sets is undone after the test.
  for (const name of ['STRIPE_WEBHOOK_SECRET', 'STRIPE_WEBHOOK_URL']) vi.stubEnv(name, process.env[name]);
  const enabled = await enableIntegrations(config, new MadeSecrets(stateDir), urlOf);
  return { enabled, config };
}
