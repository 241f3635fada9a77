import { expect, it } from 'vitest';
import { FakeGoogle } from '../testing/fake-google.ts';
import { RestBodyCleanup } from './body-cleanup.ts';

const THEIRS = [
  { action: { type: 'Delete' }, condition: { age: 3, matchesPrefix: ['tmp/'] } },
  { action: { type: 'SetStorageClass', storageClass: 'NEARLINE' }, condition: { age: 30, matchesPrefix: ['events/'] } },
  { action: { type: 'Delete' }, condition: { age: 1, matchesPrefix: ['events/', 'tmp/'] } },
  { action: { type: 'Delete' }, condition: { numNewerVersions: 2, age: 9, matchesPrefix: ['events/'] } },
];
const OURS = { action: { type: 'Delete' }, condition: { age: 35, matchesPrefix: ['events/'] } };
const RULE = { bucket: 'acme', prefix: 'events/', days: 35 };

async function withRules(rule: readonly unknown[] | undefined) {
  const google = await FakeGoogle.start();
  google.resources.set('storage/b/acme', { metageneration: '4', ...(rule && { lifecycle: { rule } }) });
  return { google, cleanup: new RestBodyCleanup(google.rest, google.endpoints.storage) };
}

it('the rule is added to those of others, which stay as they are', async () => {
  const { google, cleanup } = await withRules(THEIRS);
  await using _ = google;
  expect(await cleanup.days('acme', 'events/')).toBeUndefined();
  await cleanup.set(RULE);
  expect(google.resources.get('storage/b/acme')).toEqual({
    metageneration: '5',
    lifecycle: { rule: [...THEIRS, OURS] },
  });
  expect(await cleanup.days('acme', 'events/')).toBe(35);
});

it('a rule of ours with another age is replaced, not doubled', async () => {
  const { google, cleanup } = await withRules([{ ...OURS, condition: { age: 7, matchesPrefix: ['events/'] } }]);
  await using _ = google;
  expect(await cleanup.days('acme', 'events/')).toBe(7);
  await cleanup.set(RULE);
  expect(google.resources.get('storage/b/acme')).toMatchObject({ lifecycle: { rule: [OURS] } });
});

it('a bucket without rules gets its first one', async () => {
  const { google, cleanup } = await withRules(undefined);
  await using _ = google;
  await cleanup.set(RULE);
  expect(await cleanup.days('acme', 'events/')).toBe(35);
});

it('rules that someone else changes at the same time are not overwritten', async () => {
  const { google, cleanup } = await withRules(THEIRS);
  await using _ = google;
  const theirs = { metageneration: '5', lifecycle: { rule: [] } };
  google.meanwhile = ({ method }) => {
    if (method === 'PATCH') google.resources.set('storage/b/acme', theirs);
  };
  await expect(cleanup.set(RULE)).rejects.toMatchObject({ status: 412 });
  expect(google.resources.get('storage/b/acme')).toBe(theirs);
});
