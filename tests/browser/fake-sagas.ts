import { concat, exhaustMap, map, takeUntil, tap, timer } from 'rxjs';
import type { SagaPorts } from '../../console/ports.ts';
import { days, hours } from '../../functions/src/core/durable/durations.ts';
import { durableSaga } from '../../functions/src/core/durable/durable-saga.ts';
import { ofFact } from '../../functions/src/core/durable/fact-sources.ts';
import { PermanentError } from '../../functions/src/core/event/errors.ts';
import { Command, commandHandler } from '../../functions/src/core/logic/command.ts';
import { acme, SagaWorld } from '../../functions/src/testing/saga-world.ts';

class Remind extends Command {
  static readonly type = 'Remind';
  override readonly key: string;

  constructor(count: number) {
    super();
    this.key = String(count);
  }
}

const reminders = durableSaga({ ordered: acme('ordered'), shipped: acme('shipped') }, (facts$, { key, clock }) =>
  facts$.pipe(
    tap(() => {
      if (key === 'order_held') throw new Error('This order has no address.');
    }),
    ofFact('ordered'),
    exhaustMap(() =>
      concat(timer(days(1), clock), timer(days(3), clock)).pipe(map((_, index) => new Remind(index + 1))),
    ),
    takeUntil(facts$.pipe(ofFact('shipped'))),
  ),
);

/** Made-up instances of one durable saga: open, with a dead command, held and complete. */
export async function fakeSagas(): Promise<SagaPorts> {
  let isAway = false;
  const remind = commandHandler(Remind, () => {
    if (isAway) throw new PermanentError('The address does not exist.');
  });
  const world = new SagaWorld({ reminders }, [remind]);
  const { clock, store } = world.ports;
  clock.advance(Date.now() - days(3) - clock.now().getTime());
  for (const key of ['order_shipped', 'order_held', 'order_reminded']) await world.event('ordered', { key });
  await world.event('shipped', { key: 'order_shipped' });
  await world.advance(days(1));
  isAway = true;
  await world.event('ordered', { key: 'order_without_address', data: { items: 3, currency: 'eur' } });
  await world.advance(days(1) + hours(2));
  return {
    sagas: { reminders: { commands: ['Remind'], definition: () => Promise.resolve(reminders) } },
    group: {
      topic: 'integration-sagas-events',
      deadLetterTopic: 'integration-sagas-events-dead-letter',
      consumer: 'sagas-onSagaEvent',
      deadLetters: 'sagas-onDeadLetter',
      wake: 'sagas-wake',
    },
    store,
    now: () => new Date(),
  };
}
