import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { GocardlessEvent, isGocardlessEventOfType, type GocardlessEventType } from './event.ts';
import { gocardless } from './index.ts';
import { gocardlessSamples } from './samples.ts';

integrationConformance(gocardless, gocardlessSamples);

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: GocardlessEventType, edit?: (body: string) => string) =>
  sampleEvent(gocardless, gocardlessSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

it('an event is described by what is signed', async () => {
  const described = await event('payments.failed');
  expect(described).toMatchObject({
    id: 'EV00SAMPLE7',
    eventtype: 'payments.failed',
    time: '2026-11-23T12:00:00.000Z',
    source: '//gocardless.com',
    subject: 'PM00SAMPLE7',
  });
  expect(described.unsigned).toBeUndefined();
});

it.each([
  ['"links":{"mandate":"MD1","payment":"PM1"}', 'PM1', '//gocardless.com'],
  ['"links":{"other":"X1"}', 'X1', '//gocardless.com'],
  ['"links":{"payment":"PM1","organisation":"OR1"}', 'PM1', '//gocardless.com/OR1'],
  ['"links":null', undefined, '//gocardless.com'],
])('of %s the subject is %s and the source %s', async (links, subject, source) => {
  const edit = (body: string) => body.replace(/"links":\{[^}]*\}/, links);
  const described = await event('payments.failed', edit);
  expect([described.subject, described.source]).toEqual([subject, source]);
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['refunds.paid', 'payments.failed'] as const).map((type) => event(type)));
  const events = all.map((envelope) => GocardlessEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isGocardlessEventOfType('refunds.paid'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const one of passed) expectTypeOf(one.event.action).toEqualTypeOf<'paid'>();
  // @ts-expect-error GoCardless writes cancelled.
  isGocardlessEventOfType('mandates.canceled');
});
