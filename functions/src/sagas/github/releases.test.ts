import { describe, expect, it } from 'vitest';
import { GithubEvent } from 'integration-service/github';
import { github } from 'integration-service/github/integration';
import { githubSamples } from 'integration-service/github/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { recordRelease, releases } from './releases.ts';

const logic = { sagas: { releases }, handlers: [recordRelease] };

let events = 0;

/**
 * All events are about the same release; each has its own id. Ids decrease, so that they contradict the order of
 * arrival.
 */
async function event(second = 0, edit: (body: string) => string = (body) => body) {
  events++;
  const ofOne = (body: string) => edit(body.replace(/"release":\{"id":\d+/, '"release":{"id":1261438'));
  const options = { id: String(900 - events), now: new Date(Date.UTC(2026, 10, 23, 12, 0, second)), edit: ofOne };
  return GithubEvent.revive(await sampleEvent(github, githubSamples, 'release.published', options));
}

/** An event that reports one time and arrives at another. */
async function eventAt(second: number, arrival: number, edit: (body: string) => string = (body) => body) {
  const told = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return event(arrival, (body) => edit(body.replaceAll(/"2026-11-23T12:\d\d:\d\d(?:\.\d+)?Z"/g, JSON.stringify(told))));
}

const deleted = (body: string) => body.replace('"action":"published"', '"action":"deleted"');

async function releaseAfter(...events: readonly GithubEvent[]) {
  const [record] = await (await handleEvents(logic, events)).list('releases', { limit: 10 });
  return record?.data;
}

it('a release is recorded with its repository, its tag and its state', async () => {
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

describe('a delivery that is sent again under another id', () => {
  const at = (arrival: number, edit?: (body: string) => string) => eventAt(0, arrival, edit);
  const edited = (name: string) => (body: string) =>
    body.replace('"action":"published"', '"action":"edited"').replace('Version 1.2', name);

  it('does not bring back a release that was deleted', async () => {
    const replayed = await at(60);
    expect(await releaseAfter(await at(0), await at(30, deleted), replayed)).toMatchObject({ status: 'deleted' });
  });

  it('does not undo an edit', async () => {
    const replayed = await at(60);
    expect(await releaseAfter(await at(0), await at(30, edited('Second')), replayed)).toMatchObject({ name: 'Second' });
  });
});

it('if two edits have the same time, the one that arrived later wins, whichever is handled first', async () => {
  const edited = (name: string) => (body: string) =>
    body.replace('"action":"published"', '"action":"edited"').replace('Version 1.2', name);
  const both = [await eventAt(0, 1, edited('First')), await eventAt(0, 2, edited('Second'))];
  expect(await releaseAfter(...both)).toMatchObject({ name: 'Second' });
  expect(await releaseAfter(...both.toReversed())).toMatchObject({ name: 'Second' });
});

it('a deleted release stays deleted if an older event arrives late', async () => {
  expect(await releaseAfter(await event(5, deleted), await event(0))).toMatchObject({ status: 'deleted' });
});

it('a deleted release stays deleted if an old delivery arrives again', async () => {
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
