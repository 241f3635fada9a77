import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { AdyenEvent, type AdyenEventType, isAdyenEventOfType } from './event.ts';
import { adyen } from './index.ts';
import { adyenSamples } from './samples.ts';

integrationConformance(adyen, adyenSamples, {
  vectors: ['adyen-payments'],
  refusesUnknown: 'only items are signed, and an object without one is not',
});

const NOW = new Date('2026-11-23T12:00:00Z');
const KEY = 'ab'.repeat(32);

const event = (type: AdyenEventType, edit = (body: string) => body) =>
  sampleEvent(adyen, adyenSamples, type, { id: '7', now: NOW, edit });

/** Signs with nothing but node:crypto. */
function itemWith(pspReference: string, fields: object = {}) {
  const signed = `${pspReference}::Shop:order-1:1000:EUR:AUTHORISATION:true`;
  const hmacSignature = createHmac('sha256', Buffer.from(KEY, 'hex')).update(signed).digest('base64');
  return {
    pspReference,
    merchantAccountCode: 'Shop',
    merchantReference: 'order-1',
    amount: { value: 1000, currency: 'EUR' },
    eventCode: 'AUTHORISATION',
    eventDate: '2026-11-23T11:59:58+00:00',
    success: 'true',
    additionalData: { hmacSignature },
    ...fields,
  };
}

function requestWith(...items: readonly unknown[]): RawWebhook {
  const rawBody = Buffer.from(JSON.stringify({ live: 'false', notificationItems: items }));
  return { method: 'POST', url: '/', publicUrls: [], headers: {}, rawBody, receivedAt: NOW };
}

const verdict = async (...items: readonly unknown[]) =>
  adyen.verify(requestWith(...items), [KEY], NOW, { toleranceSeconds: 0 });
const wrapped = (item: object) => ({ NotificationRequestItem: item });

describe('a request', () => {
  it('is accepted if each of its items is signed', async () => {
    const { events } = await verdict(wrapped(itemWith('p1')), wrapped(itemWith('p2')));
    expect(events).toHaveLength(2);
  });

  it.each([
    ['an item is not signed', wrapped(itemWith('p2', { additionalData: {} }))],
    [
      'an item has the signature of another',
      wrapped(itemWith('p2', { additionalData: itemWith('p1').additionalData })),
    ],
    ['the amount of an item differs', wrapped(itemWith('p2', { amount: { value: 1, currency: 'EUR' } }))],
    ['the outcome of an item differs', wrapped(itemWith('p2', { success: 'false' }))],
    ['a field holds a list', wrapped(itemWith('p2', { merchantReference: ['order-1'] }))],
    ['something else is next to the items', { unsigned: true }],
    ['null is next to the items', null],
  ])('is refused as a whole if %s', async (_what, second) => {
    await expect(verdict(wrapped(itemWith('p1')), second)).rejects.toMatchObject({ code: 'adyen/bad-signature' });
  });

  it('of a body over the limit is refused before it is parsed, whatever the operator allows', async () => {
    const request = { ...requestWith(), rawBody: Buffer.alloc(262_145, ' ') };
    await expect(async () => adyen.verify(request, [KEY], NOW, { toleranceSeconds: 0 })).rejects.toMatchObject({
      code: 'adyen/bad-webhook-request',
    });
  });
});

it('an event is described by what is signed, but for its time', async () => {
  expect(await event('REFUND')).toMatchObject({
    id: 'REFUND7:REFUND:true',
    eventtype: 'REFUND',
    time: '2026-11-23T12:00:00.000Z',
    source: '//adyen.com/SampleCupsECOM',
    subject: 'PAYMENT7',
    unsigned: 'time',
  });
});

it('a correction of the outcome is another event', async () => {
  const failed = (body: string) => body.replace('"success":"true"', '"success":"false"');
  expect(await event('AUTHORISATION', failed)).toMatchObject({ id: 'PAYMENT7:AUTHORISATION:false' });
});

it('is acknowledged as Adyen expects, before Adyen stops waiting', () => {
  expect(adyen.ack?.([])).toMatchObject({ status: 200, body: '[accepted]' });
  expect(adyen.answerWithinSeconds).toBe(10);
});

it.each(['AQEyhmfxK4LHbBRBw0m/n3Q5qf3Vb', KEY.slice(2)])('%s is not accepted as HMAC key', (secret) => {
  expect(adyen.checkSecret?.(secret)).toContain('Customer Area');
});

it('the operator lets through the wanted codes and narrows the item to them', async () => {
  const all = await Promise.all((['REFUND', 'AUTHORISATION'] as const).map((type) => event(type)));
  const events = all.map((envelope) => AdyenEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isAdyenEventOfType('REFUND'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.NotificationRequestItem.eventCode).toEqualTypeOf<'REFUND'>();
  // @ts-expect-error Adyen has no such code.
  isAdyenEventOfType('EXPLOSION');
});
