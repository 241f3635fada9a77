import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isRazorpayEventOfType, RazorpayEvent, type Order, type RazorpayEventType } from './event.ts';
import { razorpay } from './index.ts';
import { razorpaySamples } from './samples.ts';

integrationConformance(razorpay, razorpaySamples);

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: RazorpayEventType, edit?: (body: string) => string) =>
  sampleEvent(razorpay, razorpaySamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

it('an event is described by what is signed', async () => {
  const described = await event('refund.processed');
  expect(described).toMatchObject({
    id: expect.stringMatching(/^[\w-]{43}$/),
    eventtype: 'refund.processed',
    time: '2026-11-23T12:00:00.000Z',
    source: '//razorpay.com/acc_Qa7SampleMerch',
    subject: 'rfnd_Qa7Sample7',
  });
  expect(described.unsigned).toBeUndefined();
  expect((await event('refund.processed')).id).toBe(described.id);
});

it.each(['"contains":null', '"contains":["toString"]', '"contains":["order"]'])(
  'an event with %s has no subject',
  async (contains) => {
    const edit = (body: string) => body.replace(/"contains":\[[^\]]*\]/, contains);
    expect((await event('payment.captured', edit)).subject).toBeUndefined();
  },
);

it('the id of an API key is refused as a secret', () => {
  expect(razorpay.checkSecret?.(['rzp', 'test', '0123456789'].join('_'))).toContain('chose for the webhook');
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['order.paid', 'payment.captured'] as const).map((type) => event(type)));
  const events = all.map((envelope) => RazorpayEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isRazorpayEventOfType('order.paid'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const one of passed) expectTypeOf(one.event.payload.order?.entity).toEqualTypeOf<Order | undefined>();
  // @ts-expect-error Razorpay calls it order.paid.
  isRazorpayEventOfType('order.payed');
});
