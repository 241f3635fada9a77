import { describe, expect, it } from 'vitest';
import { defineBundle } from './bundle.ts';
import { examineConfig } from './config-problems.ts';

const PROVIDERS = ['acme', 'other'];

/** The faults of a configuration that is deployed. */
function faultsOf(
  environment: Record<string, string>,
  integrations: Record<string, object> = { acme: { accounts: true } },
) {
  const config = defineBundle({ integrations }, environment);
  return examineConfig(config, PROVIDERS, 'project').problems.map(({ message }) => message);
}

const NAMED = { ACME_WEBHOOK_SECRET_NAME: 'acme-secret-{account}' };

describe('the accounts of a provider', () => {
  it('need one variable: the pattern of the names of their secrets', () => {
    expect(faultsOf(NAMED)).toEqual([]);
    expect(faultsOf({ ACME_WEBHOOK_SECRET_NAME: 'projects/shops/secrets/acme-{account}-live' })).toEqual([]);
  });

  it.each(['acme-secret', '{account}', 'a-{account}', 'acme-{account}-{account}', 'acme-{account}/versions/1'])(
    'cannot have secrets that are called %s',
    (name) => {
      expect(faultsOf({ ACME_WEBHOOK_SECRET_NAME: name })).toEqual([
        expect.stringContaining('acme-webhook-secret-{account}'),
      ]);
    },
  );

  it('have to be switched on where the name has a place for them', () => {
    expect(faultsOf(NAMED, {})).toEqual([expect.stringContaining('set accounts: true for acme')]);
  });

  it('may be those of an instance', () => {
    const instances = { acme: { scheme: { kind: 'hmac' }, accounts: true } };
    const { settings } = defineBundle(JSON.parse(JSON.stringify({ instances })), NAMED);
    expect(settings('acme').accounts).toEqual({});
    expect(() => settings('other')).not.toThrow();
  });

  it('share no secret by value, and no topic', () => {
    expect(faultsOf({ ...NAMED, ACME_WEBHOOK_SECRET: 'one for all of the shops' })).toContainEqual(
      expect.stringContaining('one secret for all accounts'),
    );
    expect(faultsOf({ ...NAMED, ACME_PUBSUB_TOPIC: 'notifications' })).toContainEqual(
      expect.stringContaining('name no account'),
    );
  });

  it.each([
    [{ OTHER_WEBHOOK_SECRET_NAME: 'acme-secret-other' }, 'another secret of other'],
    [{ ACME_API_KEY_NAME: 'projects/p/secrets/acme-secret-key' }, 'another secret of acme'],
  ])('have secrets with a beginning that no other has: %j', (environment, fault) => {
    expect(faultsOf({ ...NAMED, ...environment })).toEqual([expect.stringContaining(fault)]);
  });

  it('of two providers have secrets with different beginnings', () => {
    const both = { acme: { accounts: true }, other: { accounts: true } };
    expect(faultsOf({ ...NAMED, OTHER_WEBHOOK_SECRET_NAME: 'other-secret-{account}' }, both)).toEqual([]);
    expect(faultsOf({ ...NAMED, OTHER_WEBHOOK_SECRET_NAME: 'acme-secret-eu-{account}' }, both)).toEqual([
      expect.stringContaining('may name the same secret'),
    ]);
  });
});

it.each([
  [{ perMinute: 0 }, 'perMinute'],
  [{ perMinutes: 5 }, 'perMinute'],
  ['yes', 'accounts'],
])('the option accounts refuses %j, and names %s', (accounts, named) => {
  expect(faultsOf(NAMED, { acme: { accounts } })).toEqual([expect.stringContaining(named)]);
});

it('the option accounts takes a limit', () => {
  expect(faultsOf(NAMED, { acme: { accounts: { perMinute: 600 } } })).toEqual([]);
});

// The records of "a" and "b-c" would be those of "a-b" and "c".
it.each(['shops', '{account}-', '{account}/', '{account}:{account}:'])(
  'records of accounts cannot be kept apart by %j',
  (accountRecordPrefix) => {
    const { problems } = examineConfig(defineBundle({ accountRecordPrefix }, {}), PROVIDERS, 'project');
    expect(problems).toMatchObject([{ message: expect.stringContaining('accountRecordPrefix must be') }]);
  },
);
