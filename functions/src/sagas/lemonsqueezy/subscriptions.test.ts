import { expect, it } from 'vitest';
import { LemonsqueezyEvent } from 'integration-service/lemonsqueezy';
import { lemonsqueezy } from 'integration-service/lemonsqueezy/integration';
import { lemonsqueezySamples } from 'integration-service/lemonsqueezy/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { subscriptionLifecycle, syncLemonsqueezySubscription } from './subscriptions.ts';

const logic = { sagas: { subscriptionLifecycle }, handlers: [syncLemonsqueezySubscription] };

/** An event about the one subscription. */
async function event(type: string, second = 0, fields: object = {}): Promise<LemonsqueezyEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => {
    const { data, ...rest } = JSON.parse(body);
    return JSON.stringify({ ...rest, data: { ...data, attributes: { ...data.attributes, ...fields } } });
  };
  return LemonsqueezyEvent.revive(await sampleEvent(lemonsqueezy, lemonsqueezySamples, type, { id: '1', now, edit }));
}

async function after(...events: readonly LemonsqueezyEvent[]) {
  const store = await handleEvents(logic, events);
  return (await store.get('subscriptions', 'lemonsqueezy:501'))?.data;
}

it('a new subscription is recorded with what was bought, by whom and until when it is paid', async () => {
  expect(await after(await event('subscription_created'))).toMatchObject({
    provider: 'lemonsqueezy',
    id: '501',
    customer: '90210',
    status: 'active',
    active: true,
    product: '55',
    variant: '77',
    price: '34',
    quantity: 1,
    userId: 'user_1',
    renewsAt: '2026-12-23T12:00:00.000Z',
    endsAt: null,
    livemode: false,
  });
});

it('a cancelled subscription is active until it ends', async () => {
  const [created, cancelled] = [await event('subscription_created'), await event('subscription_cancelled', 5)];
  expect(await after(cancelled, created)).toMatchObject({
    status: 'cancelled',
    active: true,
    cancelAtPeriodEnd: true,
    endsAt: '2026-12-23T12:00:05.000Z',
  });
  const expired = await event('subscription_expired', 9);
  expect(await after(expired, cancelled, created)).toMatchObject({ status: 'expired', active: false });
});

it('an expiry outranks the update of the same second', async () => {
  const [updated, expired] = [await event('subscription_updated', 5), await event('subscription_expired', 5)];
  expect(await after(expired, updated)).toMatchObject({ status: 'expired' });
  expect(await after(updated, expired)).toMatchObject({ status: 'expired' });
});

it.each(['past_due', 'unpaid', 'paused'])('a subscription that is %s is not active', async (status) => {
  expect(await after(await event('subscription_updated', 1, { status }))).toMatchObject({ status, active: false });
});

it('a paused subscription tells when it resumes', async () => {
  const pause = { mode: 'void', resumes_at: '2027-01-01T00:00:00Z' };
  expect(await after(await event('subscription_updated', 1, { status: 'paused', pause }))).toMatchObject({
    resumesAt: '2027-01-01T00:00:00.000Z',
  });
});
