import { expect, it } from 'vitest';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { TypeformEvent } from 'integration-service/typeform';
import { typeform } from 'integration-service/typeform/integration';
import { typeformSamples } from 'integration-service/typeform/samples';
import { recordSubmission } from '../shared/submissions.ts';
import { submissions } from './submissions.ts';

const logic = { sagas: { submissions }, handlers: [recordSubmission] };

async function event(type: string, change: (response: Record<string, unknown>) => object = (same) => same) {
  const edit = (body: string) => {
    const whole = JSON.parse(body);
    return JSON.stringify({ ...whole, form_response: change(whole.form_response) });
  };
  return TypeformEvent.revive(await sampleEvent(typeform, typeformSamples, type, { edit }));
}

async function after(...events: readonly TypeformEvent[]) {
  return (await (await handleEvents(logic, events)).get('submissions', 'typeform:8f3c1e0a7d954b621'))?.data;
}

it('a response is recorded by the names of its fields', async () => {
  expect(await after(await event('form_response'))).toMatchObject({
    provider: 'typeform',
    formId: 'wQ2cups',
    formTitle: 'Which cups?',
    status: 'complete',
    answers: { email: 'ada.lovelace@example.com', cups: ['Espresso', 'Mug'], quantity: 12, consent: true },
    hidden: { customer: 'customer_1' },
    score: 9,
    submittedAt: '2026-11-23T12:00:00.000Z',
  });
});

it('a complete response replaces a partial one, whichever arrives first', async () => {
  const [partial, complete] = [await event('form_response_partial'), await event('form_response')];
  expect(await after(partial)).toMatchObject({ status: 'partial', answers: { email: 'ada.lovelace@example.com' } });
  for (const order of [
    [partial, complete],
    [complete, partial],
  ]) {
    expect(await after(...order)).toMatchObject({ status: 'complete', score: 9 });
  }
});

it.each([
  [{ type: 'choice', choice: { label: 'Mug' } }, 'Mug'],
  [{ type: 'choice', choice: { other: 'A bowl' } }, 'A bowl'],
  [{ type: 'choices', choices: { labels: ['Mug'], other: 'A bowl' } }, ['Mug', 'A bowl']],
  [{ type: 'date', date: '2026-11-23' }, '2026-11-23'],
  [{ type: 'payment', payment: { amount: '29.00', last4: '4242' } }, '29.00'],
  [{ type: 'file_url' }, null],
])('the answer %j is recorded as %j', async (answer, value) => {
  const field = { id: 'f1', type: 'any' };
  const edited = await event('form_response', (response) => ({ ...response, answers: [{ ...answer, field }] }));
  expect(await after(edited)).toMatchObject({ answers: { f1: value } });
});
