import { map } from 'rxjs';
import Stripe from 'stripe';
import { expect, it } from 'vitest';
import { Command, commandHandler, isOfType, saga } from 'integration-service';
import { idOf, isStripeEventOfType, StripeEvent, type StripeEventOfType } from 'integration-service/stripe';
import { stripeClient } from 'integration-service/stripe/client';
import { idempotentOptions, objectOf } from 'integration-service/stripe/refetch';
import { stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';

// The business logic. Yours is a file in functions/src/sagas/stripe/, with its test beside it.

class MarkFormerSubscriber extends Command {
  static readonly type = 'MarkFormerSubscriber';
  readonly event: StripeEventOfType<'customer.subscription.deleted'>;

  constructor(event: StripeEventOfType<'customer.subscription.deleted'>) {
    super();
    this.event = event;
  }
}

const markFormerSubscriber = commandHandler(MarkFormerSubscriber, async ({ event }, context) => {
  // The subscription is in the event, or fetched if that is a thin one.
  const subscription = (await objectOf(event, context))?.object;
  const customer = idOf(subscription?.customer);
  if (customer === null) return;
  const stripe = await context.use(stripeClient);
  const former = { metadata: { former_subscriber: 'true' } };
  const { id } = await stripe.customers.update(customer, former, idempotentOptions(context));
  context.records.update('formerSubscribers', id, () => ({ since: context.event.envelope.time }));
});

const farewells = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType('customer.subscription.deleted'),
    map((event) => new MarkFormerSubscriber(event)),
  ),
);

// The test: the SDK is the real one, only its way to the network is not.

class FakeStripe {
  readonly requests: Request[] = [];
  /** What the next requests are answered; 200 once none is left. */
  readonly statuses: number[] = [];
  readonly client = new Stripe('sk_test_fake', {
    maxNetworkRetries: 0,
    httpClient: Stripe.createFetchHttpClient((...call) => this.#answer(new Request(...call))),
  });

  async #answer(request: Request): Promise<Response> {
    this.requests.push(request);
    const status = this.statuses.shift() ?? 200;
    return status === 200 ? Response.json({ id: 'cus_1' }) : Response.json({ error: { message: 'Down.' } }, { status });
  }
}

const canceled = stripeEvent('customer.subscription.deleted');

it('a customer who has canceled is marked at Stripe, once however often the event is delivered', async () => {
  const fake = new FakeStripe();
  using _ = stripeClient.replace(fake.client);
  const consumer = stripeConsumer({ sagas: { farewells }, handlers: [markFormerSubscriber] });

  await consumer.deliver(canceled);
  await consumer.deliver(canceled);

  const [request, ...others] = fake.requests;
  expect(others).toEqual([]);
  expect(request?.url).toBe('https://api.stripe.com/v1/customers/cus_1');
  expect(decodeURIComponent(String(await request?.text()))).toBe('metadata[former_subscriber]=true');
  expect(await consumer.record('formerSubscribers', 'cus_1')).toEqual({ since: '2026-11-23T12:00:00.000Z' });
});

it('a call that fails is made again with the next delivery, under the same idempotency key', async () => {
  const fake = new FakeStripe();
  fake.statuses.push(503);
  using _ = stripeClient.replace(fake.client);
  const consumer = stripeConsumer({ sagas: { farewells }, handlers: [markFormerSubscriber] });

  await expect(consumer.deliver(canceled)).rejects.toThrow('Attempt 1 failed');
  expect(await consumer.record('formerSubscribers', 'cus_1')).toBeUndefined();
  await consumer.deliver(canceled);

  const keys = fake.requests.map(({ headers }) => headers.get('idempotency-key'));
  expect(keys).toEqual([keys[0], keys[0]]);
  expect(keys[0]).toMatch(/^[\w-]{43}$/);
});
