import { firstValueFrom, of, toArray } from 'rxjs';
import { Webhook } from 'standardwebhooks';
import { expect, expectTypeOf, it } from 'vitest';
import { atTime } from '../../testing/at-time.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { BigcommerceEvent, isBigcommerceEventOfType, type BigcommerceEventType } from './event.ts';
import { bigcommerce } from './index.ts';
import { bigcommerceSamples } from './samples.ts';

/** The library that BigCommerce's own example uses. */
integrationConformance(bigcommerce, bigcommerceSamples, {
  official: ({ rawBody, headers }, secret, now) =>
    atTime(now, () => {
      const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
      try {
        const key = Buffer.from(secret).toString('base64');
        new Webhook(key).verify(Buffer.from(rawBody), Object.fromEntries(texts));
        return true;
      } catch {
        return false;
      }
    }),
});

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: BigcommerceEventType, edit?: (body: string) => string) =>
  sampleEvent(bigcommerce, bigcommerceSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

it('an event is described by what is signed', async () => {
  const described = await event('store/order/created');
  expect(described).toMatchObject({
    eventtype: 'store/order/created',
    time: '2026-11-23T12:00:00.000Z',
    source: '//bigcommerce.com/stores/smpl4k7q',
    subject: '2207',
  });
  expect(described.unsigned).toBeUndefined();
});

it.each(['"producer":"../admin"', '"producer":7'])('an event with %s comes from BigCommerce', async (producer) => {
  const edit = (body: string) => body.replace(/"producer":"[^"]*"/, producer);
  expect((await event('store/order/created', edit)).source).toBe('//bigcommerce.com');
});

it('a client id is refused as a secret', () => {
  expect(bigcommerce.checkSecret?.('smpl4k7qclientid0123456789')).toContain('client secret');
});

it('the operator lets through the given scopes and narrows the event to them', async () => {
  const all = await Promise.all((['store/cart/abandoned', 'store/order/created'] as const).map((type) => event(type)));
  const events = all.map((envelope) => BigcommerceEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isBigcommerceEventOfType('store/cart/abandoned'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const one of passed) expectTypeOf(one.event.data.type).toEqualTypeOf<'cart'>();
  // @ts-expect-error BigCommerce calls it store/order/created.
  isBigcommerceEventOfType('store/order/new');
});
