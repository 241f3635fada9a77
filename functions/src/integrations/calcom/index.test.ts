import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { CalcomEvent, isCalcomEventOfType } from './event.ts';
import { calcom } from './index.ts';
import { calcomSamples } from './samples.ts';

integrationConformance(calcom, calcomSamples);

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: string, edit = (body: string) => body) =>
  sampleEvent(calcom, calcomSamples, type, { id: '7', now: NOW, edit });

it('a booking is described by what is signed', async () => {
  const envelope = await event('BOOKING_CREATED');
  expect(envelope).toMatchObject({
    id: expect.stringMatching(/^[\w-]{20,}$/),
    eventtype: 'BOOKING_CREATED',
    time: '2026-11-23T12:00:00.000Z',
    source: '//cal.com/users/12',
    subject: 'tea-7',
  });
  expect(envelope).not.toHaveProperty('unsigned');
});

it('an event of a meeting, which has no wrapper, has the time of its arrival', async () => {
  const edit = () => '{"triggerEvent":"MEETING_ENDED","uid":"u1","startTime":"2026-11-23T11:30:00Z"}';
  expect(await event('BOOKING_CREATED', edit)).toMatchObject({
    eventtype: 'MEETING_ENDED',
    source: '//cal.com',
    unsigned: 'time',
  });
});

it('what Cal.com sends without a secret is not a secret', () => {
  expect(calcom.checkSecret?.('no-secret-provided')).toContain('enter a secret');
  expect(calcom.checkSecret?.('a secret of your own')).toBeUndefined();
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all(['BOOKING_CREATED', 'PING'].map((type) => event(type)));
  const events = all.map((envelope) => CalcomEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isCalcomEventOfType('BOOKING_CREATED'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.payload.uid).toEqualTypeOf<string>();
  // @ts-expect-error Cal.com has no such event.
  isCalcomEventOfType('BOOKING_EXPLODED');
});
