import { expect, it } from 'vitest';
import { SentryEvent } from 'integration-service/sentry';
import { sentry } from 'integration-service/sentry/integration';
import { sentrySamples } from 'integration-service/sentry/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateIncident } from '../shared/incidents.ts';
import { issues, metricAlerts } from './incidents.ts';

const logic = { sagas: { issues, metricAlerts }, handlers: [updateIncident] };

async function event(type: string, second = 0, edit = (body: string) => body): Promise<SentryEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return SentryEvent.revive(await sampleEvent(sentry, sentrySamples, type, { now, edit }));
}

async function after(id: string, ...events: readonly SentryEvent[]) {
  return (await (await handleEvents(logic, events)).get('incidents', `sentry:${id}`))?.data;
}

it('an issue is recorded from its first error to its end, in whatever order the events arrive', async () => {
  const all = [await event('issue.created'), await event('issue.assigned'), await event('issue.resolved')];
  for (const order of [all, all.toReversed()]) {
    expect(await after('661', ...order)).toMatchObject({
      provider: 'sentry',
      source: '//sentry.io/installations/3f0a6d4e-91c7-4b52-a8de-27c05b9e6f13',
      reference: 'CUPS-2F',
      title: 'RangeError: a cup cannot weigh -3 g',
      status: 'resolved',
      providerStatus: 'resolved',
      severity: 'error',
      service: 'shop',
    });
  }
});

it('an issue that comes back is open, and assigned to whoever has it', async () => {
  const back = (body: string) => body.replace('"action":"assigned"', '"action":"unresolved"');
  const events = [await event('issue.assigned', 9, back), await event('issue.resolved', 5)];
  expect(await after('661', ...events)).toMatchObject({ status: 'open', assignee: '8801' });
});

it('an archived issue is ignored', async () => {
  const archived = (body: string) => body.replace('"status":"resolved"', '"status":"ignored"');
  expect(await after('661', await event('issue.resolved', 0, archived))).toMatchObject({ status: 'ignored' });
});

it('a metric alert is open until it is resolved', async () => {
  const [critical, resolved] = [await event('metric_alert.critical'), await event('metric_alert.resolved')];
  expect(await after('metric-alert-91', critical)).toMatchObject({ status: 'open', severity: 'critical' });
  expect(await after('metric-alert-91', resolved, critical)).toMatchObject({
    status: 'resolved',
    title: 'Slow checkout',
  });
});

it('an issue without a status leaves no record', async () => {
  const edit = (body: string) => body.replace('"status":"unresolved",', '');
  expect(await after('661', await event('issue.created', 0, edit))).toBeUndefined();
});
