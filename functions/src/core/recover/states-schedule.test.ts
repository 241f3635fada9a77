import { expect, it } from 'vitest';
import { memoryPorts } from '../../testing/memory-ports.ts';
import { withApiKey } from '../../testing/service-sources.ts';
import { readSettings } from '../config/settings.ts';
import type { EventQuery } from './lister.ts';
import { reconcileOnSchedule } from './reconcile-schedule.ts';
import type { StateLister } from './state-lister.ts';

const HOUR_MS = 60 * 60_000;
const NOW = new Date('2026-11-23T12:00:00Z');

function setUp() {
  const ports = memoryPorts(NOW);
  const queries: EventQuery[] = [];
  const world = { failAt: Number.NaN, isBehind: false };
  const lister: StateLister = {
    lists: 'states',
    provider: 'acme',
    kinds: ['order'],
    capabilities: { reachDays: 30 },
    async page({ query, cursor }) {
      queries.push(query);
      const page = Number(cursor ?? 0);
      if (page === world.failAt) throw new Error('connection lost');
      const object = { id: `o${page}` };
      const item = { kind: 'order', id: object.id, updatedAt: NOW, object, source: '//acme.example' };
      return {
        items: [{ ...item, isBehind: world.isBehind }],
        looked: 10,
        next: page < 2 ? String(page + 1) : undefined,
      };
    },
  };
  const settings = readSettings('acme', {}, { ACME_WEBHOOK_SECRET: 's' });
  const tools = { settings, ports, services: withApiKey('key'), log: ports.log };
  return {
    ports,
    queries,
    world,
    run: (goesOn?: () => boolean) => reconcileOnSchedule(lister, tools, goesOn),
    subjects: () => ports.publisher.published.map(({ message }) => JSON.parse(message.data.toString()).subject),
  };
}

it('the hourly run says that it lists states, and how many objects the records did not know', async () => {
  const { run, ports, world } = setUp();
  world.isBehind = true;
  await run();
  const line = { severity: 'INFO', message: 'Acme States Reconciled', listed: 30, published: 3, undelivered: 3 };
  expect(ports.lines.at(-1)).toMatchObject(line);
});

it('each run begins ten minutes before the end of the last one', async () => {
  const { run, ports, queries } = setUp();
  await run();
  ports.clock.advance(HOUR_MS);
  await run();
  expect(queries.at(-1)).toMatchObject({
    since: new Date(NOW.getTime() - 10 * 60_000),
    until: new Date(NOW.getTime() + HOUR_MS),
  });
});

it('a run that was cut off goes on at its page, with the span of time that it began with', async () => {
  const { run, ports, world, queries, subjects } = setUp();
  world.failAt = 1;
  await expect(run()).rejects.toThrow('connection lost');
  expect(subjects()).toEqual(['o0']);
  world.failAt = Number.NaN;
  ports.clock.advance(HOUR_MS);
  await run();
  expect(subjects().slice(0, 3)).toEqual(['o0', 'o1', 'o2']);
  expect(queries.slice(0, 4).map(({ until }) => until)).toEqual([NOW, NOW, NOW, NOW]);
});

it('a run whose time is up says so', async () => {
  const { run, ports } = setUp();
  await run(() => false);
  expect(ports.lines.at(-1)).toMatchObject({ severity: 'WARNING', message: 'Acme States Partly Reconciled' });
});
