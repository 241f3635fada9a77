import { filter, map } from 'rxjs';
import { expect, it } from 'vitest';
import { Command, commandHandler, isOfType, saga } from 'integration-service';
import { isStripeEventOfType, objectIdOf, StripeEvent } from 'integration-service/stripe';
import { stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';

class EndAccess extends Command {
  static readonly type = 'EndAccess';
  readonly subscription: string;

  constructor(subscription: string) {
    super();
    this.subscription = subscription;
  }
}

const endAccess = commandHandler(EndAccess, ({ subscription }, { records }) => {
  records.update('access', subscription, (current) => ({ ended: Number(current?.['ended'] ?? 0) + 1 }));
});

const T = '2026-11-23T12:00:30.000Z';

const endings = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    filter(({ envelope }) => envelope.time >= T),
    isStripeEventOfType('customer.subscription.deleted'),
    map((event) => new EndAccess(objectIdOf(event))),
  ),
);

const TYPE = 'customer.subscription.deleted';
const consumer = () => stripeConsumer({ sagas: { endings }, handlers: [endAccess] });

it('what occurred before the switch is left to the old handler, however late it is retried', async () => {
  const here = consumer();
  await here.deliver(stripeEvent(TYPE, { id: 'evt_before', second: 29 }));
  expect(await here.record('access', 'sub_1')).toBeUndefined();
});

it('what occurred at the switch or after it is handled here', async () => {
  for (const second of [30, 31]) {
    const here = consumer();
    await here.deliver(stripeEvent(TYPE, { id: `evt_${second}`, second }));
    expect(await here.record('access', 'sub_1')).toEqual({ ended: 1 });
  }
});

it('an event that comes from two destinations, in two versions of the API, has one effect', async () => {
  const here = consumer();
  await here.deliver(stripeEvent(TYPE, { id: 'evt_twice', second: 31 }));
  await here.deliver(stripeEvent(TYPE, { id: 'evt_twice', second: 31, event: { api_version: '2025-01-01.old' } }));
  expect(await here.record('access', 'sub_1')).toEqual({ ended: 1 });
});
