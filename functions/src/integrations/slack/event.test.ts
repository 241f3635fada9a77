import type { types } from '@slack/bolt';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isSlackEventOfType, SlackEvent } from './event.ts';
import { slack } from './index.ts';
import { slackSamples } from './samples.ts';

const mentioned = SlackEvent.revive(await sampleEvent(slack, slackSamples, 'app_mention'));
const reacted = SlackEvent.revive(await sampleEvent(slack, slackSamples, 'reaction_added'));

it('lets through the wanted types and narrows what happened with them', async () => {
  const passed = await firstValueFrom(of(mentioned, reacted).pipe(isSlackEventOfType('app_mention'), toArray()));
  expect(passed).toEqual([mentioned]);
  for (const { event } of passed) expectTypeOf(event.event).toEqualTypeOf<types.AppMentionEvent>();
});

it('several types narrow to their union, and a type that does not exist does not compile', async () => {
  const wanted = isSlackEventOfType('app_mention', 'reaction_added');
  const passed = await firstValueFrom(of(mentioned, reacted).pipe(wanted, toArray()));
  expect(passed).toHaveLength(2);
  for (const { event } of passed) {
    expectTypeOf(event.event).toEqualTypeOf<types.AppMentionEvent | types.ReactionAddedEvent>();
  }
  // @ts-expect-error Slack has no such event.
  isSlackEventOfType('app_exploded');
});

it('data that is no event of Slack is refused', () => {
  expect(() => SlackEvent.revive({ ...mentioned.envelope, data: { ok: true } })).toThrow(/no event of slack/);
});
