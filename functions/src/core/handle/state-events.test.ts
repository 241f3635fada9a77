import { describe, expect, expectTypeOf, it } from 'vitest';
import { map, mergeMap, of, pipe } from 'rxjs';
import { memoryPorts } from '../../testing/memory-ports.ts';
import { NO_KEYS } from '../../testing/service-sources.ts';
import { stateEvent } from '../../testing/state-events.ts';
import { DEFAULT_DELIVERY_POLICY } from '../config/delivery-policy.ts';
import type { IntegrationEvent } from '../event/integration-event.ts';
import { buildEvent, encodeEvent, type PlatformEvent } from '../event/platform-event.ts';
import { sourceOfEvents, StateEvent } from '../event/state-event.ts';
import { eventOrState, ofKinds } from '../integration/state-of.ts';
import { eventClass, ofTypes } from '../integration/event-class.ts';
import { Command, recordHandler } from '../logic/command.ts';
import { asOfEvent, newest } from '../logic/newest.ts';
import { isOfType, saga } from '../logic/saga.ts';
import { Consumer } from './consumer.ts';

interface Order {
  readonly id: string;
  readonly type?: string;
  readonly status: string;
}

class AcmeEvent extends eventClass<{ 'order.changed': Order }>('acme', { id: '/id', type: '/type' }) {}
const isAcmeEventOfType = ofTypes(AcmeEvent);
const isAcmeStateOf = ofKinds<{ order: Order; customer: { readonly email: string } }>('acme');

class KeepOrder extends Command {
  static readonly type = 'KeepOrder';
  readonly event: IntegrationEvent<Order>;

  constructor(event: IntegrationEvent<Order>) {
    super();
    this.event = event;
  }
}

const orders = saga((events$) =>
  events$.pipe(
    eventOrState(pipe(isOfType(AcmeEvent), isAcmeEventOfType('order.changed')), isAcmeStateOf('order')),
    map((event) => new KeepOrder(event)),
  ),
);
const keepOrder = recordHandler(KeepOrder, ({ event }, records) => {
  records.update(
    'orders',
    event.event.id,
    newest(asOfEvent(event), () => ({ status: event.event.status })),
  );
});

const NOON = new Date('2026-11-23T12:00:00Z');
const at = (second: number) => new Date(NOON.getTime() + second * 1_000);

function webhook(id: string, status: string, second: number): PlatformEvent {
  const about = { id, type: 'order.changed', time: at(second), source: '//acme.example' };
  return { ...buildEvent('acme', about, { receivedAt: NOON }), data: { id: 'o1', type: 'order.changed', status } };
}

function listed(status: string, second: number): PlatformEvent {
  const object = { id: 'o1', status };
  return stateEvent('acme', { kind: 'order', id: 'o1', updatedAt: at(second), object, source: '//acme.example' })
    .envelope;
}

function consumerOf(logic: { readonly sagas: Readonly<Record<string, typeof orders>> } = { sagas: { orders } }) {
  const ports = memoryPorts();
  const consumer = new Consumer(
    {
      ...logic,
      tasks: {},
      handlers: [keepOrder],
      name: 'acme-test',
      provider: 'acme',
      revive: (envelope) => AcmeEvent.revive(envelope),
      policy: DEFAULT_DELIVERY_POLICY,
      timeoutSeconds: 60,
    },
    ports,
    NO_KEYS,
  );
  return {
    ports,
    async deliver({ data, ...context }: PlatformEvent) {
      const message = encodeEvent(context, Buffer.from(JSON.stringify(data)));
      await consumer.handle({ ...message, messageId: context.id, publishTime: NOON }, ports.log);
    },
    order: () => ports.store.get('orders', 'o1'),
    repairs: () => ports.lines.filter(({ message }) => message === 'Acme State Repaired'),
  };
}

describe('the state of an object', () => {
  it('repairs a record once if its webhook was missed, and is counted then', async () => {
    const { deliver, order, repairs } = consumerOf();
    await deliver(webhook('e1', 'placed', 0));
    await deliver(listed('paid', 5));
    await deliver(listed('paid', 5));
    expect(await order()).toMatchObject({ version: 2, data: { status: 'paid', asOf: { time: at(5).toISOString() } } });
    expect(repairs()).toMatchObject([{ command: 'orders/KeepOrder', undelivered: 1 }]);
  });

  it('changes nothing if the webhook brought it before', async () => {
    const { deliver, order, repairs } = consumerOf();
    await deliver(webhook('e1', 'paid', 5));
    await deliver(listed('paid', 5));
    expect(await order()).toMatchObject({ version: 1, data: { asOf: { id: 'e1' } } });
    expect(repairs()).toEqual([]);
  });

  it('changes nothing if the record knows a later one', async () => {
    const { deliver, order, repairs } = consumerOf();
    await deliver(webhook('e1', 'refunded', 9));
    await deliver(listed('paid', 5));
    expect(await order()).toMatchObject({ version: 1, data: { status: 'refunded' } });
    expect(repairs()).toEqual([]);
  });

  it('is not overwritten by a webhook of an older state that comes late', async () => {
    const { deliver, order } = consumerOf();
    await deliver(listed('paid', 5));
    await deliver(webhook('e1', 'placed', 0));
    expect(await order()).toMatchObject({ version: 1, data: { status: 'paid' } });
  });

  it('leads to the same record as the webhook of the same change, whichever comes first', async () => {
    const [one, other] = [consumerOf(), consumerOf()];
    await one.deliver(listed('paid', 5));
    await one.deliver(webhook('e1', 'paid', 5));
    await other.deliver(webhook('e1', 'paid', 5));
    await other.deliver(listed('paid', 5));
    expect((await one.order())?.data).toEqual((await other.order())?.data);
  });

  it('never reaches a saga that asks for events, and is not counted as a type that nobody handles', async () => {
    const eventsAlone = saga((events$) =>
      events$.pipe(
        isOfType(AcmeEvent),
        isAcmeEventOfType('order.changed'),
        mergeMap((event) => of(new KeepOrder(event))),
      ),
    );
    const { deliver, order, ports } = consumerOf({ sagas: { eventsAlone } });
    await deliver(listed('paid', 5));
    expect(await order()).toBeUndefined();
    expect(ports.lines.at(-1)).toMatchObject({ severity: 'DEBUG', message: 'Acme Event Skipped' });
    expect(ports.lines.at(-1)).not.toHaveProperty('skippedType');
  });

  it('is not that of another provider, or of another kind', async () => {
    const state = { kind: 'order', id: 'o1', updatedAt: NOON, object: {}, source: '//other.example' };
    const passed: StateEvent[] = [];
    of(stateEvent('other', state), stateEvent('acme', { ...state, kind: 'customer' }))
      .pipe(isAcmeStateOf('order'))
      .subscribe((event) => passed.push(event));
    expect(passed).toEqual([]);
  });

  it('that is not an object becomes a dead letter', async () => {
    const { deliver, ports } = consumerOf();
    await deliver({ ...listed('paid', 5), data: 'paid' });
    expect(ports.lines.at(-1)?.message).toBe('Acme Event Dead-Lettered');
  });

  it('has an id and a source that no event has, and tells where its events come from', () => {
    const [one, other] = [listed('paid', 5), listed('refunded', 5)];
    expect(one).toMatchObject({ source: '//acme.example#state', type: 'com.acme.state.order', stateof: 'order' });
    expect(one.id).not.toBe(other.id);
    expect(one.id).not.toContain('o1');
    expect(sourceOfEvents(one)).toBe('//acme.example');
    expect(sourceOfEvents(webhook('e1', 'paid', 0))).toBe('//acme.example');
  });

  it('is typed by its kind', () => {
    of(StateEvent.revive(listed('paid', 5)))
      .pipe(isAcmeStateOf('order', 'customer'))
      .subscribe(({ event }) => expectTypeOf(event).toEqualTypeOf<Order | { readonly email: string }>());
    // @ts-expect-error Acme lists no invoices.
    isAcmeStateOf('invoice');
    // @ts-expect-error At least one kind.
    isAcmeStateOf();
  });
});
