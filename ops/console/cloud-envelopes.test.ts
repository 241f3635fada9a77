import { expect, it } from 'vitest';
import { buildEvent, encodeEvent } from '../../functions/src/core/event/platform-event.ts';
import type { Delivery } from '../../functions/src/core/delivery.ts';
import { RetainedEnvelopes } from './cloud-envelopes.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

function deliveryOf(id: string, source = '//acme.example', occurrence?: string): Delivery {
  const about = { id, type: 'thing', time: NOW, source, ...(occurrence !== undefined && { occurrence }) };
  const context = buildEvent('acme', about, { receivedAt: NOW });
  return { ...encodeEvent(context, Buffer.from('{}')), messageId: id, publishTime: NOW };
}

/** A topic that keeps these messages, and what it was asked for. */
function historyOf(...kept: readonly Delivery[]) {
  const asked: unknown[] = [];
  return {
    asked,
    messages: async function* (topic: string, since: Date, filter?: Readonly<Record<string, string>>) {
      asked.push([topic, since.toISOString(), filter]);
      yield* kept;
    },
  };
}

const about = (id: string) => ({ provider: 'acme', source: '//acme.example', id, receivedTime: NOW.toISOString() });

it('the message of an event is asked for by its id, and found by its id and source', async () => {
  const history = historyOf(deliveryOf('e1', '//other.example'), deliveryOf('e1'));
  const found = await new RetainedEnvelopes(history).find(about('e1'));
  expect(found?.attributes).toMatchObject({ id: 'e1', source: '//acme.example' });
  expect(history.asked).toEqual([
    ['integration-acme-events', '2026-11-23T11:55:00.000Z', { id: 'e1', occurrence: 'e1' }],
  ]);
});

it('one whose id no attribute can hold is found by its data', async () => {
  const id = 'é'.repeat(700);
  const history = historyOf({ ...deliveryOf('x'), attributes: {}, data: Buffer.from('no event') }, deliveryOf(id));
  const found = await new RetainedEnvelopes(history).find(about(id));
  expect(found?.data).toEqual(deliveryOf(id).data);
  expect(history.asked).toEqual([['integration-acme-events', expect.any(String), undefined]]);
});

it('one that the ledger knows by the id of its occurrence is found by that id', async () => {
  const history = historyOf(deliveryOf('thin1', '//other.example', 'e1'), deliveryOf('thin2', '//acme.example', 'e1'));
  const found = await new RetainedEnvelopes(history).find(about('e1'));
  expect(found?.attributes).toMatchObject({ id: 'thin2', occurrence: 'e1' });
});

it('one that the topic has let go is not found', async () => {
  expect(await new RetainedEnvelopes(historyOf()).find(about('e1'))).toBeUndefined();
});
