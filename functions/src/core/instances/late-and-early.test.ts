import { exhaustMap, map, timer } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { acme, SagaWorld } from '../../testing/saga-world.ts';
import { durableSaga } from '../durable/durable-saga.ts';
import { days, hours } from '../durable/durations.ts';
import { wakeUpMessage } from '../durable/saga-message.ts';
import { PermanentError } from '../event/errors.ts';
import type { OutgoingMessage } from '../event/platform-event.ts';
import { Command, commandHandler } from '../logic/command.ts';

class Remind extends Command {
  static readonly type = 'Remind';
}

const reminding = durableSaga({ failed: acme('failed') }, (facts$, { clock }) =>
  facts$.pipe(
    exhaustMap(() => timer(days(1), clock)),
    map(() => new Remind()),
  ),
);

let reminders = 0;
let fault: Error | undefined;
const remind = commandHandler(Remind, () => {
  if (fault !== undefined) throw fault;
  reminders += 1;
});

let world: SagaWorld;

beforeEach(() => {
  reminders = 0;
  fault = undefined;
  world = new SagaWorld({ reminding }, [remind]);
});

describe('the redrive of a command that was given up on', () => {
  const givenUp = async (): Promise<OutgoingMessage> => {
    fault = new PermanentError('not yet');
    await world.event('failed', { key: 'in_1' });
    await world.advance(days(1));
    const [letter] = world.letters();
    if (letter === undefined) throw new Error('No letter was published.');
    return { ...letter, attributes: { ...letter.attributes, redrive: 'r1' } };
  };

  it('comes again if it fails for now: the instance no longer knows of the command', async () => {
    const redrive = await givenUp();
    fault = new Error('busy');
    expect(await world.deliver(redrive)).toBe('again');
    fault = undefined;
    expect(await world.deliver(redrive)).toBe('ack');
    expect(reminders).toBe(1);
  });

  it('comes again if it reaches a version of the bundle that does not have the saga', async () => {
    const redrive = await givenUp();
    fault = undefined;
    world.durable = {};
    expect(await world.deliver(redrive)).toBe('again');
    world.durable = { reminding };
    expect(await world.deliver(redrive)).toBe('ack');
    expect(reminders).toBe(1);
  });
});

describe('a wake-up from a clock that is hours fast', () => {
  it('fires no timer before its moment by the clock of the store', async () => {
    await world.event('failed', { key: 'in_1' });
    const due = new Date(world.ports.clock.now().getTime() + days(1));
    world.ports.clock.advance(days(1) - hours(2));
    await world.deliver(wakeUpMessage('reminding', 'in_1', due.getTime(), due));
    await world.settle();
    expect(reminders).toBe(0);
    await world.advance(hours(2));
    expect(reminders).toBe(1);
  });
});
