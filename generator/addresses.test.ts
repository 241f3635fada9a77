import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { addressOf } from './addresses.ts';

const SOURCE = path.join(import.meta.dirname, '..', 'functions', 'src');

it.each([
  ['integration-service', 'exports/sagas.ts'],
  ['integration-service/config', 'exports/config.ts'],
  ['integration-service/stripe', 'integrations/stripe/event.ts'],
  ['integration-service/stripe/client', 'integrations/stripe/client.ts'],
  ['integration-service/stripe/refetch', 'integrations/stripe/refetch.ts'],
  ['integration-service/stripe/integration', 'integrations/stripe/index.ts'],
])('%s means the file that Node loads: %s', (specifier, file) => {
  expect(addressOf('sagas/stripe/x.ts', specifier)).toBe(file);
  const loaded = import.meta.resolve(specifier, new URL(`file://${SOURCE}/sagas/stripe/x.ts`));
  expect(loaded.endsWith(file)).toBe(true);
  expect(existsSync(path.join(SOURCE, file))).toBe(true);
});

it('a relative path is resolved against the importing file', () => {
  expect(addressOf('sagas/stripe/x.ts', '../shared/y.ts')).toBe('sagas/shared/y.ts');
});

it.each(['rxjs', 'integration-service-tools', '@acme/integration-service'])('another package has none: %s', (name) => {
  expect(addressOf('sagas/stripe/x.ts', name)).toBeUndefined();
});
