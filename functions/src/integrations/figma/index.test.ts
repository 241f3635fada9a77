import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent, signedSample } from '../../testing/sample-events.ts';
import { FigmaEvent, isFigmaEventOfType } from './event.ts';
import { figma } from './index.ts';
import { figmaSamples } from './samples.ts';

integrationConformance(figma, figmaSamples);

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: string, edit = (body: string) => body) =>
  sampleEvent(figma, figmaSamples, type, { id: '7', now: NOW, edit });

it('nothing of an event is signed', async () => {
  expect(await event('FILE_COMMENT')).toMatchObject({
    id: expect.stringMatching(/^[\w-]{20,}$/),
    eventtype: 'FILE_COMMENT',
    time: '2026-11-23T12:00:00.000Z',
    source: '//figma.com/webhooks/88',
    subject: 'cUps7',
    unsigned: 'id,type,time,source,subject',
  });
});

it.each(['FILE_UPDATE', 'FILE_COMMENT'])('the passcode of a %s is not published', async (type) => {
  const { request, configured } = signedSample(figmaSamples, type);
  expect(Buffer.from(request.rawBody).toString()).toContain(configured);
  const { events, unknown } = await figma.verify(request, [configured], NOW, { toleranceSeconds: 0 });
  expect(events).toHaveLength(1);
  const published = events.map(({ native, json }) => JSON.stringify(native) + Buffer.from(json ?? '').toString());
  expect(published.join('') + JSON.stringify(unknown)).not.toContain(configured);
});

it('the passcode of something that is not an event is not published, either', async () => {
  const { request, configured } = signedSample(figmaSamples, 'PING', { edit: () => '{"hello":1}' });
  const { unknown = [] } = await figma.verify(request, [configured], NOW, { toleranceSeconds: 0 });
  expect(unknown.map(({ json }) => Buffer.from(json).toString())).toEqual(['{"hello":1}']);
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all(['FILE_UPDATE', 'LIBRARY_PUBLISH'].map((type) => event(type)));
  const events = all.map((envelope) => FigmaEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isFigmaEventOfType('LIBRARY_PUBLISH'), toArray()));
  expect(passed).toEqual(events.slice(1));
  for (const { event: one } of passed) expectTypeOf(one.event_type).toEqualTypeOf<'LIBRARY_PUBLISH'>();
  // @ts-expect-error Figma has no such event.
  isFigmaEventOfType('FILE_EXPLODED');
});
