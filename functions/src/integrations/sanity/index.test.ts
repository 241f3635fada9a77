import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isSanityEventOfType, SanityEvent, type SanityDocument } from './event.ts';
import { sanity } from './index.ts';
import { sanitySamples } from './samples.ts';

integrationConformance(sanity, sanitySamples);

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: string, edit = (body: string) => body) =>
  sampleEvent(sanity, sanitySamples, type, { id: '7', now: NOW, edit });

it('a document’s event is described; all but the id of the document is from headers', async () => {
  expect(await event('post.update')).toMatchObject({
    eventtype: 'post.update',
    time: '2026-11-23T12:00:00.000Z',
    source: '//sanity.io/projects/cups42/production',
    subject: 'post-7',
    unsigned: 'id,type,time,source',
  });
});

it('a projection may leave everything out', async () => {
  expect(await event('post.update', () => '{"slug":"how-we-weigh-cups"}')).toMatchObject({
    eventtype: 'update',
    subject: 'post-7',
    unsigned: 'id,type,time,source,subject',
  });
});

it('the operator lets through the wanted types', async () => {
  const all = await Promise.all(['post.create', 'post.update', 'product.update'].map((type) => event(type)));
  const events = all.map((envelope) => SanityEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isSanityEventOfType('post.create', 'post.update'), toArray()));
  expect(passed).toEqual(events.slice(0, 2));
  for (const { event: one } of passed) expectTypeOf(one).toEqualTypeOf<SanityDocument>();
  // @ts-expect-error Sanity has no such operation.
  isSanityEventOfType('post.exploded');
});
