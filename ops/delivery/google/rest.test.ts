import { expect, it } from 'vitest';
import { FakeGoogle } from '../testing/fake-google.ts';
import { RestExpiry } from './expiry.ts';
import { projectNumberOf } from './projects.ts';
import { GoogleRest } from './rest.ts';

async function withTopic() {
  const google = await FakeGoogle.start();
  google.resources.set('pubsub/projects/demo/topics/t', { name: 'projects/demo/topics/t' });
  return { google, url: `${google.endpoints.pubsub}/projects/demo/topics/t` };
}

it.each([429, 500, 503, 'hang up'] as const)('a request that ends in %s is sent again', async (failure) => {
  const { google, url } = await withTopic();
  await using _ = google;
  google.fail(/GET/, failure, 3);
  expect(await google.rest.get(url)).toEqual({ name: 'projects/demo/topics/t' });
  expect(google.requests).toHaveLength(4);
});

it('it is given up on after the fourth time, with what Google said', async () => {
  const { google, url } = await withTopic();
  await using _ = google;
  google.fail(/GET/, 503, 4);
  await expect(google.rest.get(url)).rejects.toMatchObject({
    status: 503,
    message: expect.stringMatching(
      /^Google answered 503 to GET 127\.0\.0\.1:\d+\/pubsub\/projects\/demo\/topics\/t: as the test wants it$/,
    ),
  });
});

it('a refusal is not argued with', async () => {
  const { google, url } = await withTopic();
  await using _ = google;
  google.fail(/GET/, 403);
  await expect(google.rest.get(url)).rejects.toMatchObject({ status: 403 });
  expect(google.requests).toHaveLength(1);
});

it('an API that the project has not enabled is named, by the details of the refusal or by its message', async () => {
  const { google, url } = await withTopic();
  await using _ = google;
  google.disabled.add('pubsub.googleapis.com');
  await expect(google.rest.get(url)).rejects.toMatchObject({ disabledApi: 'pubsub.googleapis.com' });
  google.disabled.clear();
  google.fail(/GET/, 403);
  await expect(google.rest.get(url)).rejects.toMatchObject({ disabledApi: undefined });
  google.withoutDetails = true;
  google.disabled.add('pubsub.googleapis.com');
  await expect(google.rest.get(url)).rejects.toMatchObject({ disabledApi: new URL(url).host });
});

it('a host that does not answer is named', async () => {
  const rest = new GoogleRest({ headers: () => Promise.resolve(new Headers()), pause: () => Promise.resolve() });
  await expect(rest.get('http://127.0.0.1:1/v1/x')).rejects.toMatchObject({
    status: 0,
    message: expect.stringContaining('127.0.0.1:1'),
  });
});

it('the pauses between the tries double', async () => {
  const { google, url } = await withTopic();
  await using _ = google;
  const pauses: number[] = [];
  const headers = () => Promise.resolve(new Headers({ authorization: 'Bearer fake' }));
  const rest = new GoogleRest({ headers, pause: (ms) => Promise.resolve(pauses.push(ms)) });
  google.fail(/GET/, 503, 3);
  await rest.get(url);
  expect(pauses).toEqual([500, 1_000, 2_000]);
});

it('the number of a project is read from its resource name', async () => {
  const { google } = await withTopic();
  await using _ = google;
  google.resources.set('projects/projects/demo', { name: 'projects/1234', projectId: 'demo' });
  expect(await projectNumberOf(google.rest, google.endpoints.projects, 'demo')).toBe('1234');
});

it.each([
  [{ indexConfig: { usesAncestorConfig: true } }, undefined],
  [{ ttlConfig: { state: 'ACTIVE' } }, 'ACTIVE'],
  [{ ttlConfig: { state: 'NEEDS_REPAIR' } }, 'NEEDS_REPAIR'],
])('the expiry of a Firestore field %j is %s', async (field, state) => {
  const { google } = await withTopic();
  await using _ = google;
  const path = 'projects/demo/databases/(default)/collectionGroups/integration-ledger/fields/expireAt';
  google.resources.set(`firestore/${path}`, field);
  const expiry = new RestExpiry(google.rest, google.endpoints.firestore, 'demo');
  const about = { database: '(default)', collectionGroup: 'integration-ledger', field: 'expireAt' };
  expect(await expiry.state(about)).toBe(state);
});
