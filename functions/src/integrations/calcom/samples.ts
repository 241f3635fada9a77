import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { CalcomEventType } from './event.ts';
import { calcom } from './index.ts';

const DAY_MS = 86_400_000;

/** Realistic Cal.com events: a booking that is made, moved and canceled. */
export const calcomSamples = samplesOf(calcom, {
  headers: () => ({ 'x-cal-webhook-version': '2021-10-20' }),
  around: (type, payload, { now }) => ({ triggerEvent: type, createdAt: now.toISOString(), payload }),
  bodies: {
    BOOKING_CREATED: (at) => booking(at, {}),
    BOOKING_RESCHEDULED: (at) =>
      booking(at, {
        uid: `tea-moved-${at.id}`,
        rescheduleUid: `tea-${at.id}`,
        rescheduleStartTime: new Date(at.now.getTime() + DAY_MS).toISOString(),
        rescheduleEndTime: new Date(at.now.getTime() + DAY_MS + 1_800_000).toISOString(),
      }),
    BOOKING_CANCELLED: (at) => booking(at, { status: 'CANCELLED', cancellationReason: 'I have caught a cold' }),
    PING: () => ({ type: 'Test', title: 'Test trigger event', organizer: { name: '', email: 'grace@example.com' } }),
  } satisfies { readonly [Type in CalcomEventType]?: (at: SampleAt) => object },
});

function booking({ id, now }: SampleAt, change: object): object {
  const starts = new Date(now.getTime() + 3 * DAY_MS);
  return {
    type: 'tea',
    title: 'A cup of tea with Grace Hopper and Ada Lovelace',
    uid: `tea-${id}`,
    bookingId: 4_100 + now.getUTCSeconds(),
    eventTypeId: 73,
    length: 30,
    startTime: starts.toISOString(),
    endTime: new Date(starts.getTime() + 1_800_000).toISOString(),
    organizer: { id: 12, name: 'Grace Hopper', email: 'grace@example.com', timeZone: 'Europe/Vienna' },
    attendees: [
      {
        name: 'Ada Lovelace',
        email: 'ada.lovelace@example.com',
        timeZone: 'Europe/London',
        language: { locale: 'en' },
      },
    ],
    location: 'integrations:daily',
    status: 'ACCEPTED',
    metadata: {},
    ...change,
  };
}
