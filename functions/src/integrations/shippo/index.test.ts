import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isShippoEventOfType, ShippoEvent, type ShippoEventType } from './event.ts';
import { shippo } from './index.ts';
import { shippoSamples } from './samples.ts';

integrationConformance(shippo, shippoSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const BODY = '{"event":"track_updated","data":{"tracking_number":"1"}}';

const event = (type: ShippoEventType, edit?: (body: string) => string) =>
  sampleEvent(shippo, shippoSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

it('a request that was signed without the scheme is accepted', async () => {
  const seconds = NOW.getTime() / 1000;
  const signature = createHmac('sha256', 'a secret').update(`${seconds}.${BODY}`).digest('hex');
  const request: RawWebhook = {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers: { 'shippo-auth-signature': `t=${seconds},v1=${signature}` },
    rawBody: Buffer.from(BODY),
    receivedAt: NOW,
  };
  expect(await shippo.verify(request, ['a secret'], NOW, { toleranceSeconds: 300 })).toMatchObject({ secret: 0 });
});

it('an API token is not accepted as a secret', () => {
  expect(shippo.checkSecret?.('shippo_test_0123456789abcdef')).toContain('is an API token');
});

it.each([
  ['track_updated', '920559016491737'],
  ['transaction_updated', '920559016491737'],
] as const)('a %s is described by what is signed', async (type, subject) => {
  expect(await event(type)).toMatchObject({
    id: expect.stringMatching(/^[\w-]{43}$/),
    eventtype: type,
    time: '2026-11-23T12:00:00.000Z',
    source: '//goshippo.com',
    subject,
  });
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['track_updated', 'transaction_created'] as const).map((type) => event(type)));
  const events = all.map((envelope) => ShippoEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isShippoEventOfType('track_updated'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.data.tracking_number).toEqualTypeOf<string>();
  // @ts-expect-error Shippo has no such event.
  isShippoEventOfType('track_created');
});
