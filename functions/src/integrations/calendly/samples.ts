import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { CalendlyEventType } from './event.ts';
import { calendly } from './index.ts';

const API = 'https://api.calendly.com';
const DAY_MS = 86_400_000;

/** Realistic Calendly events: a meeting that is booked, moved and canceled. */
export const calendlySamples = samplesOf(calendly, {
  headers: () => ({ 'user-agent': 'Calendly' }),
  around: (type, payload, { now }) => ({
    event: type,
    created_at: now.toISOString(),
    created_by: `${API}/users/grace`,
    payload,
  }),
  bodies: {
    'invitee.created': (at) => invitee(at, { status: 'active' }),
    'invitee.canceled': (at) =>
      invitee(at, {
        status: 'canceled',
        cancellation: { canceled_by: 'Ada Lovelace', reason: 'I have caught a cold', canceler_type: 'invitee' },
      }),
    'routing_form_submission.created': ({ id, now }) => ({
      uri: `${API}/routing_form_submissions/rfs${id}`,
      routing_form: `${API}/routing_forms/cups`,
      questions_and_answers: [{ question_uuid: 'q1', question: 'How many cups?', answer: '12' }],
      submitter: null,
      submitter_type: null,
      created_at: now.toISOString(),
      updated_at: now.toISOString(),
    }),
  } satisfies { readonly [Type in CalendlyEventType]?: (at: SampleAt) => object },
});

function invitee({ id, now }: SampleAt, change: object): object {
  const meeting = `${API}/scheduled_events/meeting${id}`;
  const starts = new Date(now.getTime() + 3 * DAY_MS);
  return {
    uri: `${meeting}/invitees/invitee${id}`,
    email: 'ada.lovelace@example.com',
    name: 'Ada Lovelace',
    timezone: 'Europe/London',
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
    event: meeting,
    questions_and_answers: [{ question: 'What is it about?', answer: 'Cups', position: 0 }],
    tracking: { utm_source: null },
    rescheduled: false,
    old_invitee: null,
    new_invitee: null,
    cancel_url: `https://calendly.com/cancellations/invitee${id}`,
    reschedule_url: `https://calendly.com/reschedulings/invitee${id}`,
    scheduled_event: {
      uri: meeting,
      name: 'A cup of tea',
      status: 'active',
      start_time: starts.toISOString(),
      end_time: new Date(starts.getTime() + 1_800_000).toISOString(),
      event_type: `${API}/event_types/tea`,
      location: { type: 'google_conference', join_url: 'https://meet.example/tea' },
      event_memberships: [{ user: `${API}/users/grace`, user_email: 'grace@example.com' }],
    },
    ...change,
  };
}
