import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { sampleEvent } from '../../testing/sample-events.ts';
import { IntercomEvent, isIntercomEventOfType } from './event.ts';
import { intercom } from './index.ts';
import type { IntercomConversation, IntercomTicket } from './native.ts';
import { intercomSamples } from './samples.ts';

const opened = IntercomEvent.revive(await sampleEvent(intercom, intercomSamples, 'conversation.user.created'));
const ticket = IntercomEvent.revive(await sampleEvent(intercom, intercomSamples, 'ticket.created'));

it('lets through the wanted topics and narrows the item with them', async () => {
  const passed = await firstValueFrom(
    of(opened, ticket).pipe(isIntercomEventOfType('conversation.user.created'), toArray()),
  );
  expect(passed).toEqual([opened]);
  for (const { event } of passed) expectTypeOf(event.data.item).toEqualTypeOf<IntercomConversation>();
});

it('several topics narrow to their union, and a topic that does not exist does not compile', async () => {
  const wanted = isIntercomEventOfType('conversation.user.created', 'ticket.created');
  const passed = await firstValueFrom(of(opened, ticket).pipe(wanted, toArray()));
  expect(passed).toHaveLength(2);
  for (const { event } of passed) expectTypeOf(event.data.item).toEqualTypeOf<IntercomConversation | IntercomTicket>();
  // @ts-expect-error Intercom has no such topic.
  isIntercomEventOfType('conversation.exploded');
});

it('data that is no event of Intercom is refused', () => {
  expect(() => IntercomEvent.revive({ ...opened.envelope, data: { type: 'notification_event' } })).toThrow(
    /no event of intercom/,
  );
});
