import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeGoogle } from '../delivery/testing/fake-google.ts';
import { monitoringFiles } from './files.ts';
import { installMonitoring } from './install.ts';
import type { Installed } from './installation.ts';

const files = monitoringFiles();
let google: FakeGoogle;

beforeEach(async () => {
  google = await FakeGoogle.start();
});

afterEach(() => google[Symbol.asyncDispose]());

/** A clock that goes on only while something waits. */
class FakeClock {
  #ms = Date.parse('2026-11-28T12:00:00Z');
  readonly now = () => new Date(this.#ms);
  readonly pause = async (ms: number) => void (this.#ms += ms);
}

interface Options {
  readonly check?: boolean;
  readonly channels?: readonly string[];
  readonly waiting?: (alerts: number, waitedMs: number) => void;
}

async function install({ check = false, channels = [], waiting = () => undefined }: Options = {}) {
  const items: Installed[] = [];
  const target = { rest: google.rest, endpoints: google.endpoints, projectId: 'demo', channels, check };
  const { now, pause } = new FakeClock();
  await installMonitoring(files, target, { now, pause, waiting, done: (item) => void items.push(item) });
  return items;
}

const states = (items: readonly Installed[]) => [...new Set(items.map(({ done }) => done))];

it('creates what is not there, and changes nothing when it is called again', async () => {
  const items = await install();
  expect(states(items)).toEqual(['created']);
  expect(items).toHaveLength(files.metrics.length + files.alerts.length + 1);
  const writes = google.writes.length;
  expect(states(await install())).toEqual(['unchanged']);
  expect(google.writes).toHaveLength(writes);
});

it('only looks where it is told to', async () => {
  expect(states(await install({ check: true }))).toEqual(['created']);
  expect(google.writes).toEqual([]);
});

it('brings back what was changed by hand, and nothing else', async () => {
  await install();
  const metric = 'logging/projects/demo/metrics/integrations_handled';
  google.resources.set(metric, { ...google.resources.get(metric), filter: 'severity>=ERROR' });
  const dashboard = 'dashboards/projects/demo/dashboards/1';
  google.resources.set(dashboard, { ...google.resources.get(dashboard), mosaicLayout: { columns: 12 } });
  const writes = google.writes.length;
  const changed = (await install()).filter(({ done }) => done !== 'unchanged');
  expect(changed).toEqual([
    { what: 'dashboard Integration Service', done: 'changed' },
    { what: 'metric integrations_handled', done: 'changed' },
  ]);
  expect(google.writes).toHaveLength(writes + 2);
  expect(states(await install())).toEqual(['unchanged']);
});

it('leaves the channels alone that someone set, unless it is given others', async () => {
  await install({ channels: ['projects/demo/notificationChannels/1'] });
  expect(states(await install())).toEqual(['unchanged']);
  const alert = () => google.resources.get('monitoring/projects/demo/alertPolicies/1');
  expect(alert()).toMatchObject({ notificationChannels: ['projects/demo/notificationChannels/1'] });
  await install({ channels: ['projects/demo/notificationChannels/2'] });
  expect(alert()).toMatchObject({ notificationChannels: ['projects/demo/notificationChannels/2'] });
});

it('creates the dashboard first, and says of each thing that it is done once it is', async () => {
  const items = await install();
  expect(items[0]).toEqual({ what: 'dashboard Integration Service', done: 'created' });
  const kinds = items.map(({ what }) => what.split(' ')[0]);
  expect([...new Set(kinds)]).toEqual(['dashboard', 'metric', 'alert']);
});

describe('on a fresh project, where Google does not know the new metrics for some minutes,', () => {
  it('it waits for them, tells how long it has, and installs at once what does not depend on them', async () => {
    google.slowMetrics = 3;
    const waits: [number, number][] = [];
    const items = await install({ waiting: (...wait) => void waits.push(wait) });
    expect(items).toHaveLength(files.metrics.length + files.alerts.length + 1);
    expect(waits.map(([, waitedMs]) => waitedMs)).toEqual([0, 15_000, 30_000]);
    const onOurs = files.alerts.filter((alert) => JSON.stringify(alert).includes('logging.googleapis.com/user/'));
    expect(waits[0]?.[0]).toBe(onOurs.length);
    expect(states(await install())).toEqual(['unchanged']);
  });

  it('it gives up after a quarter of an hour, says what is open, and goes on when it is called again', async () => {
    google.slowMetrics = 100;
    await expect(install()).rejects.toThrow(/After 15 minutes .* alert Integrations: an event was given up on/);
    google.slowMetrics = 0;
    google.forgetNewMetrics();
    const items = await install();
    expect(items.filter(({ done }) => done === 'created').every(({ what }) => what.startsWith('alert '))).toBe(true);
    expect(states(await install())).toEqual(['unchanged']);
  });

  it('it does not wait for anything else that Google refuses', async () => {
    google.fail(/POST monitoring.*alertPolicies/, 403);
    await expect(install()).rejects.toMatchObject({ status: 403 });
  });
});
