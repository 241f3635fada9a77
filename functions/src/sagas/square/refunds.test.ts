import { expect, it } from 'vitest';
import { SquareEvent } from 'integration-service/square';
import { square } from 'integration-service/square/integration';
import { squareSamples } from 'integration-service/square/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { refundProgress, syncSquareRefund } from './refunds.ts';

const logic = { sagas: { refundProgress }, handlers: [syncSquareRefund] };

let count = 0;

/** Each event has its own id; all are about the same refund. */
async function event(type: string, second = 0, edit = (body: string) => body): Promise<SquareEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const id = `e${++count}`;
  const editing = (body: string) => edit(body.replaceAll(`_${id}`, '_1'));
  return SquareEvent.revive(await sampleEvent(square, squareSamples, type, { id, now, edit: editing }));
}

async function after(...events: readonly SquareEvent[]) {
  const store = await handleEvents(logic, events);
  return (await store.get('refunds', 'square:payment_1_refund_1'))?.data;
}

it('a refund is recorded with its amount, its payment and its reason', async () => {
  expect(await after(await event('refund.created'))).toMatchObject({
    provider: 'square',
    status: 'PENDING',
    amount: 1200,
    currency: 'USD',
    payment: 'payment_1',
    reason: 'The cup arrived broken',
  });
});

it('a completed refund stays completed, whatever the order of its events', async () => {
  const [created, completed] = [await event('refund.created', 5), await event('refund.updated', 5)];
  expect(await after(created, completed)).toMatchObject({ status: 'COMPLETED' });
  expect(await after(completed, created)).toMatchObject({ status: 'COMPLETED' });
});

it('an event without its refund leaves no record', async () => {
  const edit = (body: string) => {
    const parsed = JSON.parse(body);
    return JSON.stringify({ ...parsed, data: { type: 'refund', id: parsed.data.id } });
  };
  expect(await after(await event('refund.updated', 0, edit))).toBeUndefined();
});
