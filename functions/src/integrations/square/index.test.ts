import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { isOfType } from '../../core/logic/saga.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isSquareEventOfType, SquareEvent, type Payment } from './event.ts';
import { square } from './index.ts';
import { squareSamples } from './samples.ts';

integrationConformance(square, squareSamples);

const SECRET = 'a signature key of 16 letters or more';
const NOW = new Date('2026-11-23T12:00:00Z');
const URL_AT_SQUARE = 'https://webhooks.example.com/square-webhook';

/** Signs with nothing but node:crypto. */
function requestWith(body: string, signedUrl = URL_AT_SQUARE): RawWebhook {
  return {
    method: 'POST',
    url: '/square-webhook',
    publicUrls: [URL_AT_SQUARE],
    headers: {
      'content-type': 'application/json',
      'x-square-hmacsha256-signature': createHmac('sha256', SECRET)
        .update(signedUrl + body)
        .digest('base64'),
    },
    rawBody: Buffer.from(body),
    receivedAt: NOW,
  };
}

const LIMITS = { toleranceSeconds: 0 };
const EVENT = { event_id: 'evt_1', type: 'payment.updated', created_at: '2026-11-23T11:59:00Z', data: { id: 'pay_1' } };

it.each([
  ['the seller is the source', { merchant_id: 'M/1' }, '//squareup.com/M%2F1'],
  ['without a seller it is Square', {}, '//squareup.com'],
])('a request that was signed without the scheme is described, and %s', async (_what, fields, source) => {
  const request = requestWith(JSON.stringify({ ...EVENT, ...fields }));
  const { events } = await square.verify(request, [SECRET], NOW, LIMITS);
  expect(events.map(({ native }) => square.describe(native, request))).toEqual([
    { id: 'evt_1', type: 'payment.updated', time: new Date('2026-11-23T11:59:00Z'), source, subject: 'pay_1' },
  ]);
});

it('a signature over another URL is refused', () => {
  const request = requestWith(JSON.stringify(EVENT), 'https://webhooks.example.com/other');
  expect(() => square.verify(request, [SECRET], NOW, LIMITS)).toThrow(
    expect.objectContaining({ code: 'square/bad-signature' }),
  );
});

it.each([
  ['an access token', `EAAA${'a'.repeat(60)}`],
  ['an application secret', 'sq0csp-abcdefghijklmnop'],
  ['something short', 'short'],
])('%s is not taken for a signature key', (_what, secret) => {
  expect(square.checkSecret?.(secret)).toMatch(/is not a signature key/);
});

it('lets through the wanted types and narrows the object with them', async () => {
  const sample = async (type: string) => SquareEvent.revive(await sampleEvent(square, squareSamples, type));
  const events = await Promise.all(['payment.updated', 'refund.updated'].map(sample));
  const passed = await firstValueFrom(
    of(...events).pipe(isOfType(SquareEvent), isSquareEventOfType('payment.created', 'payment.updated'), toArray()),
  );
  expect(passed.map(({ event }) => event.data.object?.payment.status)).toEqual(['COMPLETED']);
  for (const { event } of passed) expectTypeOf(event.data.object?.payment).toEqualTypeOf<Payment | undefined>();
  // @ts-expect-error Square has no such event.
  isSquareEventOfType('payment.exploded');
});
