import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import {
  AdyenPlatformEvent,
  type AdyenPlatformEventType,
  type AdyenTransfer,
  isAdyenPlatformEventOfType,
} from './event.ts';
import { adyenPlatform } from './index.ts';
import { adyenPlatformSamples } from './samples.ts';

integrationConformance(adyenPlatform, adyenPlatformSamples);

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: AdyenPlatformEventType) =>
  sampleEvent(adyenPlatform, adyenPlatformSamples, type, { id: '7', now: NOW });

it('the key is the hex text of the Customer Area in either case', async () => {
  const key = 'ab'.repeat(32);
  const body = '{"type":"balancePlatform.transfer.updated","data":{"id":"TR1"}}';
  const signature = createHmac('sha256', Buffer.from(key, 'hex')).update(body).digest('base64');
  const request: RawWebhook = {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers: { hmacsignature: signature },
    rawBody: Buffer.from(body),
    receivedAt: NOW,
  };
  for (const secret of [key, key.toUpperCase()]) {
    expect(adyenPlatform.checkSecret?.(secret)).toBeUndefined();
    expect(await adyenPlatform.verify(request, [secret], NOW, { toleranceSeconds: 0 })).toMatchObject({ secret: 0 });
  }
});

it.each([
  ['balancePlatform.transfer.updated', 'TR7'],
  ['balancePlatform.accountHolder.created', 'AH32272223222B57'],
] as const)('%s is described by what is signed', async (type, subject) => {
  const envelope = await event(type);
  expect(envelope).toMatchObject({
    id: expect.stringMatching(/^[\w-]{20,}$/),
    eventtype: type,
    time: '2026-11-23T12:00:00.000Z',
    source: '//adyen.com/platforms/SampleCupsPlatform',
    subject,
  });
  expect(envelope).not.toHaveProperty('unsigned');
});

it('the operator lets through the wanted types and narrows the data to them', async () => {
  const types = ['balancePlatform.transfer.updated', 'balancePlatform.accountHolder.created'] as const;
  const events = (await Promise.all(types.map(event))).map((envelope) => AdyenPlatformEvent.revive(envelope));
  const wanted = isAdyenPlatformEventOfType('balancePlatform.transfer.updated');
  const passed = await firstValueFrom(of(...events).pipe(wanted, toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.data).toEqualTypeOf<AdyenTransfer>();
  // @ts-expect-error Adyen has no such event.
  isAdyenPlatformEventOfType('balancePlatform.exploded');
});
