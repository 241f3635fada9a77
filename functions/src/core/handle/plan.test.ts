import { concat, concatMap, EMPTY, filter, map, mergeMap, NEVER, of, throwError } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PermanentError } from '../event/errors.ts';
import { IntegrationEvent } from '../event/integration-event.ts';
import { buildEvent, type PlatformEvent } from '../event/platform-event.ts';
import { Command, commandHandler } from '../logic/command.ts';
import { planFor, type BusinessLogic } from './plan.ts';
import { isOfType, saga } from '../logic/saga.ts';
import { task } from '../logic/task.ts';

class AcmeEvent extends IntegrationEvent<{ readonly n: number }> {}
class PingEvent extends IntegrationEvent {
  override isConnectionTest(): boolean {
    return true;
  }
}
class OtherEvent extends IntegrationEvent {
  readonly other = true;
}

class Keep extends Command {
  static readonly type = 'Keep';
}

class KeepOne extends Command {
  static readonly type = 'KeepOne';
  override readonly key: string;

  constructor(key: string) {
    super();
    this.key = key;
  }
}

class Unknown extends Command {
  static readonly type = 'Unknown';
}

const handlers = [commandHandler(Keep, () => undefined), commandHandler(KeepOne, () => undefined)];

function acme(n = 1): AcmeEvent {
  const about = { id: 'e1', type: 'thing', time: new Date(0), source: '//acme.example' };
  const envelope: PlatformEvent = { ...buildEvent('acme', about, { receivedAt: new Date(0) }), data: { n } };
  return new AcmeEvent({ n }, envelope);
}

function plan(logic: Partial<BusinessLogic>, event: IntegrationEvent = acme()) {
  return planFor(event, { sagas: {}, tasks: {}, handlers, ...logic });
}

/** A plan without its functions, and its failures without where they were thrown. */
async function outline(logic: Partial<BusinessLogic>, event?: IntegrationEvent) {
  const { steps, failures } = await plan(logic, event);
  return {
    steps: steps.map(({ name }) => name),
    failures: failures.map(({ stack: _stack, kind: _kind, ...failure }) => failure),
  };
}

const keep = saga((events$) => events$.pipe(map(() => new Keep())));

describe('the plan for one event', () => {
  it('has a step of the engine for an event that tests the way, so that the event gets an entry', async () => {
    const { envelope } = acme();
    expect(await outline({}, new PingEvent({}, envelope))).toEqual({ steps: ['connectionTest'], failures: [] });
  });

  it('names a step after its saga, the type of its command and the key of the command', async () => {
    const keyed = saga((events$) => events$.pipe(mergeMap(() => [new KeepOne('a'), new KeepOne('b')])));
    expect(await outline({ sagas: { keep, keyed } })).toEqual({
      steps: ['keep/Keep', 'keyed/KeepOne/a', 'keyed/KeepOne/b'],
      failures: [],
    });
  });

  it.each([
    ['half of a surrogate pair', '\uD800'],
    ['more than the ledger keeps', 'x'.repeat(1_000)],
  ])('refuses for good a command whose key holds %s', async (_what, key) => {
    const odd = saga((events$) => events$.pipe(map(() => new KeepOne(key))));
    const { steps, failures } = await outline({ sagas: { odd, keep } });
    expect(steps).toEqual(['keep/Keep']);
    expect(failures).toMatchObject([{ command: 'odd', permanent: true, message: expect.stringMatching(/digest/) }]);
  });

  it('refuses for good more commands than one entry of the ledger can hold', async () => {
    const keys = Array.from({ length: 1_000 }, (_unused, index) => `${index}`.padStart(500, '0'));
    const many = saga((events$) => events$.pipe(mergeMap(() => keys.map((key) => new KeepOne(key)))));
    const { steps, failures } = await outline({ sagas: { many, keep } });
    expect(steps).toEqual(['keep/Keep']);
    expect(failures).toMatchObject([{ command: 'many', permanent: true }]);
  });

  it('is empty where no saga yields a command and no task takes the event', async () => {
    const deaf = saga((events$) =>
      events$.pipe(
        isOfType(OtherEvent),
        map(() => new Keep()),
      ),
    );
    const none = task(OtherEvent, () => undefined);
    expect(await outline({ sagas: { deaf, empty: saga(() => EMPTY) }, tasks: { none } })).toEqual({
      steps: [],
      failures: [],
    });
  });

  it('has a step for each task that takes the event', async () => {
    const tasks = {
      takes: task(AcmeEvent, () => undefined),
      picks: task(AcmeEvent, () => undefined, { when: ({ event }) => event.n > 5 }),
    };
    expect(await outline({ tasks })).toEqual({ steps: ['takes'], failures: [] });
    expect(await outline({ tasks }, acme(6))).toEqual({ steps: ['takes', 'picks'], failures: [] });
  });

  it('keeps the commands of the others where one saga throws', async () => {
    const broken = saga((events$) =>
      events$.pipe(
        map(() => {
          throw new Error('A defect.');
        }),
      ),
    );
    const hopeless = saga(() => throwError(() => new PermanentError('It can never succeed.')));
    const unbuilt = saga(() => {
      throw new Error('Not even a stream.');
    });
    expect(await outline({ sagas: { broken, keep, hopeless, unbuilt } })).toEqual({
      steps: ['keep/Keep'],
      failures: [
        { command: 'broken', message: 'A defect.', permanent: false },
        { command: 'hopeless', message: 'It can never succeed.', permanent: true },
        { command: 'unbuilt', message: 'Not even a stream.', permanent: false },
      ],
    });
  });

  it('takes nothing from a saga that yields a command and then throws', async () => {
    const half = saga((events$) =>
      concat(
        events$.pipe(map(() => new Keep())),
        throwError(() => new Error('Late.')),
      ),
    );
    expect(await outline({ sagas: { half } })).toEqual({
      steps: [],
      failures: [{ command: 'half', message: 'Late.', permanent: false }],
    });
  });

  it('finds a saga that threw alive for the next event', async () => {
    const picky = saga((events$) =>
      events$.pipe(
        isOfType(AcmeEvent),
        map(({ event }) => {
          if (event.n === 1) throw new Error('Not this one.');
          return new Keep();
        }),
      ),
    );
    expect((await outline({ sagas: { picky } }, acme(1))).failures).toHaveLength(1);
    expect(await outline({ sagas: { picky } }, acme(2))).toEqual({ steps: ['picky/Keep'], failures: [] });
  });

  it('waits for a saga that yields later', async () => {
    const slow = saga((events$) => events$.pipe(concatMap(async () => new Keep())));
    expect((await outline({ sagas: { slow } })).steps).toEqual(['slow/Keep']);
  });

  it('gives every saga its own stream', async () => {
    const taken: unknown[] = [];
    const greedy = saga((events$) =>
      events$.pipe(
        filter((event) => taken.push(event) > 0),
        map(() => new Keep()),
      ),
    );
    await plan({ sagas: { first: greedy, second: greedy } });
    expect(taken).toHaveLength(2);
  });

  it('counts a task whose condition throws as failed', async () => {
    const tasks = {
      bad: task(AcmeEvent, () => undefined, {
        when: () => {
          throw new Error('No condition.');
        },
      }),
    };
    expect((await outline({ tasks })).failures).toEqual([
      { command: 'bad', message: 'No condition.', permanent: false },
    ]);
  });
});

describe('a saga that is wrong for good', () => {
  it('yields a command that no handler takes', async () => {
    const [failure] = (await outline({ sagas: { lost: saga(() => of(new Unknown())) } })).failures;
    expect(failure).toMatchObject({ command: 'lost', permanent: true });
    expect(failure?.message).toMatch(/no handler takes.*npm run generate/);
  });

  it('yields two commands that the ledger could not tell apart', async () => {
    const twice = saga(() => of(new KeepOne('a'), new KeepOne('a')));
    const [failure] = (await outline({ sagas: { twice } })).failures;
    expect(failure).toMatchObject({ permanent: true });
    expect(failure?.message).toMatch(/twice\/KeepOne\/a twice for one event/);
  });

  it('returns no stream', async () => {
    const wrong = { run: () => JSON.parse('[]') };
    const [failure] = (await outline({ sagas: { wrong } })).failures;
    expect(failure).toEqual({
      command: 'wrong',
      message: 'Saga wrong must return an Observable of commands.',
      permanent: true,
    });
  });

  describe('by waiting', () => {
    beforeEach(() => {
      vi.useFakeTimers();
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    it('never completes, and does not hold up the others for ever', async () => {
      const waits = saga(() => NEVER);
      const outcome = outline({ sagas: { waits, keep } });
      await vi.advanceTimersByTimeAsync(60_000);
      const { steps, failures } = await outcome;
      expect(steps).toEqual(['keep/Keep']);
      expect(failures).toMatchObject([{ command: 'waits', permanent: true }]);
    });
  });
});
