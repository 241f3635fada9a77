import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isTypeformEventOfType, TypeformEvent } from './event.ts';
import { typeform } from './index.ts';
import { typeformSamples } from './samples.ts';

integrationConformance(typeform, typeformSamples);

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: string, edit = (body: string) => body) =>
  sampleEvent(typeform, typeformSamples, type, { id: '7', now: NOW, edit });

it('a response is described by what is signed', async () => {
  const envelope = await event('form_response');
  expect(envelope).toMatchObject({
    id: '01JD7FORM_RESPONSE',
    eventtype: 'form_response',
    time: '2026-11-23T12:00:00.000Z',
    source: '//typeform.com/forms/wQ2cups',
    subject: '8f3c1e0a7d954b627',
  });
  expect(envelope).not.toHaveProperty('unsigned');
});

it('a response that was not submitted has the time of its arrival, marked', async () => {
  const edit = (body: string) => body.replace(/"submitted_at":"[^"]*",/, '');
  expect(await event('form_response_partial', edit)).toMatchObject({ time: NOW.toISOString(), unsigned: 'time' });
});

it('an event without a response is kept, marked', async () => {
  expect(await event('form_response', () => '{"event_type":"form_response"}')).toMatchObject({ eventtype: 'unknown' });
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all(['form_response', 'form_response_partial'].map((type) => event(type)));
  const events = all.map((envelope) => TypeformEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isTypeformEventOfType('form_response'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.event_type).toEqualTypeOf<'form_response'>();
  // @ts-expect-error Typeform has no such event.
  isTypeformEventOfType('form_exploded');
});
