import { expect, it } from 'vitest';
import { NO_KEYS, withApiKey } from '../../testing/service-sources.ts';
import { service } from './service.ts';

const keyed = () => service('acme', async ({ apiKey }) => ({ key: await apiKey('acme') }));

it('is made once for a source, and not with the keys of another', async () => {
  const acme = keyed();
  const ours = withApiKey('ours');
  expect(await acme.get(ours)).toEqual({ key: 'ours' });
  expect(await acme.get(ours)).toBe(await acme.get(ours));
  expect(await acme.get(withApiKey('theirs'))).toEqual({ key: 'theirs' });
  await expect(acme.get(NO_KEYS)).rejects.toThrow('This test has no API key of acme');
});

it('is made once for a source of keys alone', async () => {
  const acme = keyed();
  const keys = { apiKey: () => Promise.resolve('ours') };
  expect(await acme.get(keys)).toBe(await acme.get(keys));
});

it('is made once for all that ask while it is made', async () => {
  let times = 0;
  const counted = service('acme', () => Promise.resolve((times += 1)));
  const source = withApiKey('ours');
  expect(await Promise.all([counted.get(source), counted.get(source)])).toEqual([1, 1]);
});

it.each([
  [
    'throws',
    () => {
      throw new Error('not yet');
    },
  ],
  ['rejects', () => Promise.reject(new Error('not yet'))],
])('is made again after a first use that %s', async (_how, fail) => {
  let times = 0;
  const late = service('acme', () => ((times += 1) === 1 ? fail() : 'made'));
  const source = withApiKey('ours');
  await expect(late.get(source)).rejects.toThrow('not yet');
  expect(await late.get(source)).toBe('made');
});
