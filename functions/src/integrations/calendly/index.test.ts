import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { CalendlyEvent, isCalendlyEventOfType } from './event.ts';
import { calendly } from './index.ts';
import { calendlySamples } from './samples.ts';

integrationConformance(calendly, calendlySamples);

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: string, edit = (body: string) => body) =>
  sampleEvent(calendly, calendlySamples, type, { id: '7', now: NOW, edit });

it('a booking is described by what is signed', async () => {
  const envelope = await event('invitee.created');
  expect(envelope).toMatchObject({
    id: 'invitee.created:https://api.calendly.com/scheduled_events/meeting7/invitees/invitee7',
    eventtype: 'invitee.created',
    time: '2026-11-23T12:00:00.000Z',
    source: '//api.calendly.com/users/grace',
    subject: 'https://api.calendly.com/scheduled_events/meeting7/invitees/invitee7',
  });
  expect(envelope).not.toHaveProperty('unsigned');
});

it.each(['"nobody"', '7', 'null'])('an event that was created by %s comes from Calendly', async (user) => {
  const edit = (body: string) => body.replace(/"created_by":"[^"]*"/, `"created_by":${user}`);
  expect(await event('invitee.created', edit)).toMatchObject({ source: '//calendly.com' });
});

it('an event without a payload is kept, marked', async () => {
  expect(await event('invitee.created', () => '{"event":"invitee.created"}')).toMatchObject({ eventtype: 'unknown' });
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all(['invitee.created', 'invitee.canceled'].map((type) => event(type)));
  const events = all.map((envelope) => CalendlyEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isCalendlyEventOfType('invitee.canceled'), toArray()));
  expect(passed).toEqual(events.slice(1));
  for (const { event: one } of passed) expectTypeOf(one.event).toEqualTypeOf<'invitee.canceled'>();
  // @ts-expect-error Calendly has no such event.
  isCalendlyEventOfType('invitee.exploded');
});
