import { expect, it } from 'vitest';
import { PaddleEvent } from 'integration-service/paddle';
import { paddle } from 'integration-service/paddle/integration';
import { paddleSamples } from 'integration-service/paddle/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { subscriptionLifecycle, syncPaddleSubscription } from './subscriptions.ts';

const logic = { sagas: { subscriptionLifecycle }, handlers: [syncPaddleSubscription] };

let count = 0;

/** Every event has its own id; all are about the same subscription. */
async function event(type: string, second = 0, fields: object = {}): Promise<PaddleEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const id = `e${++count}`;
  const edit = (body: string) => {
    const parsed = JSON.parse(body.replaceAll(`sub_${id}`, 'sub_1'));
    return JSON.stringify({ ...parsed, data: { ...parsed.data, ...fields } });
  };
  return PaddleEvent.revive(await sampleEvent(paddle, paddleSamples, type, { id, now, edit }));
}

async function after(...events: readonly PaddleEvent[]) {
  const store = await handleEvents(logic, events);
  return (await store.get('subscriptions', 'paddle:sub_1'))?.data;
}

it('a new subscription is recorded with what was bought and until when it is paid', async () => {
  expect(await after(await event('subscription.created'))).toMatchObject({
    provider: 'paddle',
    id: 'sub_1',
    status: 'active',
    active: true,
    product: 'pro_01gsz4t5hdjse780zja8vvr7jg',
    quantity: 10,
    currency: 'EUR',
    interval: 'month',
    intervalCount: 1,
    currentPeriodEnd: '2026-12-23T12:00:00.000Z',
  });
});

it('a subscription that is past due is not active', async () => {
  expect(await after(await event('subscription.created'), await event('subscription.past_due', 5))).toMatchObject({
    status: 'past_due',
    active: false,
  });
});

it('a canceled subscription stays canceled if an earlier event arrives late, even one with the same time', async () => {
  const [created, canceled] = [await event('subscription.created', 5), await event('subscription.canceled', 5)];
  expect(await after(canceled, created)).toMatchObject({ status: 'canceled', canceledAt: '2026-11-23T12:00:05.000Z' });
});

it('a subscription without items or a billing cycle is still recorded', async () => {
  expect(await after(await event('subscription.created', 0, { items: null, billing_cycle: null }))).toMatchObject({
    items: 0,
    price: null,
    interval: null,
  });
});
