import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isZendeskEventOfType, ZendeskEvent } from './event.ts';
import { zendesk } from './index.ts';
import type { ZendeskTicket, ZendeskUser } from './native.ts';
import { zendeskSamples } from './samples.ts';

const created = ZendeskEvent.revive(await sampleEvent(zendesk, zendeskSamples, 'zen:event-type:ticket.created'));
const solved = ZendeskEvent.revive(await sampleEvent(zendesk, zendeskSamples, 'zen:event-type:ticket.status_changed'));

it('lets through the wanted types and narrows the detail with them', async () => {
  const wanted = isZendeskEventOfType('zen:event-type:ticket.created');
  const passed = await firstValueFrom(of(created, solved).pipe(wanted, toArray()));
  expect(passed).toEqual([created]);
  for (const { event } of passed) expectTypeOf(event.detail).toEqualTypeOf<ZendeskTicket>();
});

it('several types narrow to their union, and a type that does not exist does not compile', async () => {
  const wanted = isZendeskEventOfType('zen:event-type:ticket.status_changed', 'zen:event-type:user.created');
  const passed = await firstValueFrom(of(created, solved).pipe(wanted, toArray()));
  expect(passed).toEqual([solved]);
  for (const { event } of passed) expectTypeOf(event.detail).toEqualTypeOf<ZendeskTicket | ZendeskUser>();
  // @ts-expect-error Zendesk has no such event.
  isZendeskEventOfType('zen:event-type:ticket.exploded');
});

it('data that is no event of Zendesk is refused', () => {
  expect(() => ZendeskEvent.revive({ ...created.envelope, data: { id: '1' } })).toThrow(/no event of zendesk/);
});
