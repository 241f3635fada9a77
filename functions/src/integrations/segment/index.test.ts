import { expect, it } from 'vitest';
import { integrationConformance, rawWebhookOf } from '../../testing/integration-conformance.ts';
import { segment } from './index.ts';
import { segmentSamples } from './samples.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

integrationConformance(segment, segmentSamples, { vectors: ['segment'] });

const secret = segmentSamples.makeSecret();

function requestWith(body: string) {
  const delivery = { type: 'track', id: '1', signing: secret.signing, now: NOW, url: 'https://hook.example.com/' };
  return rawWebhookOf(segmentSamples.request({ ...delivery, body: Buffer.from(body) }));
}

async function verified(body: string) {
  const request = requestWith(body);
  const { events } = await segment.verify(request, [secret.configured], NOW, { toleranceSeconds: 0 });
  return events.map(({ native }) => segment.describe(native, request));
}

it.each(['[', ' \r\n['])(
  'a batch is refused, even one that is signed as a whole (it begins with %j)',
  async (start) => {
    const message = segmentSamples.sample('track', { id: '1', now: NOW });
    await expect(async () => verified(`${start}${message}]`)).rejects.toThrow(
      expect.objectContaining({ code: 'segment/bad-webhook-request', message: expect.stringContaining('batching') }),
    );
  },
);

it.each([
  ['a track call without an event', { type: 'track', messageId: '1' }],
  ['a message without an id', { type: 'page' }],
  ['a group call without a group', { type: 'group', messageId: '1' }],
])('%s is refused though it is signed', async (_what, message) => {
  await expect(async () => verified(JSON.stringify(message))).rejects.toThrow(
    expect.objectContaining({ code: 'segment/bad-webhook-request' }),
  );
});

it('the subject is the user, else the anonymous visitor', async () => {
  const page = { type: 'page', messageId: '1', anonymousId: 'a', userId: null, timestamp: NOW.toISOString() };
  expect(await verified(JSON.stringify(page))).toMatchObject([{ subject: 'a', source: '//segment.com', time: NOW }]);
  expect(await verified(JSON.stringify({ ...page, userId: 'u', projectId: 'p' }))).toMatchObject([
    { subject: 'u', source: '//segment.com/sources/p' },
  ]);
});

it('a message that does not say when it occurred is dated by its arrival, and marked', async () => {
  const [about] = await verified('{"type":"page","messageId":"1","timestamp":"yesterday"}');
  expect(about).toMatchObject({ time: NOW, unsigned: ['time'] });
});
