import { expect, it } from 'vitest';
import { CalendlyEvent } from 'integration-service/calendly';
import { calendly } from 'integration-service/calendly/integration';
import { calendlySamples } from 'integration-service/calendly/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateBooking } from '../shared/bookings.ts';
import { bookings } from './bookings.ts';

const logic = { sagas: { bookings }, handlers: [updateBooking] };

async function event(type: string, fields: object = {}): Promise<CalendlyEvent> {
  const edit = (body: string) => {
    const whole = JSON.parse(body);
    return JSON.stringify({ ...whole, payload: { ...whole.payload, ...fields } });
  };
  return CalendlyEvent.revive(await sampleEvent(calendly, calendlySamples, type, { edit }));
}

async function after(...events: readonly CalendlyEvent[]) {
  return (await (await handleEvents(logic, events)).get('bookings', 'calendly:invitee1'))?.data;
}

it('a booking is recorded with its time and whoever booked', async () => {
  expect(await after(await event('invitee.created'))).toMatchObject({
    provider: 'calendly',
    source: '//api.calendly.com/users/grace',
    title: 'A cup of tea',
    status: 'booked',
    startsAt: '2026-11-26T12:00:00.000Z',
    endsAt: '2026-11-26T12:30:00.000Z',
    name: 'Ada Lovelace',
    email: 'ada.lovelace@example.com',
    timeZone: 'Europe/London',
    replaces: null,
  });
});

it('a canceled booking stays canceled, whichever event arrives first', async () => {
  const all = [await event('invitee.created'), await event('invitee.canceled')];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject({ status: 'canceled', reason: 'I have caught a cold' });
  }
});

it('a meeting that was moved is two bookings', async () => {
  const old = 'https://api.calendly.com/scheduled_events/meeting1/invitees/invitee1';
  const moved = await event('invitee.canceled', { rescheduled: true });
  const next = await event('invitee.created', { uri: old.replace('invitee1', 'invitee2'), old_invitee: old });
  const store = await handleEvents(logic, [next, moved]);
  expect((await store.get('bookings', 'calendly:invitee1'))?.data).toMatchObject({ status: 'rescheduled' });
  expect((await store.get('bookings', 'calendly:invitee2'))?.data).toMatchObject({
    status: 'booked',
    replaces: 'invitee1',
  });
});

it('a routing form leaves no booking', async () => {
  const store = await handleEvents(logic, [await event('routing_form_submission.created')]);
  expect(await store.list('bookings', { limit: 1 })).toEqual([]);
});
