import { describe, expect, expectTypeOf, it } from 'vitest';
import { NO_KEYS, withApiKey } from '../../testing/service-sources.ts';
import { service } from './service.ts';
import { secret, setting, type Secret, type Setting } from './setting.ts';
import type { ServiceSource } from './token.ts';

function sourceOf(variables: Readonly<Record<string, string>>, secrets: readonly string[] = []): ServiceSource {
  const source: ServiceSource = {
    ...NO_KEYS,
    variable: (name) => variables[name],
    secret: () => Promise.resolve(secrets),
    use: (token) => token.get(source),
  };
  return source;
}

describe('a setting', () => {
  it('is the text of its variable, each time that it is asked for', async () => {
    const region = setting('CRM_REGION');
    expectTypeOf(region).toEqualTypeOf<Setting>();
    expect(await region.get(sourceOf({ CRM_REGION: 'eu' }))).toBe('eu');
    expect(await region.get(sourceOf({ CRM_REGION: 'us' }))).toBe('us');
  });

  it('has the type of what reads it', async () => {
    const url = setting('CRM_URL', { read: (text) => new URL(text) });
    expectTypeOf(url).toEqualTypeOf<Setting<URL>>();
    expect((await url.get(sourceOf({ CRM_URL: 'https://crm.test/v1/' }))).host).toBe('crm.test');
    const retries = setting('CRM_RETRIES', { read: Number, otherwise: 3 });
    expect(await retries.get(sourceOf({}))).toBe(3);
    // @ts-expect-error The default has the type of the setting.
    setting('CRM_RETRIES', { read: Number, otherwise: 'three' });
  });

  it('that is not set says what to do', async () => {
    await expect(setting('CRM_URL').get(NO_KEYS)).rejects.toMatchObject({
      code: 'bundle/bad-config',
      message: 'CRM_URL is not set: set it in functions/.env, or give the setting a value with "otherwise".',
    });
  });

  it('that cannot be read says why', () => {
    const url = setting('CRM_URL', { read: (text) => new URL(text) });
    expect(() => url.read('crm')).toThrow('CRM_URL cannot be used: Invalid URL.');
  });

  it('can be replaced, until the end of a block', async () => {
    const region = setting('CRM_REGION');
    {
      using _ = region.replace('test');
      expect(await region.get(NO_KEYS)).toBe('test');
    }
    expect(await region.get(sourceOf({ CRM_REGION: 'eu' }))).toBe('eu');
  });

  it.each([
    ['crmUrl', 'write capital letters'],
    ['CRM__URL', 'write capital letters'],
    ['PORT', 'Firebase, Cloud Run or the engine uses it'],
    ['FIREBASE_TOKEN', 'Firebase, Cloud Run or the engine uses it'],
    ['INTEGRATIONS_REGION', 'Firebase, Cloud Run or the engine uses it'],
  ])('cannot be called %s', (name, why) => {
    expect(() => setting(name)).toThrow(`"${name}" cannot be the name of a setting: ${why}`);
    expect(() => secret(name)).toThrow(why);
  });
});

describe('a secret', () => {
  it('is the newest value, and lists all that are accepted', async () => {
    const key = secret('CRM_KEY');
    expectTypeOf(key).toEqualTypeOf<Secret>();
    const source = sourceOf({}, ['new', 'old']);
    expect(await key.get(source)).toBe('new');
    expect(await key.accepted.get(source)).toEqual(['new', 'old']);
  });

  it('is replaced in all its forms', async () => {
    const key = secret('CRM_KEY');
    using _ = key.replace('test');
    expect([await key.get(NO_KEYS), await key.accepted.get(NO_KEYS)]).toEqual(['test', ['test']]);
  });

  it('that is not set says what to do', async () => {
    await expect(secret('CRM_KEY').get(NO_KEYS)).rejects.toThrow(
      'CRM_KEY is not set: set it, or CRM_KEY_NAME to a secret in Secret Manager.',
    );
  });
});

it('a service is made of settings', async () => {
  const region = setting('CRM_REGION');
  const client = service('crm', async ({ use }) => ({ region: await use(region) }));
  expect(await client.get(sourceOf({ CRM_REGION: 'eu' }))).toEqual({ region: 'eu' });
});

it('a service uses its own settings, in a test that sets an API key and variables', async () => {
  const region = setting('CRM_REGION');
  const client = service('crm', async ({ apiKey, use }) => [await apiKey('crm'), await use(region)]);
  expect(await client.get(withApiKey('key', { CRM_REGION: 'eu' }))).toEqual(['key', 'eu']);
});

it('a service can be made of an API key alone, in a test that sets nothing else', async () => {
  const region = setting('CRM_REGION', { otherwise: 'eu' });
  const client = service('crm', async ({ apiKey, use }) => [await apiKey('crm'), await use(region)]);
  expect(await client.get({ apiKey: () => Promise.resolve('key') })).toEqual(['key', 'eu']);
  await expect(secret('CRM_KEY').get({ apiKey: () => Promise.resolve('key') })).rejects.toThrow('CRM_KEY is not set.');
});
