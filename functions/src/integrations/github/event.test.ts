import type { IssuesEvent, PushEvent, ReleasePublishedEvent } from '@octokit/webhooks-types';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { sampleEvent } from '../../testing/sample-events.ts';
import { GithubEvent, isGithubEventOfType } from './event.ts';
import { github } from './index.ts';
import { githubSamples } from './samples.ts';

const published = GithubEvent.revive(await sampleEvent(github, githubSamples, 'release.published'));
const pushed = GithubEvent.revive(await sampleEvent(github, githubSamples, 'push'));
const opened = GithubEvent.revive(await sampleEvent(github, githubSamples, 'issues.opened'));
const all = of(published, pushed, opened);

it('lets through the wanted types and narrows the payload with them', async () => {
  const passed = await firstValueFrom(all.pipe(isGithubEventOfType('release.published'), toArray()));
  expect(passed).toEqual([published]);
  for (const { event } of passed) expectTypeOf(event).toEqualTypeOf<ReleasePublishedEvent>();
});

it('a bare name lets through every action of the event', async () => {
  const passed = await firstValueFrom(all.pipe(isGithubEventOfType('issues'), toArray()));
  expect(passed).toEqual([opened]);
  for (const { event } of passed) expectTypeOf(event).toExtend<IssuesEvent>();
});

it('several types narrow to their union, and a type that does not exist does not compile', async () => {
  const passed = await firstValueFrom(all.pipe(isGithubEventOfType('push', 'release.published'), toArray()));
  expect(passed).toEqual([published, pushed]);
  for (const { event } of passed) expectTypeOf(event).toEqualTypeOf<PushEvent | ReleasePublishedEvent>();
  // @ts-expect-error Releases do not explode.
  isGithubEventOfType('release.exploded');
});

it('a body that was given the name of another event is not let through', async () => {
  const forged = GithubEvent.revive({ ...pushed.envelope, eventtype: 'release.published' });
  expect(await firstValueFrom(of(forged).pipe(isGithubEventOfType('release.published'), toArray()))).toEqual([]);
});

it('data that is no event of GitHub is refused', () => {
  expect(() => GithubEvent.revive({ ...pushed.envelope, data: [] })).toThrow(/no event of github/);
});
