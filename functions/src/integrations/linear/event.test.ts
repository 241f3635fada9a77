import type { EntityWebhookPayloadWithCommentData, EntityWebhookPayloadWithIssueData } from '@linear/sdk/webhooks';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isLinearEventOfType, LinearEvent } from './event.ts';
import { linear } from './index.ts';
import { linearSamples } from './samples.ts';

const created = LinearEvent.revive(await sampleEvent(linear, linearSamples, 'Issue.create'));
const removed = LinearEvent.revive(await sampleEvent(linear, linearSamples, 'Issue.remove'));
const comment = LinearEvent.revive(await sampleEvent(linear, linearSamples, 'Comment.create'));
const all = of(created, removed, comment);

it('lets through the wanted types and narrows the data with them', async () => {
  const passed = await firstValueFrom(all.pipe(isLinearEventOfType('Issue.create'), toArray()));
  expect(passed).toEqual([created]);
  for (const { event } of passed) {
    expectTypeOf(event.data).toEqualTypeOf<EntityWebhookPayloadWithIssueData['data']>();
    expectTypeOf(event.action).toEqualTypeOf<'create'>();
  }
});

it('a bare name lets through every action, and several types narrow to their union', async () => {
  const passed = await firstValueFrom(all.pipe(isLinearEventOfType('Issue', 'Comment.create'), toArray()));
  expect(passed).toEqual([created, removed, comment]);
  for (const { event } of passed) {
    expectTypeOf(event.data).toEqualTypeOf<
      EntityWebhookPayloadWithIssueData['data'] | EntityWebhookPayloadWithCommentData['data']
    >();
  }
});

it('a type that does not exist does not compile', () => {
  // @ts-expect-error Issues do not explode.
  isLinearEventOfType('Issue.explode');
  // @ts-expect-error Linear has no such thing.
  isLinearEventOfType('Exploder');
  expectTypeOf(isLinearEventOfType).toBeCallableWith('IssueSLA.breached');
});

it('data that is not an event of Linear is refused', () => {
  expect(() => LinearEvent.revive({ ...created.envelope, data: { type: 'Issue' } })).toThrow(
    /is not an event of linear/,
  );
});
