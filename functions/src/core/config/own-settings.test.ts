import { expect, it } from 'vitest';
import { secret, setting } from '../logic/setting.ts';
import { configuredSecret, requireOwnSettings } from './own-settings.ts';

const url = setting('CRM_URL', { read: (text) => new URL(text) });
const key = secret('CRM_KEY');

it.each([
  [{ CRM_KEY: 'a, b' }, { kind: 'value', values: ['a', 'b'] }],
  [
    { CRM_KEY: 'a', CRM_KEY_NAME: 'crm-key' },
    { kind: 'value', values: ['a'] },
  ],
  [
    { CRM_KEY: '  ', CRM_KEY_NAME: 'crm-key' },
    { kind: 'name', name: 'crm-key' },
  ],
  [{ CRM_KEY_NAME: 'projects/p/secrets/crm/versions/3' }, { kind: 'name', name: 'projects/p/secrets/crm/versions/3' }],
])('a secret is set by value, or by name: %j', (environment, configured) => {
  expect(configuredSecret(key, environment)).toEqual(configured);
});

it('a secret that is whole keeps its commas', () => {
  const whole = secret('CRM_KEY', { whole: true });
  expect(configuredSecret(whole, { CRM_KEY: 'a,b' })).toEqual({ kind: 'value', values: ['a,b'] });
});

it.each([
  [{}, 'CRM_KEY is not set'],
  [{ CRM_KEY: 'a,,b' }, 'CRM_KEY holds an empty secret'],
  [{ CRM_KEY_NAME: 'crm key' }, 'CRM_KEY_NAME is not a valid secret name'],
])('a secret that cannot work is refused: %j', (environment, sentence) => {
  expect(() => configuredSecret(key, environment)).toThrow(sentence);
});

it('functions without a setting are refused, with a sentence for each', () => {
  expect(() => requireOwnSettings('acme', [url, key], {})).toThrow(/^CRM_URL is not set: .*\nCRM_KEY is not set: /);
  expect(() => requireOwnSettings('acme', [url], { CRM_URL: 'crm' })).toThrow('CRM_URL cannot be used: Invalid URL.');
  requireOwnSettings('acme', [url, key], { CRM_URL: 'https://crm.test', CRM_KEY_NAME: 'crm-key' });
});
