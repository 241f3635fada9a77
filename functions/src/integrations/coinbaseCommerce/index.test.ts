import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { CoinbaseCommerceEvent, isCoinbaseCommerceEventOfType, type CoinbaseCommerceEventType } from './event.ts';
import { coinbaseCommerce } from './index.ts';
import { coinbaseCommerceSamples } from './samples.ts';

integrationConformance(coinbaseCommerce, coinbaseCommerceSamples, {
  refusesUnknown: 'every delivery of Coinbase Commerce contains an event',
});

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: CoinbaseCommerceEventType, edit?: (body: string) => string) =>
  sampleEvent(coinbaseCommerce, coinbaseCommerceSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

it('an event is described by what is signed', async () => {
  const described = await event('charge:confirmed');
  expect(described).toMatchObject({
    id: '3fa07-91d6-4c58-b7e2-08a5f4c6d39b',
    eventtype: 'charge:confirmed',
    time: '2026-11-23T12:00:00.000Z',
    source: '//commerce.coinbase.com',
    subject: 'QX4SMPL7',
  });
  expect(described.unsigned).toBeUndefined();
});

it('a second delivery of an event has the same id', async () => {
  const again = await event('charge:confirmed', (body) =>
    body.replace('b81c7', 'c92d7').replace('"attempt_number":1', '"attempt_number":2'),
  );
  expect(again.id).toBe((await event('charge:confirmed')).id);
});

it('a secret that is not a UUID is refused', () => {
  expect(coinbaseCommerce.checkSecret?.('an API key')).toContain('UUID');
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['charge:failed', 'charge:confirmed'] as const).map((type) => event(type)));
  const events = all.map((envelope) => CoinbaseCommerceEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isCoinbaseCommerceEventOfType('charge:failed'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const one of passed) expectTypeOf(one.event.event.type).toEqualTypeOf<'charge:failed'>();
  // @ts-expect-error Coinbase Commerce calls it charge:confirmed.
  isCoinbaseCommerceEventOfType('charge:paid');
});
