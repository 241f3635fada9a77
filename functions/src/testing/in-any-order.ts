import { AssertionError } from 'node:assert';
import type { IntegrationEvent } from '../core/event/integration-event.ts';
import type { BusinessLogic } from '../core/handle/plan.ts';
import { MISHAPS, recordsAfter, type RecordsByPlace, type Run } from './arrivals.ts';
import { differencesOf } from './record-differences.ts';
import { indented } from './story-text.ts';

/** Six events have 720 orders. */
const MOST_EVENTS = 6;

/**
 * Delivers events that arrive at one instant in every order to a consumer with an empty ledger. In each order every event
 * comes once, every event comes twice, and the process dies at every commit, once before it and once after. The records
 * have to be the same each time.
 *
 * It works for sagas, tasks, handlers and durable sagas alike. Effects outside are repeated by a death before the commit, as
 * in production: replace the clients that the handlers use.
 * @param events One to six, each with its own id. Whatever happens "within one second" at the provider has the same time.
 * @param options.passing Milliseconds that pass for durable sagas after the events: `days(30)`. Default: none.
 * @returns the records, by `<collection>/<id>`.
 * @throws {AssertionError} that names the first two orders whose records differ, and where they differ.
 * @example
 * const records = await inAnyOrder({ sagas: { orderUpdates }, handlers: [updateOrder] }, [created, paid, shipped]);
 * expect(records['orders/450']).toMatchObject({ status: 'shipped' });
 */
export async function inAnyOrder(
  logic: Partial<BusinessLogic>,
  events: readonly IntegrationEvent[],
  { passing = 0 }: { readonly passing?: number } = {},
): Promise<RecordsByPlace> {
  requireEvents(events);
  const whole = { sagas: {}, tasks: {}, handlers: [], ...logic };
  const expected = await recordsAfter(whole, { order: events, mishap: 'none' }, passing);
  for (const mishap of MISHAPS) {
    for (const order of permutationsOf(events)) {
      const records = await recordsAfter(whole, { order, mishap }, passing);
      const differences = differencesOf(expected, records);
      if (differences.length > 0) {
        const message = explained(events, { order, mishap }, differences);
        throw new AssertionError({ message, expected, actual: records, operator: 'inAnyOrder' });
      }
    }
  }
  return expected;
}

function requireEvents(events: readonly IntegrationEvent[]): void {
  if (events.length === 0) throw new RangeError('inAnyOrder needs at least one event.');
  if (events.length > MOST_EVENTS) {
    throw new RangeError(
      `inAnyOrder takes at most ${MOST_EVENTS} events, and was given ${events.length}: the number of orders grows too fast. Choose the events that compete for a record.`,
    );
  }
  const ids = events.map(({ envelope }) => `${envelope.source} ${envelope.id}`);
  const twice = events.find((_event, index) => ids.indexOf(ids[index] ?? '') < index);
  if (twice !== undefined) {
    throw new TypeError(
      `Two of the events have the id ${twice.envelope.id}, so that the second would be a copy of the first. Give each its own, as in sampleEvent(…, { id: '2' }).`,
    );
  }
}

function* permutationsOf<Element>(list: readonly Element[]): Generator<readonly Element[]> {
  if (list.length < 2) yield list;
  else {
    for (const [index, first] of list.entries()) {
      for (const rest of permutationsOf(list.toSpliced(index, 1))) yield [first, ...rest];
    }
  }
}

function explained(
  events: readonly IntegrationEvent[],
  { order, mishap }: Run,
  differences: readonly string[],
): string {
  const isSameOrder = order.every((event, index) => event === events[index]);
  const after = mishap === 'none' ? namesOf(order) : `${namesOf(order)}, if ${mishap}`;
  return [
    isSameOrder ? `The records are not the same if ${mishap}.` : 'The records depend on the order of the events. After',
    indented([namesOf(events)]),
    'and after',
    indented([after]),
    'these differ:',
    indented(differences),
  ].join('\n');
}

function namesOf(events: readonly IntegrationEvent[]): string {
  return events.map(({ envelope }) => `${envelope.eventtype} (${envelope.id})`).join(', ');
}
