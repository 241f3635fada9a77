import { from as concatAll, map, mergeMap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  asOfEvent,
  Command,
  commandHandler,
  increment,
  isOfType,
  newest,
  PermanentError,
  recordHandler,
  recordTask,
  saga,
  task,
  type IntegrationEvent,
} from 'integration-service';
import { StripeEvent } from 'integration-service/stripe';
import { reviveStripe, stripeEvent } from 'integration-service/stripe/testing';
import { inAnyOrder } from 'integration-service/testing';

/** Changes of one customer that all occurred at the same time. */
async function changes(...ids: readonly string[]): Promise<readonly StripeEvent[]> {
  return Promise.all(
    ids.map((id) => reviveStripe(stripeEvent('customer.updated', { id, object: { name: `name of ${id}` } }))),
  );
}

class Keep extends Command {
  static readonly type = 'Keep';
  readonly event: IntegrationEvent;

  constructor(event: IntegrationEvent) {
    super();
    this.event = event;
  }
}

const keeping = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    map((event) => new Keep(event)),
  ),
);

const keepNewest = recordHandler(Keep, ({ event }, records) => {
  records.update(
    'customers',
    'one',
    newest(asOfEvent(event), () => ({ by: event.envelope.id })),
  );
});

const keepLast = recordHandler(Keep, ({ event }, records) => {
  records.update('customers', 'one', () => ({ by: event.envelope.id }));
});

const counting = recordTask(StripeEvent, (_event, records) => {
  records.update('counts', 'all', increment({ events: 1 }));
});

describe('business logic that does not depend on the order of events', () => {
  it('leaves the records that every order leaves', async () => {
    const logic = { sagas: { keeping }, tasks: { counting }, handlers: [keepNewest] };
    expect(await inAnyOrder(logic, await changes('evt_b', 'evt_c', 'evt_a'))).toEqual({
      'counts/all': { events: 3 },
      'customers/one': { by: 'evt_c', asOf: { time: '2026-11-23T12:00:00.000Z', rank: 1, id: 'evt_c' } },
    });
  });

  it('is tried with up to six events, in all of their 720 orders', async () => {
    const orders = new Set<string>();
    let order: string[] = [];
    const watching = task(StripeEvent, ({ envelope }, { records }) => {
      order.push(envelope.id);
      if (order.length === 6) {
        orders.add(order.join());
        order = [];
      }
      records.update('counts', 'all', increment({ events: 1 }));
    });
    const records = await inAnyOrder({ tasks: { watching } }, await changes('1', '2', '3', '4', '5', '6'));
    expect(records).toEqual({ 'counts/all': { events: 6 } });
    expect(orders.size).toBeGreaterThanOrEqual(720);
  });

  it('may wait for another event by failing until it is there', async () => {
    const joining = task(StripeEvent, async ({ envelope }, { records }) => {
      if (envelope.id === 'evt_b' && (await records.get('joined', 'evt_a')) === undefined)
        throw new Error('Too early.');
      records.update('joined', envelope.id, () => ({}));
    });
    const records = await inAnyOrder({ tasks: { joining } }, await changes('evt_a', 'evt_b'));
    expect(Object.keys(records)).toEqual(['joined/evt_a', 'joined/evt_b']);
  });

  it('commits several commands of an event one after the other, and survives a death at each', async () => {
    class Count extends Command {
      static readonly type = 'Count';
      override readonly key: string;

      constructor(key: string) {
        super();
        this.key = key;
      }
    }
    const three = saga((events$) =>
      events$.pipe(mergeMap(() => concatAll(['a', 'b', 'c'].map((key) => new Count(key))))),
    );
    const runs: string[] = [];
    const count = commandHandler(Count, ({ key }, { records }) => {
      runs.push(key);
      records.update('counts', key, increment({ count: 1 }));
    });
    const records = await inAnyOrder({ sagas: { three }, handlers: [count] }, await changes('evt_a'));
    expect(records).toEqual({ 'counts/a': { count: 1 }, 'counts/b': { count: 1 }, 'counts/c': { count: 1 } });
    // Once without a mishap, once if the event comes twice, twice each before a commit, once each after it; and the first.
    expect(runs.join('')).toBe(['abc', 'abc', 'abc', 'aabbcc', 'abc'].join(''));
  });
});

describe('business logic that depends on it', () => {
  it('is found, with the first two orders whose records differ and where they differ', async () => {
    const found = inAnyOrder({ sagas: { keeping }, handlers: [keepLast] }, await changes('evt_a', 'evt_b'));
    await expect(found).rejects.toThrow(
      expect.objectContaining({
        name: 'AssertionError',
        message: `The records depend on the order of the events. After
  customer.updated (evt_a), customer.updated (evt_b)
and after
  customer.updated (evt_b), customer.updated (evt_a)
these differ:
  customers/one /by: "evt_b" or "evt_a"`,
      }),
    );
  });

  it('is found if a second delivery changes what the records say', async () => {
    let deliveries = 0;
    const keepDeliveries = recordTask(StripeEvent, ({ envelope }, records) => {
      records.update('seen', envelope.id, () => ({ isFirst: deliveries === 1 }));
    });
    // State outside of the ledger: it counts every delivery.
    const accepts: typeof keepDeliveries.accepts = (event) => {
      deliveries += 1;
      return keepDeliveries.accepts(event);
    };
    const first = inAnyOrder({ tasks: { seen: { ...keepDeliveries, accepts } } }, await changes('evt_a'));
    await expect(first).rejects.toThrow('seen/evt_a /isFirst: true or false');
  });

  it('is found if an effect is repeated by a death before the commit', async () => {
    const runs = new Map<string, number>();
    const effect = task(StripeEvent, ({ envelope }, { records, attempt }) => {
      runs.set(envelope.id, attempt);
      records.update('effects', envelope.id, () => ({ attempt }));
    });
    await expect(inAnyOrder({ tasks: { effect } }, await changes('evt_a'))).rejects.toThrow(
      `The records are not the same if the process dies before the commit of each.
  customer.updated (evt_a)
and after
  customer.updated (evt_a), if the process dies before the commit of each
these differ:
  effects/evt_a /attempt: 1 or 2`,
    );
  });
});

describe('events that cannot be tried', () => {
  const logic = { tasks: { counting } };

  it('are too many, or none', async () => {
    await expect(inAnyOrder(logic, await changes('1', '2', '3', '4', '5', '6', '7'))).rejects.toThrow(
      'at most 6 events, and was given 7',
    );
    await expect(inAnyOrder(logic, [])).rejects.toThrow('at least one event');
  });

  it('have the same id', async () => {
    await expect(inAnyOrder(logic, await changes('evt_a', 'evt_a'))).rejects.toThrow(
      'Two of the events have the id evt_a',
    );
  });

  it('become a dead letter, or are never handled', async () => {
    const refusing = task(StripeEvent, () => {
      throw new PermanentError('No such customer.');
    });
    await expect(inAnyOrder({ tasks: { refusing } }, await changes('evt_a'))).rejects.toThrow(
      'customer.updated (evt_a) became a dead letter: refusing: No such customer.',
    );
    const failing = task(StripeEvent, () => {
      throw new Error('Down.');
    });
    await expect(inAnyOrder({ tasks: { failing } }, await changes('evt_a'))).rejects.toThrow(
      'customer.updated (evt_a) is never handled: Attempt 51 failed: failing: Down.',
    );
  });

  it('need a client that the test has not replaced', async () => {
    const { stripeClient } = await import('integration-service/stripe/client');
    const calling = task(StripeEvent, async (_event, { use }) => {
      await use(stripeClient);
    });
    await expect(inAnyOrder({ tasks: { calling } }, await changes('evt_a'))).rejects.toThrow('no API key of stripe');
  });
});
