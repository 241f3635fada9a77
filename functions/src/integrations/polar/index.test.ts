import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isPolarEventOfType, PolarEvent, type PolarEventType, type Subscription } from './event.ts';
import { polar } from './index.ts';
import { polarSamples } from './samples.ts';

integrationConformance(polar, polarSamples, { refusesUnknown: 'every event of Polar has a type and data' });

const NOW = new Date('2026-11-23T12:00:00Z');
const LIMITS = { toleranceSeconds: 300 };
const BODY = '{"type":"order.paid","timestamp":"2026-11-23T11:59:59Z","data":{"id":"o1"}}';

const event = (type: PolarEventType) => sampleEvent(polar, polarSamples, type, { id: '7', now: NOW });

/** Signs with nothing but node:crypto. */
function requestWith(key: Buffer | string, id = 'msg_1'): RawWebhook {
  const signature = createHmac('sha256', key).update(`${id}.1795435200.${BODY}`).digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': '1795435200', 'webhook-signature': `v1,${signature}` };
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(BODY), receivedAt: NOW };
}

it.each([
  ['an older secret, which is the key as it is', 'polar_whs_sample0123456789', 'polar_whs_sample0123456789'],
  [
    'a newer secret, which is the key in base64',
    `whsec_${Buffer.from('0123456789abcdef').toString('base64')}`,
    '0123456789abcdef',
  ],
])('a request signed by %s is accepted', async (_what, secret, key) => {
  expect(polar.checkSecret?.(secret)).toBeUndefined();
  expect((await polar.verify(requestWith(key), [secret], NOW, LIMITS)).events).toHaveLength(1);
});

it('an id with a dot in it is refused, even if it is signed', async () => {
  const request = requestWith('polar_whs_sample0123456789', 'msg_1.1795435200');
  await expect(async () => polar.verify(request, ['polar_whs_sample0123456789'], NOW, LIMITS)).rejects.toMatchObject({
    code: 'polar/bad-webhook-request',
  });
});

it('an access token is refused as a secret', () => {
  expect(polar.checkSecret?.(['polar', 'oat', '0123456789abcdef'].join('_'))).toContain('polar_whs_');
});

it('an event is described by what is signed', async () => {
  const described = await event('order.paid');
  expect(described).toMatchObject({
    eventtype: 'order.paid',
    time: '2026-11-23T12:00:00.000Z',
    source: '//polar.sh',
    subject: '8e0f7-2c64-4b1d-9d7a-60f3a1b8c5e2',
  });
  expect(described.unsigned).toBeUndefined();
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['subscription.revoked', 'order.paid'] as const).map((type) => event(type)));
  const events = all.map((envelope) => PolarEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isPolarEventOfType('subscription.revoked'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const one of passed) expectTypeOf(one.event.data).toEqualTypeOf<Subscription>();
  // @ts-expect-error Polar calls it order.paid.
  isPolarEventOfType('order.payed');
});
