import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isRevenuecatEventOfType, RevenuecatEvent, type RevenuecatEventType } from './event.ts';
import { revenuecat } from './index.ts';
import { revenuecatSamples } from './samples.ts';

integrationConformance(revenuecat, revenuecatSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const LIMITS = { toleranceSeconds: 300 };
const BODY = '{"event":{"id":"e1","type":"TEST","event_timestamp_ms":1795435199000}}';

const event = (type: RevenuecatEventType) => sampleEvent(revenuecat, revenuecatSamples, type, { id: '7', now: NOW });

function requestWith(headers: Readonly<Record<string, string>>): RawWebhook {
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(BODY), receivedAt: NOW };
}

function signatureBy(secret: string): string {
  return createHmac('sha256', secret).update(`1795435200.${BODY}`).digest('hex');
}

it.each([
  ['a signature', { 'x-revenuecat-webhook-signature': `t=1795435200,v1=${signatureBy('the secret')}` }],
  [
    'one of two signatures, while the secret is changed',
    {
      'x-revenuecat-webhook-signature': `t=1795435200,v1=${signatureBy('the new one')},v1=${signatureBy('the secret')}`,
    },
  ],
  ['the value of Authorization', { authorization: 'the secret' }],
])('%s proves a request', async (_what, headers) => {
  expect(await revenuecat.verify(requestWith(headers), ['other', 'the secret'], NOW, LIMITS)).toMatchObject({
    secret: 1,
  });
});

it('a value of Authorization does not help a signature by another secret, if only the signing secret is configured', () => {
  const headers = {
    'x-revenuecat-webhook-signature': `t=1795435200,v1=${signatureBy('other')}`,
    authorization: 'other',
  };
  expect(() => revenuecat.verify(requestWith(headers), ['the secret'], NOW, LIMITS)).toThrow(
    expect.objectContaining({ code: 'revenuecat/bad-signature' }),
  );
});

it('an API key is refused as a secret', () => {
  expect(revenuecat.checkSecret?.(['atk', '0123456789'].join('_'))).toContain('API key of RevenueCat');
});

it('an event is described by its own fields', async () => {
  expect(await event('RENEWAL')).toMatchObject({
    id: 'C4D17-5E0F-4A77-9B21-3F8A6D0E9C52',
    eventtype: 'RENEWAL',
    time: '2026-11-23T12:00:00.000Z',
    source: '//revenuecat.com/apps/appd7e01b92c4',
    subject: 'user_7',
  });
  expect(await event('TRANSFER')).toMatchObject({ subject: 'user_7' });
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['EXPIRATION', 'RENEWAL'] as const).map((type) => event(type)));
  const events = all.map((envelope) => RevenuecatEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isRevenuecatEventOfType('EXPIRATION'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const one of passed) expectTypeOf(one.event.event.expiration_reason).toEqualTypeOf<string | null | undefined>();
  // @ts-expect-error RevenueCat calls it EXPIRATION.
  isRevenuecatEventOfType('EXPIRED');
});
