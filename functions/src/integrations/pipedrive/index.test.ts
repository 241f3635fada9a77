import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isPipedriveEventOfType, PipedriveEvent, type Deal, type PipedriveEventType } from './event.ts';
import { pipedrive } from './index.ts';
import { pipedriveSamples } from './samples.ts';

integrationConformance(pipedrive, pipedriveSamples);

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: PipedriveEventType) => sampleEvent(pipedrive, pipedriveSamples, type, { id: '7', now: NOW });

it('an event is described by what it holds, and none of it is signed', async () => {
  expect(await event('deal.change')).toMatchObject({
    id: '0c7b7-92e4-4f1a-b3d8-5ea6104f7c29',
    eventtype: 'deal.change',
    time: '2026-11-23T12:00:00.000Z',
    source: '//pipedrive.com/7700421',
    subject: '318',
    unsigned: 'id,type,time,source,subject',
  });
});

it('a secret without a user is refused', () => {
  expect(pipedrive.checkSecret?.('a-long-password')).toContain('user:password');
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['deal.change', 'person.create'] as const).map((type) => event(type)));
  const events = all.map((envelope) => PipedriveEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isPipedriveEventOfType('deal.change'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const one of passed) expectTypeOf(one.event.data).toEqualTypeOf<Deal | null>();
  // @ts-expect-error Pipedrive calls it deal.change.
  isPipedriveEventOfType('deal.updated');
});
