import { EMPTY, firstValueFrom, from, map, of, toArray, type Observable } from 'rxjs';
import Stripe from 'stripe';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { buildEvent, encodeEvent, type PlatformEvent } from '../../core/event/platform-event.ts';
import { isOfType } from '../../core/logic/saga.ts';
import { descriptionOf } from '../../core/integration/recognition.ts';
import { StripeApi } from '../../testing/stripe-api.ts';
import { reviveStripe, stripeEvent, thinSibling } from '../../testing/stripe-events.ts';
import { isStripeEventOfType, isStripeSnapshotOfType, StripeEvent, type StripeEventOfType } from './event.ts';
import { stripe } from './index.ts';
import type { StripeNative } from './native.ts';
import { withApiKey } from '../../testing/service-sources.ts';

const THIN = 'v1.billing.meter.error_report_triggered';

/** The message that would be published for an event, as text. */
function published(json: string): string {
  const native: StripeNative = JSON.parse(json);
  const request = {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers: {},
    rawBody: Buffer.from(json),
    receivedAt: new Date(),
  };
  return encodeEvent(
    buildEvent('stripe', descriptionOf(stripe, native, request), request),
    request.rawBody,
  ).data.toString();
}

describe('isStripeEventOfType', () => {
  const events$: Observable<StripeEvent> = EMPTY;

  it('narrows to both styles of a type, which the field "object" tells apart', () => {
    const deleted$ = events$.pipe(isStripeEventOfType('customer.subscription.deleted'));
    type Event = typeof deleted$ extends Observable<infer One extends StripeEvent> ? One['event'] : never;
    type Snapshot = Extract<Event, { object: 'event' }>;
    type Thin = Extract<Event, { object: 'v2.core.event' }>;
    expectTypeOf<Snapshot['data']['object']>().toEqualTypeOf<Stripe.Subscription>();
    expectTypeOf<Awaited<ReturnType<Thin['fetchRelatedObject']>>>().toEqualTypeOf<Stripe.Subscription>();
    expectTypeOf<Event>().toEqualTypeOf<Snapshot | Thin>();
    expectTypeOf<Event['type']>().toEqualTypeOf<'customer.subscription.deleted' | 'v1.customer.subscription.deleted'>();
    expectTypeOf(deleted$).toEqualTypeOf<Observable<StripeEventOfType<'customer.subscription.deleted'>>>();
    // @ts-expect-error A thin event has no object in its body.
    deleted$.pipe(map(({ event }) => event.data));
  });

  it('narrows several types to their union', () => {
    const either$ = events$.pipe(isStripeSnapshotOfType('customer.updated', 'invoice.paid'));
    type Event = typeof either$ extends Observable<infer One extends StripeEvent> ? One['event'] : never;
    expectTypeOf<Event['data']['object']>().toEqualTypeOf<Stripe.Customer | Stripe.Invoice>();
    expectTypeOf<Extract<Event, { type: 'invoice.paid' }>['data']['object']>().toEqualTypeOf<Stripe.Invoice>();
  });

  it('narrows thin events to the type of the object that they fetch', () => {
    const thin$ = events$.pipe(isStripeEventOfType(THIN));
    type Event = typeof thin$ extends Observable<infer One extends StripeEvent> ? One['event'] : never;
    expectTypeOf<Event>().toEqualTypeOf<Stripe.Events.V1BillingMeterErrorReportTriggeredEventNotification>();
    expectTypeOf<Awaited<ReturnType<Event['fetchRelatedObject']>>>().toEqualTypeOf<Stripe.Billing.Meter>();
  });

  it('accepts neither a type that Stripe does not have nor an empty list', () => {
    // @ts-expect-error Stripe spells it "canceled", and sends "deleted".
    expect(isStripeEventOfType('customer.subscription.cancelled')).toBeTypeOf('function');
    // @ts-expect-error Letting nothing through is never meant.
    expect(isStripeEventOfType()).toBeTypeOf('function');
  });

  it('follows isOfType, which narrows any event to a Stripe event', () => {
    expectTypeOf(EMPTY.pipe(isOfType(StripeEvent))).toEqualTypeOf<Observable<StripeEvent>>();
  });

  it('lets through events of the given types, snapshot and thin, and no others', async () => {
    const types = ['customer.created', 'customer.updated', THIN, 'v2.core.event_destination.ping', 'invoice.paid'];
    const events = await Promise.all(types.map((type) => reviveStripe(stripeEvent(type))));
    const passed$ = from(events).pipe(isStripeEventOfType('invoice.paid', 'customer.updated', THIN), toArray());
    const passed = await firstValueFrom(passed$);
    expect(passed.map(({ event }) => event.type)).toEqual(['customer.updated', THIN, 'invoice.paid']);
  });

  it('lets through the thin siblings of snapshots, but no thin event of another name', async () => {
    const [created, updated] = [stripeEvent('customer.created'), stripeEvent('customer.updated')];
    const events = await Promise.all(
      [updated, thinSibling(updated), thinSibling(created)].map((one) => reviveStripe(one)),
    );
    const typesPassedBy = async (operator: typeof either) =>
      (await firstValueFrom(from(events).pipe(operator, toArray()))).map(({ event }) => event.type);
    const either = isStripeEventOfType('customer.updated');
    expect(await typesPassedBy(either)).toEqual(['customer.updated', 'v1.customer.updated']);
    expect(await typesPassedBy(isStripeEventOfType('v1.customer.updated'))).toEqual(['v1.customer.updated']);
    expect(await typesPassedBy(isStripeSnapshotOfType('customer.updated'))).toEqual(['customer.updated']);
  });

  it('never sees an event of another provider', async () => {
    const stripeOnly$ = of({ type: 'customer.updated' }, await reviveStripe(stripeEvent('customer.updated')));
    const passed = await firstValueFrom(stripeOnly$.pipe(isOfType(StripeEvent), toArray()));
    expect(passed).toEqual([expect.any(StripeEvent)]);
  });
});

describe('the message of a Stripe event', () => {
  it('can be read by Stripe’s SDK if it holds a snapshot', () => {
    const json = stripeEvent('customer.subscription.deleted');
    expect(Stripe.webhooks.constructEventWithoutVerification(published(json))).toEqual(JSON.parse(json));
  });

  it('can be read by Stripe’s SDK if it holds a thin event', () => {
    const json = stripeEvent(THIN, { event: { context: 'acct_7' } });
    const event = new Stripe('sk_none').parseEventNotificationWithoutVerification(published(json));
    const { context, ...fields } = JSON.parse(json);
    expect(event).toMatchObject(fields);
    expect(event.context?.toString()).toBe(context);
  });
});

describe('StripeEvent.revive', () => {
  it('becomes a snapshot event with the unchanged native event', async () => {
    const json = stripeEvent('invoice.paid', { id: 'evt_9' });
    const { event, envelope } = await reviveStripe(json);
    expect(event).toEqual(JSON.parse(json));
    expect(envelope).toMatchObject({ id: 'evt_9', type: 'com.stripe.invoice.paid', subject: 'in_1' });
  });

  it('becomes a thin event with the SDK’s methods and a parsed context', async () => {
    const { event } = await reviveStripe(stripeEvent(THIN, { event: { context: 'acct_7' } }));
    if (event.type !== THIN) throw new Error('The sample is of another type.');
    expect(event.fetchEvent).toBeTypeOf('function');
    expect(event.fetchRelatedObject).toBeTypeOf('function');
    expect(event.related_object).toEqual({ id: 'mtr_1', type: 'billing.meter', url: '/v1/billing/meters/mtr_1' });
    expect(event.context?.toString()).toBe('acct_7');
  });

  it('fetches with the service’s client', async () => {
    await using api = await StripeApi.start({ 'GET /v2/core/events/evt_test_1': { body: { id: 'evt_test_1' } } });
    const { event } = await reviveStripe(stripeEvent(THIN));
    if (event.type !== THIN) throw new Error('The sample is of another type.');
    expect(await event.fetchEvent()).toMatchObject({ id: 'evt_test_1' });
    expect(api.requests).toHaveLength(1);
  });

  it('fetches once, however many handlers ask, and again after a failure', async () => {
    await using api = await StripeApi.start({});
    const { event } = await reviveStripe(stripeEvent(THIN));
    if (event.type !== THIN) throw new Error('The sample is of another type.');
    await expect(event.fetchRelatedObject()).rejects.toMatchObject({ statusCode: 404 });
    api.routes['GET /v1/billing/meters/mtr_1'] = { body: { id: 'mtr_1' } };
    const fetched = await Promise.all([event.fetchRelatedObject(), event.fetchRelatedObject()]);
    fetched.push(await event.fetchRelatedObject());
    expect(fetched).toEqual(Array(3).fill(expect.objectContaining({ id: 'mtr_1' })));
    expect(api.requests).toHaveLength(2);
  });

  it('fetches nothing for a thin event without an object', async () => {
    await using api = await StripeApi.start({});
    const { event } = await reviveStripe(stripeEvent(THIN, { event: { related_object: null } }));
    if (event.type !== THIN) throw new Error('The sample is of another type.');
    expect(await event.fetchRelatedObject()).toBeNull();
    expect(api.requests).toEqual([]);
  });

  it('needs no API key until something is fetched; then the error names the variable to set', async () => {
    const { event } = await reviveStripe(stripeEvent(THIN));
    if (event.type !== THIN) throw new Error('The sample is of another type.');
    const refused = { code: 'stripe/bad-config', message: expect.stringContaining('STRIPE_API_KEY') };
    await expect(event.fetchEvent()).rejects.toMatchObject(refused);
    await expect(event.fetchRelatedObject()).rejects.toMatchObject(refused);
  });

  it.each([
    null,
    {},
    [],
    'evt_1',
    { object: 'charge', id: 'ch_1' },
    { object: 'event', id: 'evt_1', type: 'invoice.paid' },
  ])('is refused if its data is not a Stripe event: %j', async (data) => {
    const { envelope } = await reviveStripe(stripeEvent('invoice.paid'));
    const strange: PlatformEvent = { ...envelope, data };
    const revived = StripeEvent.revive(strange, withApiKey('sk_test'));
    await expect(revived).rejects.toMatchObject({ code: 'stripe/bad-event' });
  });
});
