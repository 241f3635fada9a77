import { EMPTY, firstValueFrom, from, map, toArray, type Observable } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { isOfType } from '../../core/logic/saga.ts';
import { StripeApi } from '../../testing/stripe-api.ts';
import { reviveStripe, stripeEvent } from '../../testing/stripe-events.ts';
import { isStripeEventOfType, isStripeSnapshotOfType, StripeEvent } from './event.ts';

interface Wallet {
  id: string;
  object: 'billing.wallet';
  balance: number;
}

declare module './newer-events.ts' {
  interface NewerStripeEvents {
    'billing.wallet.created': Wallet;
    'v2.billing.wallet.updated': Wallet;
    'invoice.paid': { id: 'a declaration that the SDK has caught up with' };
  }
}

const wallet = { id: 'wal_1', object: 'billing.wallet', balance: 42 };

/** A snapshot event of a type that the SDK does not know, as Stripe would send it. */
function created() {
  const native = JSON.parse(stripeEvent('customer.created'));
  return reviveStripe(JSON.stringify({ ...native, type: 'billing.wallet.created', data: { object: wallet } }));
}

it('an event whose type is newer than the SDK is let through and narrowed to what was declared', async () => {
  const events = await Promise.all([created(), reviveStripe(stripeEvent('customer.created'))]);
  const balances$ = from(events).pipe(
    isOfType(StripeEvent),
    isStripeEventOfType('billing.wallet.created'),
    map(({ event }) => event.data.object.balance),
    toArray(),
  );
  expect(await firstValueFrom(balances$)).toEqual([42]);
});

it('together with types that the SDK knows, it narrows to their union', async () => {
  const either$ = from([await created()]).pipe(isStripeSnapshotOfType('billing.wallet.created', 'customer.created'));
  const ids = await firstValueFrom(
    either$.pipe(
      map(({ event }) => event.data.object.id),
      toArray(),
    ),
  );
  expect(ids).toEqual(['wal_1']);
});

it('a thin event of such a type fetches what was declared', async () => {
  await using _api = await StripeApi.start({ 'GET /v2/billing/wallets/wal_1': { body: wallet } });
  const related = { id: 'wal_1', type: 'billing.wallet', url: '/v2/billing/wallets/wal_1' };
  const change = { event: { type: 'v2.billing.wallet.updated', related_object: related } };
  const event = await reviveStripe(stripeEvent('v1.billing.meter.error_report_triggered', change));
  const [updated] = await firstValueFrom(
    from([event]).pipe(isStripeEventOfType('v2.billing.wallet.updated'), toArray()),
  );
  expect(await updated?.event.fetchRelatedObject()).toMatchObject({ id: 'wal_1', balance: 42 });

  const events$: Observable<StripeEvent> = EMPTY;
  const updated$ = events$.pipe(isStripeEventOfType('v2.billing.wallet.updated'));
  type Event = typeof updated$ extends Observable<infer One extends StripeEvent> ? One['event'] : never;
  expectTypeOf<Awaited<ReturnType<Event['fetchRelatedObject']>>>().toEqualTypeOf<Wallet | null>();
});

it('a declaration for a type that the SDK knows changes nothing: the SDK’s type is used', () => {
  const events$: Observable<StripeEvent> = EMPTY;
  const paid$ = events$.pipe(isStripeSnapshotOfType('invoice.paid'));
  type Event = typeof paid$ extends Observable<infer One extends StripeEvent> ? One['event'] : never;
  expectTypeOf<Event['data']['object']['object']>().toEqualTypeOf<'invoice'>();
});

it('a type that is neither in the SDK nor declared does not compile', () => {
  // @ts-expect-error Nobody has declared it.
  expect(isStripeEventOfType('billing.wallet.deleted')).toBeTypeOf('function');
});
