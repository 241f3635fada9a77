import { expect, it } from 'vitest';
import { increment, recordTask } from 'integration-service';
import { PaddleEvent } from 'integration-service/paddle';
import { paddle } from 'integration-service/paddle/integration';
import { paddleSamples } from 'integration-service/paddle/samples';
import { StripeEvent } from 'integration-service/stripe';
import { reviveStripe, stripeEvent } from 'integration-service/stripe/testing';
import { inAnyOrder, sampleEvent } from 'integration-service/testing';

it('inAnyOrder takes events of several providers', async () => {
  const one = recordTask(StripeEvent, (_event, records) => {
    records.update('counts', 'all', increment({ events: 1 }));
  });
  const ten = recordTask(PaddleEvent, (_event, records) => {
    records.update('counts', 'all', increment({ events: 10 }));
  });
  const changed = await reviveStripe(stripeEvent('customer.updated'));
  const paid = PaddleEvent.revive(await sampleEvent(paddle, paddleSamples, 'transaction.paid'));
  const records = await inAnyOrder({ tasks: { one, ten } }, [changed, paid]);
  expect(records).toEqual({ 'counts/all': { events: 11 } });
});
