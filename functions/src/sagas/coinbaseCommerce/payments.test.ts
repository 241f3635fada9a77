import { expect, it } from 'vitest';
import { CoinbaseCommerceEvent, type CoinbaseCommerceEventType } from 'integration-service/coinbaseCommerce';
import { coinbaseCommerce } from 'integration-service/coinbaseCommerce/integration';
import { coinbaseCommerceSamples } from 'integration-service/coinbaseCommerce/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updatePayment } from '../shared/payments.ts';
import { payments } from './payments.ts';

const logic = { sagas: { payments }, handlers: [updatePayment] };

let count = 0;

/** Each event has its own id; all are about the same charge. */
async function event(type: CoinbaseCommerceEventType, second = 0): Promise<CoinbaseCommerceEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => body.replace('"3fa01-', `"${++count}-`);
  const options = { id: '1', now, edit };
  return CoinbaseCommerceEvent.revive(await sampleEvent(coinbaseCommerce, coinbaseCommerceSamples, type, options));
}

/** The record, which is the same in whichever order the events arrive. */
async function after(...events: readonly CoinbaseCommerceEvent[]) {
  const [record, other] = await Promise.all(
    [events, events.toReversed()].map(
      async (order) => (await (await handleEvents(logic, order)).get('payments', 'coinbaseCommerce:QX4SMPL1'))?.data,
    ),
  );
  expect(other).toEqual(record);
  return record;
}

it('a charge is paid once it is confirmed', async () => {
  expect(await after(await event('charge:created'), await event('charge:confirmed', 5))).toMatchObject({
    status: 'paid',
    providerStatus: 'COMPLETED',
    amount: 8950,
    currency: 'EUR',
    orderId: 'shop-order-1',
    userId: 'user_1',
  });
});

it('a payment that arrives too late is pending until someone resolves it', async () => {
  const [failed, delayed] = [await event('charge:failed'), await event('charge:delayed', 5)];
  expect(await after(await event('charge:created'), failed)).toMatchObject({ status: 'failed' });
  expect(await after(failed, delayed)).toMatchObject({ status: 'pending', providerStatus: 'UNRESOLVED' });
  expect(await after(delayed, await event('charge:resolved', 9))).toMatchObject({ status: 'paid' });
});
