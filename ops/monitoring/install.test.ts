import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeGoogle } from '../delivery/testing/fake-google.ts';
import { monitoringFiles } from './files.ts';
import { installMonitoring } from './install.ts';

const files = monitoringFiles();
let google: FakeGoogle;

beforeEach(async () => {
  google = await FakeGoogle.start();
});

afterEach(() => google[Symbol.asyncDispose]());

function install({ check = false, channels = [] as readonly string[] } = {}) {
  return installMonitoring(files, {
    rest: google.rest,
    endpoints: google.endpoints,
    projectId: 'demo',
    channels,
    check,
  });
}

const states = (items: Awaited<ReturnType<typeof install>>) => [...new Set(items.map(({ done }) => done))];

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
    { what: 'metric integrations_handled', done: 'changed' },
    { what: 'dashboard Integration Service', done: 'changed' },
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
