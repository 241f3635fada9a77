import { expect, it } from 'vitest';
import { PagerdutyEvent } from 'integration-service/pagerduty';
import { pagerduty } from 'integration-service/pagerduty/integration';
import { pagerdutySamples } from 'integration-service/pagerduty/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateIncident } from '../shared/incidents.ts';
import { incidents } from './incidents.ts';

const logic = { sagas: { incidents }, handlers: [updateIncident] };

async function event(type: string, second = 0, edit = (body: string) => body): Promise<PagerdutyEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return PagerdutyEvent.revive(await sampleEvent(pagerduty, pagerdutySamples, type, { now, edit }));
}

async function after(...events: readonly PagerdutyEvent[]) {
  return (await (await handleEvents(logic, events)).get('incidents', 'pagerduty:PINC1'))?.data;
}

it('an incident is recorded with who works on it', async () => {
  expect(await after(await event('incident.triggered'), await event('incident.acknowledged', 5))).toMatchObject({
    provider: 'pagerduty',
    source: '//cups.pagerduty.com',
    reference: '#318',
    title: 'The checkout answers slowly',
    status: 'acknowledged',
    severity: 'high',
    service: 'Checkout',
    assignee: 'PU1GRACE',
    url: 'https://cups.pagerduty.com/incidents/PINC1',
  });
});

it('an incident that is over stays resolved, whatever arrives late', async () => {
  const all = [
    await event('incident.triggered'),
    await event('incident.acknowledged'),
    await event('incident.resolved'),
  ];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject({ status: 'resolved', assignee: null });
  }
});

it('the priority that people gave an incident says more than its urgency', async () => {
  const edit = (body: string) => body.replace('"priority":null', '"priority":{"id":"P1","summary":"P1"}');
  expect(await after(await event('incident.triggered', 0, edit))).toMatchObject({ severity: 'P1' });
});

it.each(['incident.annotated', 'pagey.ping'])('an %s event leaves no record', async (type) => {
  expect(await after(await event(type))).toBeUndefined();
});
