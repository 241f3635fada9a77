import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import { typeform } from './index.ts';

const FIELDS = [
  { id: 'nQ7dLw2xAb1C', title: 'What is your email?', type: 'email', ref: 'email' },
  { id: 'kR4vTz8yBc2D', title: 'Which cups do you like?', type: 'multiple_choice', ref: 'cups' },
  { id: 'mS9wUx3zCd3E', title: 'How many do you need?', type: 'number', ref: 'quantity' },
  { id: 'pT2xVy7aDe4F', title: 'May we write to you?', type: 'yes_no', ref: 'consent' },
] as const;

const ANSWERS = [
  { type: 'email', email: 'ada.lovelace@example.com', field: FIELDS[0] },
  { type: 'choices', choices: { labels: ['Espresso', 'Mug'] }, field: FIELDS[1] },
  { type: 'number', number: 12, field: FIELDS[2] },
  { type: 'boolean', boolean: true, field: FIELDS[3] },
] as const;

/** Realistic Typeform events of one form. */
export const typeformSamples = samplesOf(typeform, {
  headers: () => ({ 'user-agent': 'Typeform Webhooks' }),
  around: (type, response, { id, now }) => ({
    event_id: `01JD${id}${type.replaceAll(/\W/g, '').toUpperCase()}`,
    event_type: type,
    form_response: {
      form_id: 'wQ2cups',
      token: `8f3c1e0a7d954b62${id}`,
      landed_at: new Date(now.getTime() - 95_000).toISOString(),
      submitted_at: now.toISOString(),
      definition: { id: 'wQ2cups', title: 'Which cups?', fields: FIELDS },
      ...response,
    },
  }),
  bodies: {
    form_response: whole,
    form_response_partial: () => ({ answers: answered(1) }),
  },
});

function whole({ id }: SampleAt): object {
  return { hidden: { customer: `customer_${id}` }, calculated: { score: 9 }, answers: answered(ANSWERS.length) };
}

function answered(count: number): object {
  return ANSWERS.slice(0, count).map(({ field: { id, type, ref }, ...answer }) => ({
    ...answer,
    field: { id, type, ref },
  }));
}
