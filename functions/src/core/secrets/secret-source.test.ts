import { expect, it } from 'vitest';
import { createLogger } from '../telemetry/logger.ts';
import { readSettings } from '../config/settings.ts';
import { systemClock } from '../ports.ts';
import { secretSourceOf } from './secret-source.ts';

const ports = {
  secrets: { versions: async () => [] },
  clock: systemClock,
  log: createLogger(() => undefined, 'error'),
};
const byName = { META_WEBHOOK_SECRET_NAME: 'meta' };

function sourceWith(needsVerifyToken: boolean, environment: Record<string, string>) {
  return secretSourceOf({ provider: 'meta', needsVerifyToken }, readSettings('meta', {}, environment), ports);
}

it('an integration that answers a challenge by a token fails at start without one, naming the variable', () => {
  expect(() => sourceWith(true, byName)).toThrow(/set META_VERIFY_TOKEN/);
  expect(() => sourceWith(true, { ...byName, META_VERIFY_TOKEN: 'token' })).not.toThrow();
});

it('a token for an integration that has no use for it fails at start', () => {
  expect(() => sourceWith(false, { ...byName, META_VERIFY_TOKEN: 'token' })).toThrow(/remove META_VERIFY_TOKEN/);
});

it('a token without a secret is half a configuration', () => {
  expect(() => readSettings('meta', {}, { META_VERIFY_TOKEN: 'token' })).toThrow(/set META_WEBHOOK_SECRET/);
});

it.each([{}, { META_VERIFY_TOKEN: 'the verify token' }])(
  'a provider that needs a verify token only to register an endpoint starts with %j',
  (token) => {
    const environment = { ...byName, ...token };
    const start = () =>
      secretSourceOf(
        { provider: 'meta', needsVerifyToken: 'to register' },
        readSettings('meta', {}, environment),
        ports,
      );
    expect(start).not.toThrow();
  },
);
