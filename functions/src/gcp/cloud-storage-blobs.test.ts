import { Storage } from '@google-cloud/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFakeCloudStorage, type FakeCloudStorage } from '../testing/fake-cloud-storage.ts';
import { CloudStorageBlobs } from './cloud-storage-blobs.ts';

let cloud: FakeCloudStorage;
let blobs: CloudStorageBlobs;

beforeAll(async () => {
  cloud = await startFakeCloudStorage();
  const storage = new Storage({ apiEndpoint: cloud.url, projectId: 'p', useAuthWithCustomEndpoint: false });
  blobs = new CloudStorageBlobs(() => Promise.resolve(storage.bucket('b')));
});
afterAll(() => cloud.close());

it('what is put comes back byte for byte', async () => {
  const bytes = Buffer.from(JSON.stringify({ text: 'é'.repeat(300_000), n: '12345678901234567890' }));
  await blobs.put('events/stripe/abc.json', bytes, 5_000);
  expect(cloud.objects.get('events/stripe/abc.json')).toEqual(bytes);
  expect(await blobs.get('events/stripe/abc.json')).toEqual(bytes);
});

it('what an installation with a scope puts is its own', async () => {
  const storage = new Storage({ apiEndpoint: cloud.url, projectId: 'p', useAuthWithCustomEndpoint: false });
  const europe = new CloudStorageBlobs(() => Promise.resolve(storage.bucket('b')), 'eu');
  await europe.put('events/stripe/eu.json', Buffer.from('{}'), 5_000);
  expect([...cloud.objects.keys()]).toContain('eu-events/stripe/eu.json');
  expect(await europe.get('events/stripe/eu.json')).toEqual(Buffer.from('{}'));
  expect(await blobs.get('events/stripe/eu.json')).toBeUndefined();
});

it('what is not there is undefined, and no error', async () => {
  expect(await blobs.get('events/stripe/nothing.json')).toBeUndefined();
});

it('a bucket that cannot be reached is an error', async () => {
  const nowhere = new Storage({
    apiEndpoint: 'http://127.0.0.1:9',
    projectId: 'p',
    retryOptions: { autoRetry: false },
  });
  const away = new CloudStorageBlobs(() => Promise.resolve(nowhere.bucket('b')));
  await expect(away.put('events/a.json', Buffer.from('{}'), 500)).rejects.toThrow();
  await expect(away.get('events/a.json')).rejects.toThrow();
});
