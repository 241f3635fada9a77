import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { ChargebeeEvent, isChargebeeEventOfType, type ChargebeeEventType } from './event.ts';
import { chargebee } from './index.ts';
import { chargebeeSamples } from './samples.ts';

integrationConformance(chargebee, chargebeeSamples, {
  refusesUnknown: 'every event of Chargebee has an id and a type',
});

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: ChargebeeEventType) => sampleEvent(chargebee, chargebeeSamples, type, { id: '7', now: NOW });

it('an event is described by what it holds, and none of it is signed', async () => {
  expect(await event('subscription_activated')).toMatchObject({
    id: 'ev_AzqSample7',
    eventtype: 'subscription_activated',
    time: '2026-11-23T12:00:00.000Z',
    source: '//chargebee.com',
    subject: 'sub_7',
    unsigned: 'id,type,time,subject',
  });
});

it('a secret without a user is refused', () => {
  expect(chargebee.checkSecret?.('a-long-password')).toContain('user:password');
  expect(chargebee.checkSecret?.('user:pass:word')).toBeUndefined();
});

it('the operator lets through the given types', async () => {
  const all = await Promise.all((['payment_failed', 'payment_succeeded'] as const).map((type) => event(type)));
  const events = all.map((envelope) => ChargebeeEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isChargebeeEventOfType('payment_failed'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const one of passed) expectTypeOf(one.event.event_type).toEqualTypeOf<'payment_failed'>();
  // @ts-expect-error Chargebee writes cancelled.
  isChargebeeEventOfType('subscription_canceled');
});
