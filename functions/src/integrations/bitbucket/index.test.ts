import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { BitbucketEvent, isBitbucketEventOfType } from './event.ts';
import { bitbucket } from './index.ts';
import { bitbucketSamples } from './samples.ts';

integrationConformance(bitbucket, bitbucketSamples);

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: string, edit = (body: string) => body) =>
  sampleEvent(bitbucket, bitbucketSamples, type, { id: '7', now: NOW, edit });

it.each([
  ['pullrequest:created', '61', 'id,type'],
  ['repo:commit_status_updated', 'build-7', 'id,type'],
  ['repo:push', '{b7c1-shop}', 'id,type,time'],
])('a %s is described by its body, but for its name and its id', async (type, subject, unsigned) => {
  expect(await event(type)).toMatchObject({
    eventtype: type,
    time: '2026-11-23T12:00:00.000Z',
    source: '//bitbucket.org/cups/shop',
    subject,
    unsigned,
  });
});

it('the id is bound to the body, so that nobody can take that of another event', async () => {
  const [first, second] = [await event('pullrequest:created'), await event('pullrequest:fulfilled')];
  expect(first.id).not.toBe(second.id);
  expect(first.id).toBe((await event('pullrequest:created')).id);
});

it('a body that does not bear out the name of the event is kept, marked', async () => {
  const edit = (body: string) => body.replace('"push":', '"other":');
  expect(await event('repo:push', edit)).toMatchObject({ eventtype: 'unknown' });
});

it('the operator drops an event whose body does not bear out its type', async () => {
  const envelope = { ...(await event('repo:push')), eventtype: 'pullrequest:fulfilled' };
  const passed = of(BitbucketEvent.revive(envelope)).pipe(isBitbucketEventOfType('pullrequest:fulfilled'), toArray());
  expect(await firstValueFrom(passed)).toEqual([]);
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all(['repo:push', 'pullrequest:created'].map((type) => event(type)));
  const events = all.map((envelope) => BitbucketEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isBitbucketEventOfType('pullrequest:created'), toArray()));
  expect(passed).toEqual(events.slice(1));
  for (const { event: one } of passed) expectTypeOf(one.pullrequest.id).toEqualTypeOf<number>();
  // @ts-expect-error Bitbucket has no such event.
  isBitbucketEventOfType('repo:exploded');
});
