import { expect, it } from 'vitest';
import { GithubEvent } from '../../integrations/github/event.ts';
import { github } from '../../integrations/github/index.ts';
import { githubSamples } from '../../integrations/github/samples.ts';
import { handleEvents } from '../../testing/handle-events.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { recordRelease, releases } from './releases.ts';

const logic = { sagas: { releases }, handlers: [recordRelease] };

let events = 0;

/** Each event of the one release has an id of its own. */
async function event(second = 0, edit: (body: string) => string = (body) => body) {
  events++;
  const ofOne = (body: string) => edit(body.replace(/"release":\{"id":\d+/, '"release":{"id":1261438'));
  const options = { id: String(events), now: new Date(Date.UTC(2026, 10, 23, 12, 0, second)), edit: ofOne };
  return GithubEvent.revive(await sampleEvent(github, githubSamples, 'release.published', options));
}

const deleted = (body: string) => body.replace('"action":"published"', '"action":"deleted"');

async function releaseAfter(...events: readonly GithubEvent[]) {
  const [record] = await (await handleEvents(logic, events)).list('releases', { limit: 10 });
  return record?.data;
}

it('a release is kept with its repository, its tag and its state', async () => {
  expect(await releaseAfter(await event())).toMatchObject({
    repository: 'octo-org/octo-repo',
    tag: 'v1.2.0',
    name: 'Version 1.2',
    status: 'published',
    url: 'https://github.com/octo-org/octo-repo/releases/tag/v1.2.0',
    author: 'octocat',
    publishedAt: '2026-11-23T12:00:00Z',
  });
});

it.each([
  ['"draft":false', '"draft":true', 'draft'],
  ['"prerelease":false', '"prerelease":true', 'prerelease'],
])('%s turned to %s makes it a %s', async (from, to, status) => {
  expect(await releaseAfter(await event(0, (body) => body.replace(from, to)))).toMatchObject({ status });
});

it('a release that was deleted stays so when older news of it arrives late', async () => {
  expect(await releaseAfter(await event(5, deleted), await event(0))).toMatchObject({ status: 'deleted' });
});

it('a release that was deleted stays so when an old delivery of it arrives again', async () => {
  expect(await releaseAfter(await event(0, deleted), await event(50))).toMatchObject({ status: 'deleted' });
});

it('an event without a release, or without its repository, does not fail', async () => {
  const without = (field: string) => (body: string) => JSON.stringify({ ...JSON.parse(body), [field]: undefined });
  expect(await releaseAfter(await event(0, without('release')))).toBeUndefined();
  expect(await releaseAfter(await event(0, without('repository')))).toMatchObject({ repository: null, tag: 'v1.2.0' });
});

it('other events of a repository change nothing', async () => {
  const pushed = GithubEvent.revive(await sampleEvent(github, githubSamples, 'push'));
  expect(await releaseAfter(pushed)).toBeUndefined();
});
