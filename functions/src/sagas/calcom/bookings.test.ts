import { expect, it } from 'vitest';
import { CalcomEvent } from 'integration-service/calcom';
import { calcom } from 'integration-service/calcom/integration';
import { calcomSamples } from 'integration-service/calcom/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateBooking } from '../shared/bookings.ts';
import { bookings } from './bookings.ts';

const logic = { sagas: { bookings }, handlers: [updateBooking] };

async function event(type: string, second = 0, edit = (body: string) => body): Promise<CalcomEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return CalcomEvent.revive(await sampleEvent(calcom, calcomSamples, type, { now, edit }));
}

async function after(...events: readonly CalcomEvent[]) {
  const records = await (await handleEvents(logic, events)).list('bookings', { limit: 10 });
  return Object.fromEntries(records.map(({ id, data }) => [id, data]));
}

it('a booking is recorded with its time and whoever booked', async () => {
  expect(await after(await event('BOOKING_CREATED'))).toMatchObject({
    'calcom:tea-1': {
      source: '//cal.com/users/12',
      status: 'booked',
      startsAt: '2026-11-26T12:00:00.000Z',
      endsAt: '2026-11-26T12:30:00.000Z',
      name: 'Ada Lovelace',
      email: 'ada.lovelace@example.com',
      timeZone: 'Europe/London',
    },
  });
});

it('a booking that was moved is two, whichever event arrives first', async () => {
  const all = [await event('BOOKING_CREATED'), await event('BOOKING_RESCHEDULED', 5)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject({
      'calcom:tea-1': { status: 'rescheduled', startsAt: '2026-11-24T12:00:05.000Z' },
      'calcom:tea-moved-1': { status: 'booked', replaces: 'tea-1' },
    });
  }
});

it('a canceled booking says why', async () => {
  expect(await after(await event('BOOKING_CANCELLED', 5), await event('BOOKING_CREATED'))).toMatchObject({
    'calcom:tea-1': { status: 'canceled', reason: 'I have caught a cold' },
  });
});

it('a request for a booking waits for the host', async () => {
  const edit = (body: string) => body.replace('BOOKING_CREATED', 'BOOKING_REQUESTED');
  expect(await after(await event('BOOKING_CREATED', 0, edit))).toMatchObject({
    'calcom:tea-1': { status: 'requested' },
  });
});

it('a ping leaves no record', async () => {
  expect(await after(await event('PING'))).toEqual({});
});
