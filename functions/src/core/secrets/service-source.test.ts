import { describe, expect, it } from 'vitest';
import { FAILURE_AGE_MS, MAX_AGE_MS } from './cached.ts';
import { secret } from '../logic/setting.ts';
import { readSettings } from '../config/settings.ts';
import { SecretAccessError, type SecretVersion } from '../ports.ts';
import { serviceSource } from './service-source.ts';

const KEY = 'a-key-of-acme-long-enough';

const LOCAL_APIS = { addressOf: (provider: string) => Promise.resolve(new URL(`http://127.0.0.1:1/${provider}`)) };

function setUp(environment: Record<string, string>) {
  const world = {
    time: 0,
    lookups: 0,
    answer: (): Promise<readonly SecretVersion[]> => Promise.resolve([{ value: ` ${KEY} `, version: '1' }]),
  };
  const secrets = {
    versions: () => {
      world.lookups++;
      return world.answer();
    },
  };
  const clock = { now: () => new Date(world.time) };
  const settings = (provider: string) => readSettings(provider, { enabled: false }, environment);
  return { world, source: serviceSource({ environment, settings }, { secrets, localApis: LOCAL_APIS }, clock) };
}

describe('an API key', () => {
  it('is the one that is configured', async () => {
    const { world, source } = setUp({ ACME_API_KEY: KEY });
    expect(await source.apiKey('acme')).toBe(KEY);
    expect(world.lookups).toBe(0);
  });

  it('is looked up by its name, once for many events', async () => {
    const { world, source } = setUp({ ACME_API_KEY_NAME: 'acme-key' });
    const keys = await Promise.all(Array.from({ length: 50 }, () => source.apiKey('acme')));
    expect(new Set(keys)).toEqual(new Set([KEY]));
    expect(world.lookups).toBe(1);
  });

  it('that cannot be looked up is asked for once for 500 events, and again after a few seconds', async () => {
    const { world, source } = setUp({ ACME_API_KEY_NAME: 'acme-key' });
    const works = world.answer;
    world.answer = () => Promise.reject(new SecretAccessError('unreachable', 'Secret Manager is down.'));
    for (let event = 0; event < 500; event++)
      await expect(source.apiKey('acme')).rejects.toMatchObject({ reason: 'unreachable' });
    expect(world.lookups).toBe(1);
    world.answer = works;
    world.time += FAILURE_AGE_MS;
    expect(await source.apiKey('acme')).toBe(KEY);
  });

  it.each([{}, { ACME_API_KEY_NAME: 'acme-key' }])('that there is not is a bad-config: %j', async (environment) => {
    const { world, source } = setUp(environment);
    world.answer = () => Promise.resolve([]);
    await expect(source.apiKey('acme')).rejects.toMatchObject({
      code: 'acme/bad-config',
      message: expect.stringContaining('ACME_API_KEY'),
    });
  });
});

describe('an own secret', () => {
  const key = secret('CRM_KEY');

  it('is the one that is set, or those', async () => {
    const { world, source } = setUp({ CRM_KEY: 'new, old' });
    expect(await source.use(key)).toBe('new');
    expect(await source.use(key.accepted)).toEqual(['new', 'old']);
    expect(world.lookups).toBe(0);
  });

  it('is looked up by its name, once for many events, and again once it is five minutes old', async () => {
    const { world, source } = setUp({ CRM_KEY_NAME: 'crm-key' });
    await Promise.all(Array.from({ length: 50 }, () => source.use(key)));
    expect(world.lookups).toBe(1);
    world.answer = async () => [
      { value: 'rotated', version: '2' },
      { value: KEY, version: '1' },
    ];
    world.time += MAX_AGE_MS;
    expect(await source.use(key)).toBe('rotated');
    expect(await source.use(key.accepted)).toEqual(['rotated', KEY]);
    expect(world.lookups).toBe(2);
  });

  it('that has no version is a bad-config', async () => {
    const { world, source } = setUp({ CRM_KEY_NAME: 'crm-key' });
    world.answer = () => Promise.resolve([]);
    await expect(source.use(key)).rejects.toThrow('The secret crm-key has no enabled version; add one.');
  });
});

describe('the stand-in for an API', () => {
  it('is for a provider whose API key is not set, by value or by name', async () => {
    const localApi = (environment: Record<string, string>) => setUp(environment).source.localApi('acme');
    expect(await localApi({})).toEqual(new URL('http://127.0.0.1:1/acme'));
    expect(await localApi({ ACME_API_KEY: KEY })).toBeUndefined();
    expect(await localApi({ ACME_API_KEY_NAME: 'acme-key' })).toBeUndefined();
  });

  it('does not exist where no port has one, as in the cloud', async () => {
    const settings = (provider: string) => readSettings(provider, { enabled: false }, {});
    const secrets = { versions: () => Promise.resolve([]) };
    expect(await serviceSource({ environment: {}, settings }, { secrets }).localApi('acme')).toBeUndefined();
  });
});
