import { map, mergeMap, timer } from 'rxjs';
import { expect, it } from 'vitest';
import { acme, SagaWorld } from '../../testing/saga-world.ts';
import { durableSaga } from '../durable/durable-saga.ts';
import { days, hours } from '../durable/durations.ts';
import { Command, commandHandler } from '../logic/command.ts';
import { RetryLater } from '../logic/retry-later.ts';

class Remind extends Command {
  static readonly type = 'Remind';
}

const reminding = durableSaga({ failed: acme('failed') }, (facts$, { clock }) =>
  facts$.pipe(
    mergeMap(() => timer(days(1), clock)),
    map(() => new Remind()),
  ),
);

it('a command whose handler asks to be tried again later waits in its instance, and counts no attempt', async () => {
  let asked = 0;
  const remind = commandHandler(
    Remind,
    () => {
      // More often than the policy has attempts.
      if ((asked += 1) <= 5) throw new RetryLater({ after: hours(6), reason: 'The quota is used up.' });
    },
    { retryLater: true },
  );
  const world = new SagaWorld({ reminding }, [remind]);
  await world.event('failed', { key: 'in_1' });
  await world.advance(days(1));
  for (let time = 1; time <= 5; time++) {
    await world.advance(hours(6) - 1);
    expect(asked).toBe(time);
    await world.advance(1);
    expect(asked).toBe(time + 1);
  }
  await world.advance(days(1));
  expect(asked).toBe(6);
  expect(world.ports.publisher.to('integration-sagas-events-dead-letter')).toEqual([]);
});
