import { expect, it } from 'vitest';
import { ZoomEvent, type ZoomEventType } from 'integration-service/zoom';
import { zoom } from 'integration-service/zoom/integration';
import { zoomSamples } from 'integration-service/zoom/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { meetings, updateMeeting } from './meetings.ts';

const logic = { sagas: { meetings }, handlers: [updateMeeting] };

async function event(type: ZoomEventType, minute = 0, fields: object = {}): Promise<ZoomEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, minute));
  const edit = (body: string) => {
    const whole = JSON.parse(body);
    Object.assign(whole.payload.object, fields);
    return JSON.stringify(whole);
  };
  return ZoomEvent.revive(await sampleEvent(zoom, zoomSamples, type, { now, edit }));
}

async function after(...events: readonly ZoomEvent[]) {
  return (await handleEvents(logic, events)).list('meetings', { limit: 9 });
}

it('a meeting is in progress until it ends, whatever the order of arrival', async () => {
  const start = await event('meeting.started', 0);
  expect(await after(start)).toMatchObject([
    { data: { kind: 'meeting', inProgress: true, startedAt: '2026-11-23T12:00:00.000Z', endedAt: null } },
  ]);
  const all = [start, await event('meeting.ended', 60)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        data: {
          meetingId: '97763643886',
          topic: 'Weekly review',
          host: 'x1yCzABCDEfg23HiJKl4mN',
          inProgress: false,
          startedAt: '2026-11-23T12:00:00.000Z',
          endedAt: '2026-11-23T13:00:00.000Z',
        },
      },
    ]);
  }
});

it('of a start and an end within one millisecond, the end is kept', async () => {
  const all = [await event('meeting.started'), await event('meeting.ended')];
  for (const order of [all, all.toReversed()])
    expect(await after(...order)).toMatchObject([{ data: { inProgress: false } }]);
});

it('an end without a time of its own ended when the event occurred', async () => {
  expect(await after(await event('meeting.ended', 5, { end_time: '' }))).toMatchObject([
    { data: { endedAt: '2026-11-23T12:05:00.000Z' } },
  ]);
});

it('two occurrences of a meeting have two records', async () => {
  expect(
    await after(await event('meeting.started'), await event('meeting.started', 9, { uuid: 'other/=' })),
  ).toHaveLength(2);
});

it.each([
  ['of a participant', 'meeting.participant_joined', {}],
  ['without an occurrence', 'meeting.started', { uuid: null }],
] as const)('an event %s changes nothing', async (_what, type, fields) => {
  expect(await after(await event(type, 0, fields))).toEqual([]);
});
