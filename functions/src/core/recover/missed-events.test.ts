import { withApiKey } from '../../testing/service-sources.ts';
import { describe, expect, it, vi } from 'vitest';
import { memoryPorts } from '../../testing/memory-ports.ts';
import { matchesType } from '../event/names.ts';
import { readSettings } from '../config/settings.ts';
import { acmeLister, type AcmeThing } from '../../testing/acme-lister.ts';
import type { EventQuery } from './lister.ts';
import { reconcile } from './missed-events.ts';
import { reconcileOnSchedule } from './reconcile-schedule.ts';

const DAY = 24 * 60 * 60_000;
const services = withApiKey('key');

/** A provider that lists `things` two to a page, newest first, and can fail at one page. */
function setUp(things: readonly AcmeThing[]) {
  const ports = memoryPorts();
  const queries: EventQuery[] = [];
  const cursors: (string | undefined)[] = [];
  const provider = { failAt: Number.NaN, forgot: false };
  const source = acmeLister(async ({ query, cursor }) => {
    queries.push(query);
    cursors.push(cursor);
    const from = Number(cursor ?? 0);
    if (from === provider.failAt || (cursor !== undefined && provider.forgot)) throw new Error('connection lost');
    return { things: things.slice(from, from + 2), next: from + 2 < things.length ? String(from + 2) : undefined };
  });
  const settings = readSettings('acme', {}, { ACME_WEBHOOK_SECRET: 's' });
  const tools = { settings, ports, services, log: ports.log };
  const run = (query: Partial<EventQuery> = {}, options = {}) =>
    reconcile(
      source,
      { since: new Date(0), until: new Date(DAY), types: [], undelivered: true, ...query },
      tools,
      options,
    );
  const schedule = (goesOn?: () => boolean) => reconcileOnSchedule(source, tools, goesOn);
  return {
    ports,
    provider,
    queries,
    cursors,
    run,
    schedule,
    ids: () => ports.publisher.published.map(({ message }) => message.attributes['id']),
  };
}

const things: readonly AcmeThing[] = ['5', '4', '3', '2', '1'].map((id) => ({
  id,
  type: id === '3' ? 'invoice.paid' : 'thing.made',
  at: Number(id),
}));

describe('reconciling', () => {
  it('publishes every listed event under its own id, page by page', async () => {
    const { run, ids, cursors } = setUp(things);
    expect(await run()).toEqual({ listed: 5, published: 5, undelivered: 5 });
    expect(ids()).toEqual(['5', '4', '3', '2', '1']);
    expect(cursors).toEqual([undefined, '2', '4']);
  });

  it('goes on where it was cut off, and publishes nothing twice', async () => {
    const { run, ids, provider } = setUp(things);
    provider.failAt = 2;
    await expect(run()).rejects.toThrow('connection lost');
    provider.failAt = Number.NaN;
    expect(await run()).toEqual({ listed: 5, published: 5, undelivered: 5 });
    expect(ids()).toEqual(['5', '4', '3', '2', '1']);
  });

  it('keeps its place whatever types it was asked for', async () => {
    const { run, provider, cursors } = setUp(things);
    provider.failAt = 2;
    const query = { types: ['thing.*', 'a/b', 'x'.repeat(2_000)] };
    await expect(run(query)).rejects.toThrow('connection lost');
    provider.failAt = Number.NaN;
    await run(query);
    expect(cursors).toEqual([undefined, '2', '2', '4']);
  });

  it('starts from the beginning again once a run has ended', async () => {
    const { run, cursors } = setUp(things);
    await run();
    await run();
    expect(cursors.filter((cursor) => cursor === undefined)).toHaveLength(2);
  });

  it('leaves out types and times that were not asked for, even where the provider lists them', async () => {
    const { run, ids } = setUp(things);
    await run({ types: ['invoice.*'] });
    await run({ since: new Date(4), until: new Date(5) });
    expect(ids()).toEqual(['3', '4']);
  });

  it('that is only tried publishes nothing and keeps no place', async () => {
    const { run, ids, ports } = setUp(things);
    expect(await run({}, { dryRun: true })).toEqual({ listed: 5, published: 5, undelivered: 5 });
    expect(ids()).toEqual([]);
    expect(await ports.store.list('reconciliations', { limit: 10 })).toEqual([]);
  });
});

describe('the scheduled run', () => {
  it('looks three days back at first, then from shortly before the last run', async () => {
    const { schedule, queries, ports } = setUp([]);
    const first = ports.clock.now().getTime();
    await schedule();
    expect(queries.at(-1)?.since.getTime()).toBe(first - 3 * DAY);
    ports.clock.advance(60 * 60_000);
    await schedule();
    expect(queries.at(-1)?.since.getTime()).toBe(first - 2 * 60 * 60_000);
  });

  it('never asks beyond what the provider keeps', async () => {
    const { schedule, queries, ports } = setUp([]);
    await schedule();
    ports.clock.advance(60 * DAY);
    await schedule();
    expect(queries.at(-1)?.since.getTime()).toBe(ports.clock.now().getTime() - 30 * DAY);
  });

  it('that fails leaves its work to the next one', async () => {
    const { schedule, queries, provider, ports } = setUp(things);
    provider.failAt = 0;
    await expect(schedule()).rejects.toThrow('connection lost');
    const since = queries.at(-1)?.since;
    provider.failAt = Number.NaN;
    ports.clock.advance(60_000);
    await schedule();
    expect(queries.at(-1)?.since.getTime()).toBe((since?.getTime() ?? 0) + 60_000);
  });
});

describe('a scheduled run that is cut off', () => {
  /** Cuts a first call off after this many pages. */
  async function cutOff(world: ReturnType<typeof setUp>, pages = 1) {
    let left = pages;
    await world.schedule(() => --left > 0);
    world.cursors.length = 0;
    world.queries.length = 0;
  }
  // What the provider lists lies within the three days that the first call looks back.
  const recent = things.map((thing) => ({ ...thing, at: Date.parse('2026-11-23T00:00:00Z') + thing.at }));

  it('is resumed by the next one at its page and over its span of time, which then looks for what came since', async () => {
    const world = setUp(recent);
    const { schedule, cursors, queries, ids, ports } = world;
    await cutOff(world);
    expect(ports.lines.at(-1)).toMatchObject({ severity: 'WARNING', message: 'Acme Events Partly Reconciled' });
    const first = ports.clock.now();
    ports.clock.advance(60 * 60_000);
    await schedule();
    expect(cursors).toEqual(['2', '4', undefined, '2', '4']);
    expect(queries.map(({ until }) => until)).toEqual([first, first, ...Array(3).fill(ports.clock.now())]);
    expect(queries[2]?.since.getTime()).toBe(first.getTime() - 2 * 60 * 60_000);
    expect(ids().slice(0, 5)).toEqual(['5', '4', '3', '2', '1']);
    expect(ports.lines.at(-1)).toMatchObject({ severity: 'INFO', message: 'Acme Events Reconciled' });
  });

  it('gets to its end however short each call is', async () => {
    const world = setUp(recent);
    const { schedule, ids, ports } = world;
    for (let call = 0; call < 3; call++) {
      await schedule(() => false);
      ports.clock.advance(60 * 60_000);
    }
    expect(ids()).toEqual(['5', '4', '3', '2', '1']);
    expect(ports.lines.at(-1)).toMatchObject({ message: 'Acme Events Partly Reconciled' });
  });

  it('is resumed where it failed, too', async () => {
    const world = setUp(recent);
    world.provider.failAt = 4;
    await expect(world.schedule()).rejects.toThrow('connection lost');
    world.provider.failAt = Number.NaN;
    world.cursors.length = 0;
    await world.schedule();
    expect(world.cursors).toEqual(['4']);
    expect(world.ids()).toEqual(['5', '4', '3', '2', '1']);
  });

  it('begins again where the provider does not know its place any more', async () => {
    const world = setUp(recent);
    await cutOff(world);
    world.provider.forgot = true;
    await expect(world.schedule()).rejects.toThrow('connection lost');
    expect(world.cursors).toEqual(['2', undefined, '2']);
    world.provider.forgot = false;
    await world.schedule();
    expect(new Set(world.ids())).toEqual(new Set(['5', '4', '3', '2', '1']));
  });

  it('leaves one document for all of its calls, with a time after which it may be deleted', async () => {
    const world = setUp(recent);
    const written = vi.spyOn(world.ports.store, 'write');
    for (let call = 0; call < 5; call++) {
      await cutOff(world, 2);
      world.ports.clock.advance(60 * 60_000);
    }
    expect(await world.ports.store.list('reconciliations', { limit: 10 })).toMatchObject([{ id: 'acme' }]);
    const kept = written.mock.calls.flatMap(([mutations]) => mutations);
    const at = Date.parse('2026-11-23T12:00:00Z');
    expect(kept[0]).toMatchObject({ collection: 'reconciliations', expireAt: new Date(at + 35 * DAY) });
    expect(kept.every(({ expireAt }) => expireAt !== undefined)).toBe(true);
  });
});

it.each([
  ['invoice.paid', [], true],
  ['invoice.paid', ['invoice.*'], true],
  ['invoice.paid', ['customer.*', 'invoice.paid'], true],
  ['invoice.paid', ['invoice'], false],
])('a type %s matches %j: %s', (type, wanted, expected) => {
  expect(matchesType(type, wanted)).toBe(expected);
});
