import { lastValueFrom, map, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { buildEvent } from '../../core/event/platform-event.ts';
import { describeAll } from '../../core/integration/recognition.ts';
import { integrationConformance, rawWebhookOf } from '../../testing/integration-conformance.ts';
import { isSegmentEventOfType, SegmentEvent, type SegmentEventOfType } from './event.ts';
import { segment } from './index.ts';
import { segmentSamples } from './samples.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

integrationConformance(segment, segmentSamples);

const secret = segmentSamples.makeSecret();

function requestWith(body: string) {
  const delivery = { type: 'track', id: '1', signing: secret.signing, now: NOW, url: 'https://hook.example.com/' };
  return rawWebhookOf(segmentSamples.request({ ...delivery, body: Buffer.from(body) }));
}

async function verified(body: string) {
  const request = requestWith(body);
  const proven = await segment.verify(request, [secret.configured], NOW, { toleranceSeconds: 0 });
  return describeAll(segment, proven, request).map(({ about }) => about);
}

it.each(['[', ' \r\n['])('a batch is refused, even if it is signed as a whole (it begins with %j)', async (start) => {
  const message = segmentSamples.sample('track', { id: '1', now: NOW });
  await expect(async () => verified(`${start}${message}]`)).rejects.toThrow(
    expect.objectContaining({ code: 'segment/bad-webhook-request', message: expect.stringContaining('batching') }),
  );
});

it('a batch that is not signed at all is refused as unsigned', () => {
  const request = { ...requestWith('[]'), headers: {} };
  expect(() => segment.verify(request, [secret.configured], NOW, { toleranceSeconds: 0 })).toThrow(
    'The header x-signature is missing',
  );
});

it.each([
  ['a track call without an event', { type: 'track', messageId: '1' }, { type: 'unknown', unknown: 'id type time' }],
  ['a group call without a group', { type: 'group', messageId: '1' }, { type: 'unknown', unknown: 'id type time' }],
  ['a page call without an id', { type: 'page', sentAt: NOW.toISOString() }, { type: 'page', unknown: 'id' }],
])('%s is kept and marked', async (_what, message, { type, unknown }) => {
  expect(await verified(JSON.stringify(message))).toMatchObject([{ type, unknown: unknown.split(' ') }]);
});

it('the subject is the user, else the anonymous visitor', async () => {
  const page = { type: 'page', messageId: '1', anonymousId: 'a', userId: null, timestamp: NOW.toISOString() };
  expect(await verified(JSON.stringify(page))).toMatchObject([{ subject: 'a', source: '//segment.com', time: NOW }]);
  expect(await verified(JSON.stringify({ ...page, userId: 'u', projectId: 'p' }))).toMatchObject([
    { subject: 'u', source: '//segment.com/sources/p' },
  ]);
});

it('a message without a time has the time of arrival and is marked', async () => {
  const [about] = await verified('{"type":"page","messageId":"1","timestamp":"yesterday"}');
  expect(about).toMatchObject({ time: NOW, unsigned: ['time'] });
});

function eventOf(data: { readonly type: string; readonly [field: string]: string }): SegmentEvent {
  const about = { id: '1', type: data.type, time: new Date(0), source: '//segment.com' };
  return SegmentEvent.revive({ ...buildEvent('segment', about, { receivedAt: new Date(0) }), data });
}

const track = eventOf({ type: 'track', messageId: '1', event: 'Order Completed' });
const page = eventOf({ type: 'page', messageId: '2' });

it('the operator lets through the given calls and narrows the message to them', async () => {
  const names = of(track, page).pipe(
    isSegmentEventOfType('track'),
    map(({ event }) => event.event),
    toArray(),
  );
  expect(await lastValueFrom(names)).toEqual(['Order Completed']);

  expectTypeOf<SegmentEventOfType<'group'>['event']['groupId']>().toEqualTypeOf<string>();
  expectTypeOf<SegmentEventOfType<'page' | 'screen'>['event']['type']>().toEqualTypeOf<'page' | 'screen'>();
});

it('a call that Segment does not have does not compile', () => {
  // @ts-expect-error event names are not types
  isSegmentEventOfType('Order Completed');
});

it('a track call without an event is not a Segment event', () => {
  expect(() => eventOf({ type: 'track', messageId: '1' })).toThrow(
    expect.objectContaining({ code: 'segment/bad-event' }),
  );
});
