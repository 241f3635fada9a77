import { describe, expect, it } from 'vitest';
import { createLogger, type LogLine } from '../telemetry/logger.ts';
import { readSettings } from '../config/settings.ts';
import { SecretAccessError, type SecretVersion } from '../ports.ts';
import { FAILURE_AGE_MS, MAX_AGE_MS, MAX_STALE_MS, REFRESH_INTERVAL_MS } from './cached.ts';
import { WebhookSecrets } from './secrets.ts';

const byName = { STRIPE_WEBHOOK_SECRET_NAME: 'stripe-webhook-secret' };

/** A Secret Manager whose answers the test sets, and a clock that the test turns. */
function setUp(environment: Record<string, string> = byName) {
  const lines: LogLine[] = [];
  const world = {
    time: 0,
    lookups: 0,
    lines,
    answer: (): Promise<readonly SecretVersion[]> => Promise.resolve([{ value: 'one-one-one-one-one', version: '1' }]),
  };
  const ports = {
    secrets: {
      versions: () => {
        world.lookups++;
        return world.answer();
      },
    },
    clock: { now: () => new Date(world.time) },
    log: createLogger((line) => lines.push(line), 'info'),
  };
  return { world, secrets: new WebhookSecrets(readSettings('stripe', {}, environment), {}, ports) };
}

const unreachable = () => Promise.reject(new SecretAccessError('unreachable', 'no route'));

describe('secrets by value', () => {
  it('are used unchanged, with no look-up', async () => {
    const { world, secrets } = setUp({ STRIPE_WEBHOOK_SECRET: 'a,b' });
    expect(await secrets.current()).toEqual([
      { value: 'a', version: 'value.1' },
      { value: 'b', version: 'value.2' },
    ]);
    expect(await secrets.refreshed()).toBeUndefined();
    expect(world.lookups).toBe(0);
  });
});

describe('a verify token, which is in every access log', () => {
  const token = { STRIPE_VERIFY_TOKEN: 'tok_1234' };

  it('is refused as a secret by value, before the first request', () => {
    expect(() => setUp({ ...token, STRIPE_WEBHOOK_SECRET: 'key,tok_1234' })).toThrow(
      'STRIPE_WEBHOOK_SECRET holds the verify token too',
    );
  });

  it('is refused as a secret by name', async () => {
    const { world, secrets } = setUp({ ...token, ...byName });
    world.answer = () => Promise.resolve([{ value: 'tok_1234', version: '1' }]);
    await expect(async () => secrets.current()).rejects.toThrow(
      expect.objectContaining({ code: 'stripe/bad-config', message: expect.not.stringContaining('tok_1234') }),
    );
  });
});

describe('secrets by name', () => {
  it('are looked up once for many requests at once', async () => {
    const { world, secrets } = setUp();
    await Promise.all(Array.from({ length: 20 }, async () => secrets.current()));
    expect(world.lookups).toBe(1);
  });

  it('are looked up again when they are old', async () => {
    const { world, secrets } = setUp();
    await secrets.current();
    world.time += MAX_AGE_MS;
    await secrets.current();
    expect(world.lookups).toBe(2);
  });

  it.each([
    ['out of reach', unreachable, 'stripe/secret-unavailable'],
    ['not there', () => Promise.reject(new SecretAccessError('not-found', 'gone')), 'stripe/secret-missing'],
    ['empty', () => Promise.resolve([{ value: ' ', version: '1' }]), 'stripe/bad-config'],
  ] as const)(
    'that are %s are looked up once for 500 requests, and again after a few seconds',
    async (_what, answer, code) => {
      const { world, secrets } = setUp();
      const works = world.answer;
      world.answer = answer;
      for (let request = 0; request < 250; request++) await expect(secrets.current()).rejects.toMatchObject({ code });
      const more = await Promise.allSettled(Array.from({ length: 250 }, async () => secrets.current()));
      expect(new Set(more.map(({ status }) => status))).toEqual(new Set(['rejected']));
      expect(world.lookups).toBe(1);
      world.answer = works;
      world.time += FAILURE_AGE_MS;
      expect(await secrets.current()).toHaveLength(1);
      expect(world.lookups).toBe(2);
    },
  );

  it('that failed are looked up at once by a clock that was set back', async () => {
    const { world, secrets } = setUp();
    const works = world.answer;
    world.answer = unreachable;
    await expect(secrets.current()).rejects.toMatchObject({ status: 503 });
    world.answer = works;
    world.time -= 1;
    expect(await secrets.current()).toHaveLength(1);
  });

  it('that serve on while Secret Manager is out of reach are not asked for with every request', async () => {
    const { world, secrets } = setUp();
    await secrets.current();
    world.answer = unreachable;
    world.time += MAX_AGE_MS;
    for (let request = 0; request < 100; request++) expect(await secrets.current()).toHaveLength(1);
    expect(world.lookups).toBe(2);
    expect(world.lines).toHaveLength(1);
  });

  it('serve on from the cache while Secret Manager is out of reach, for a while, and say so', async () => {
    const { world, secrets } = setUp();
    await secrets.current();
    world.answer = unreachable;
    world.time += MAX_AGE_MS;
    expect(await secrets.current()).toHaveLength(1);
    expect(world.lines.map(({ severity }) => severity)).toEqual(['WARNING']);
    world.time += MAX_STALE_MS;
    await expect(secrets.current()).rejects.toMatchObject({ code: 'stripe/secret-unavailable' });
  });

  it('that can be guessed are warned of once, however often they are looked up', async () => {
    const { world, secrets } = setUp();
    world.answer = () => Promise.resolve([{ value: 'short', version: '1' }]);
    await secrets.current();
    world.time += MAX_AGE_MS;
    await secrets.current();
    expect(world.lines.map(({ message }) => message)).toEqual([
      expect.stringContaining('The secret stripe-webhook-secret is shorter than 16 characters'),
    ]);
  });

  it('that were deleted stop to serve at the next look-up', async () => {
    const { world, secrets } = setUp();
    await secrets.current();
    world.answer = () => Promise.reject(new SecretAccessError('not-found', 'gone'));
    world.time += MAX_AGE_MS;
    await expect(secrets.current()).rejects.toMatchObject({ code: 'stripe/secret-missing' });
  });

  it.each([
    ['not-found', 'secret-missing', 'STRIPE_WEBHOOK_SECRET_NAME'],
    ['denied', 'bad-config', 'roles/secretmanager.secretAccessor'],
  ] as const)('that are %s are a %s that says what to do', async (reason, code, advice) => {
    const { world, secrets } = setUp();
    world.answer = () => Promise.reject(new SecretAccessError(reason, 'x'));
    await expect(secrets.current()).rejects.toMatchObject({
      code: `stripe/${code}`,
      message: expect.stringContaining(advice),
    });
  });

  it('without an enabled version are missing; with an empty one, they are a bad-config', async () => {
    const { world, secrets } = setUp();
    world.answer = () => Promise.resolve([]);
    await expect(secrets.current()).rejects.toMatchObject({ code: 'stripe/secret-missing' });
    world.time += FAILURE_AGE_MS;
    world.answer = () => Promise.resolve([{ value: ' ', version: '1' }]);
    await expect(secrets.current()).rejects.toMatchObject({ code: 'stripe/bad-config' });
  });
});

describe('a signature that no cached secret verifies', () => {
  const rotated = () =>
    Promise.resolve([
      { value: 'two', version: '2' },
      { value: 'one-one-one-one-one', version: '1' },
    ]);

  it('finds the secret that was rotated in', async () => {
    const { world, secrets } = setUp();
    await secrets.current();
    world.answer = rotated;
    expect((await secrets.refreshed())?.map(({ version }) => version)).toEqual(['2', '1']);
    expect(await secrets.current()).toHaveLength(2);
  });

  it('changes nothing when the secrets are the same', async () => {
    const { secrets } = setUp();
    await secrets.current();
    expect(await secrets.refreshed()).toBeUndefined();
  });

  it('causes one look-up in a while, however many forgeries come', async () => {
    const { world, secrets } = setUp();
    await secrets.current();
    for (let i = 0; i < 100; i++) await secrets.refreshed();
    expect(world.lookups).toBe(2);
    world.time += REFRESH_INTERVAL_MS;
    await secrets.refreshed();
    expect(world.lookups).toBe(3);
  });

  it('shares a look-up that is under way, so that no request is refused for having come second', async () => {
    const { world, secrets } = setUp();
    await secrets.current();
    world.answer = rotated;
    const all = await Promise.all([secrets.refreshed(), secrets.refreshed(), secrets.refreshed()]);
    expect(all.map((found) => found?.length)).toEqual([2, 2, 2]);
    expect(world.lookups).toBe(2);
  });
});
