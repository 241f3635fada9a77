import { describe, expect, it } from 'vitest';
import { Failure } from '../exit.ts';
import { URL, World } from './testing/rotation-world.ts';

it.each(['us', 'second'] as const)('by "%s", every signature is accepted at every moment', async (by) => {
  const world = new World(by);
  expect(await world.run()).toEqual({ provider: 'stripe', by, isDone: true });
  world.requireAccepted();
  expect(world.hooks).toHaveLength(1);
  expect(world.hooks[0]?.secret).toBe(world.secrets[0]);
  expect(world.secrets).toHaveLength(2);
  expect(world.note).toBeUndefined();
});

it.each([
  ['us', 'wait'],
  ['us', 'provider'],
  ['second', 'wait'],
  ['second', 'provider'],
] as const)('by "%s", a run that is cut off at the %s goes on with the same secret', async (by, cutOff) => {
  const world = new World(by);
  world.cutOff = cutOff;
  await expect(world.run()).rejects.toThrow('interrupted');
  world.requireAccepted();
  const added = world.secrets[0];
  world.cutOff = undefined;
  expect(await world.run()).toMatchObject({ isDone: true });
  expect(world.secrets).toEqual([added, 'first-secret']);
  expect(world.hooks.map(({ secret }) => secret)).toEqual([added]);
  expect(world.asked).toHaveLength(1);
});

it.each(['overlap', 'replaced'] as const)('by "%s", the provider makes the secret, and it is kept', async (by) => {
  const world = new World(by);
  expect(await world.run()).toMatchObject({ by, isDone: true });
  expect(world.secrets).toEqual(['made-by-acme', 'first-secret']);
  const said = by === 'overlap' ? 'signs with both for 24 hours' : 'events are refused until it is in the secret acme';
  expect(world.asked[0]).toContain(said);
});

it('a second webhook that sends its secret to the endpoint is created with an open registration', async () => {
  const world = new World('second', 'handshake');
  expect(await world.run()).toMatchObject({ isDone: true });
  expect(world.created).toEqual([`${URL}?registration=opened-with-first-secret`]);
});

it('by hand, the steps are told and nothing is changed', async () => {
  const world = new World('hand');
  expect(await world.run()).toEqual({ provider: 'stripe', by: 'hand', isDone: false, steps: ['Open the settings.'] });
  expect(world.secrets).toEqual(['first-secret']);
});

it('nothing that is told or asked holds a secret', async () => {
  for (const by of ['us', 'second', 'overlap', 'replaced'] as const) {
    const world = new World(by);
    const report = await world.run();
    const shown = JSON.stringify([report, world.told, world.asked]);
    for (const secret of ['key-of-acme', ...world.secrets]) expect(shown).not.toContain(secret);
  }
});

/** A time after the rotation began, in minutes. */
function minute(minutes: number): Date {
  return new Date(Date.parse('2026-11-30T00:00:00Z') + minutes * 60_000);
}

function old(id: string, minutes: number) {
  return { id, at: minute(minutes), isOld: true };
}

describe('the first of two webhooks', () => {
  it('is removed 10 minutes after every instance holds both secrets, if no event came by it alone', async () => {
    const world = new World('second');
    // Each by both, whichever came first.
    world.log = [old('e1', 6), { id: 'e1', at: minute(6), isOld: false }, { id: 'e2', at: minute(9), isOld: false }];
    world.log = [...world.log, old('e2', 12)];
    expect(await world.run()).toMatchObject({ isDone: true });
    expect(new Date(world.time)).toEqual(minute(16));
    expect(world.told.join()).toContain('no event of Acme was verified with the old secret alone for 10 minutes');
  });

  it('stays as long as events come by it alone', async () => {
    const world = new World('second');
    world.log = [old('e1', 3), old('e2', 6), old('e3', 12), { id: 'e3', at: minute(13), isOld: false }, old('e4', 14)];
    expect(await world.run()).toMatchObject({ isDone: true });
    expect(new Date(world.time)).toEqual(minute(25));
    expect(world.told.join()).toContain(
      '2 of its events came by the old webhook alone, the last one at 2026-11-30T00:14',
    );
  });

  it('is removed at once by a later run if nothing came by it alone meanwhile', async () => {
    const world = new World('second');
    world.cutOff = 'wait';
    await expect(world.run()).rejects.toThrow('interrupted');
    world.cutOff = undefined;
    world.time += 60 * 60_000;
    const then = world.time;
    world.log = [old('e1', 7)];
    expect(await world.run()).toMatchObject({ isDone: true });
    expect(world.time).toBe(then);
  });

  it('stays if the log cannot be read, until the operator has looked for himself', async () => {
    const world = new World('second');
    world.log = new Failure('Google answered 403.');
    const report = await world.run();
    expect(report.isDone).toBe(false);
    expect(report.steps?.join()).toContain('run "npx integrations rotate stripe --remove-first"');
    expect(world.told.at(-1)).toContain('Google answered 403. h1 stays');
    expect(world.hooks.map(({ id }) => id)).toEqual(['h1', 'h2']);
    world.requireAccepted();
    world.options = { 'remove-first': true };
    expect(await world.run()).toMatchObject({ isDone: true });
    expect(world.hooks.map(({ id }) => id)).toEqual(['h2']);
  });

  it('stays if events arrived that the log does not hold', async () => {
    const world = new World('second');
    world.hasEvent = true;
    expect(await world.run()).toMatchObject({ isDone: false });
    expect(world.told.at(-1)).toContain('the log does not hold the lines');
    expect(world.hooks).toHaveLength(2);
  });
});

describe('what was refused while a secret was replaced', () => {
  it('is published from the list of the API, from a minute before to a minute after', async () => {
    const world = new World('replaced');
    const asked: unknown[] = [];
    world.recover = async (query) => {
      asked.push(query);
      return { listed: 3, published: 2, undelivered: 1 };
    };
    expect(await world.run()).toMatchObject({ isDone: true, recovered: { published: 2 } });
    expect(asked).toEqual([{ since: minute(-1), until: minute(1), dryRun: false }]);
    expect(world.told.at(-1)).toContain('lists 3 events of this time; 2 of them were published');
  });

  it('is left to a command if the list fails', async () => {
    const world = new World('replaced');
    world.recover = () => Promise.reject(new Failure('It may not list events.'));
    const report = await world.run();
    expect(report).toMatchObject({ isDone: false });
    expect(report.steps?.join()).toContain('npx integrations reconcile stripe --since 2026-11-29T23:59:00.000Z');
    expect(world.secrets).toEqual(['made-by-acme', 'first-secret']);
  });

  it('has to be resent at the provider if its API lists no events', async () => {
    const world = new World('replaced');
    expect(await world.run()).toMatchObject({ isDone: true });
    expect(world.told.at(-1)).toContain('failed between 2026-11-29T23:59:00.000Z and 2026-11-30T00:01:00.000Z');
  });
});

it.each(['us', 'second', 'overlap', 'replaced'] as const)('by "%s", a dry run changes nothing', async (by) => {
  const world = new World(by);
  const dry: boolean[] = [];
  world.recover = async ({ dryRun }) => {
    dry.push(dryRun);
    return { listed: 1, published: 1, undelivered: 0 };
  };
  world.options = { 'dry-run': true };
  expect(await world.run()).toMatchObject({ isDone: false });
  expect(world.hooks).toEqual([{ id: 'h1', secret: 'first-secret' }]);
  expect([world.secrets, world.asked]).toEqual([['first-secret'], []]);
  expect(world.told).not.toEqual([]);
  expect(dry).toEqual(by === 'replaced' ? [true] : []);
});

it('a dry run says that a rotation is under way, and leaves it alone', async () => {
  const world = new World('second');
  world.cutOff = 'wait';
  await expect(world.run()).rejects.toThrow('interrupted');
  world.cutOff = undefined;
  world.options = { 'dry-run': true };
  expect(await world.run()).toMatchObject({ isDone: false });
  expect(world.told.at(-1)).toContain('goes on with it');
  expect(world.hooks).toHaveLength(2);
});

it('by "replaced", a webhook that has no such call is created again, and its secret is kept where the webhook shows it', async () => {
  const world = new World('replaced', 'read');
  expect(await world.run()).toMatchObject({ isDone: true });
  world.requireAccepted();
  expect(world.hooks).toHaveLength(1);
  expect(world.secrets).toEqual([world.hooks[0]?.secret, 'first-secret']);
});

it('by "us", every webhook that shares the secret gets the new one: the receiver accepts two', async () => {
  const world = new World('us');
  world.hooks.push({ id: 'h2', secret: 'first-secret' });
  await world.run();
  expect(world.asked).toEqual([
    'This gives the hook of Acme, and 1 more with the same URL a new secret, without refusing an event.',
  ]);
  expect(world.hooks.map(({ secret }) => secret)).toEqual([world.secrets[0], world.secrets[0]]);
});
