import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isPaystackEventOfType, PaystackEvent, type PaystackEventType, type Transfer } from './event.ts';
import { paystack } from './index.ts';
import { paystackSamples } from './samples.ts';

integrationConformance(paystack, paystackSamples);

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: PaystackEventType) => sampleEvent(paystack, paystackSamples, type, { id: '7', now: NOW });

it('an event is described by what is signed', async () => {
  const described = await event('charge.success');
  expect(described).toMatchObject({
    id: expect.stringMatching(/^[\w-]{43}$/),
    eventtype: 'charge.success',
    time: '2026-11-23T12:00:00.000Z',
    source: '//paystack.com',
    subject: 'order-7',
  });
  expect(described.unsigned).toBeUndefined();
  expect((await event('charge.success')).id).toBe(described.id);
});

it('an event without a time happened when it arrived, and says that this is not signed', async () => {
  expect(await event('refund.processed')).toMatchObject({ subject: 'RFD_sample7', unsigned: 'time' });
});

it('the secret is the secret key of the API, and nothing else', () => {
  expect(paystack.checkSecret?.(['sk', 'live', 'ab'.repeat(20)].join('_'))).toBeUndefined();
  for (const other of [['pk', 'live', 'ab'.repeat(20)].join('_'), 'ab'.repeat(20)]) {
    expect(paystack.checkSecret?.(other)).toContain('sk_live_');
  }
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['transfer.success', 'charge.success'] as const).map((type) => event(type)));
  const events = all.map((envelope) => PaystackEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isPaystackEventOfType('transfer.success'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const one of passed) expectTypeOf(one.event.data).toEqualTypeOf<Transfer>();
  // @ts-expect-error Paystack calls it charge.success.
  isPaystackEventOfType('charge.succeeded');
});
