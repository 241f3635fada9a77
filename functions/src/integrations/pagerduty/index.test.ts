import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isPagerdutyEventOfType, PagerdutyEvent } from './event.ts';
import { pagerduty } from './index.ts';
import { pagerdutySamples } from './samples.ts';

integrationConformance(pagerduty, pagerdutySamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const SECRET = 'the secret of the subscription';
const BODY = '{"event":{"id":"01E","event_type":"incident.triggered","occurred_at":"2026-11-23T11:59:59Z","data":{}}}';

const event = (type: string, edit = (body: string) => body) =>
  sampleEvent(pagerduty, pagerdutySamples, type, { id: '7', now: NOW, edit });

function verify(signatures: readonly string[]) {
  const headers = { 'x-pagerduty-signature': signatures.join(',') };
  const request = { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(BODY), receivedAt: NOW };
  return Promise.resolve().then(() => pagerduty.verify(request, [SECRET], NOW, { toleranceSeconds: 0 }));
}

it('while a secret is rotated, one of the signatures is enough', async () => {
  const [ours, other] = [SECRET, 'another'].map((key) => `v1=${createHmac('sha256', key).update(BODY).digest('hex')}`);
  expect(await verify([other ?? '', ours ?? ''])).toMatchObject({ secret: 0 });
  await expect(verify([other ?? ''])).rejects.toMatchObject({ code: 'pagerduty/bad-signature' });
});

it('an event of an incident is described by what is signed', async () => {
  const envelope = await event('incident.resolved');
  expect(envelope).toMatchObject({
    id: '01EVT7TRESOLVED',
    eventtype: 'incident.resolved',
    time: '2026-11-23T12:00:00.000Z',
    source: '//cups.pagerduty.com',
    subject: 'PINC7',
  });
  expect(envelope).not.toHaveProperty('unsigned');
});

it('a note is about its incident', async () => {
  expect(await event('incident.annotated')).toMatchObject({ subject: 'PINC7', source: '//cups.pagerduty.com' });
});

it('a test event is an event like the others', async () => {
  expect(await event('pagey.ping')).toMatchObject({ eventtype: 'pagey.ping' });
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all(['incident.triggered', 'pagey.ping'].map((type) => event(type)));
  const events = all.map((envelope) => PagerdutyEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isPagerdutyEventOfType('pagey.ping'), toArray()));
  expect(passed).toEqual(events.slice(1));
  for (const { event: one } of passed) expectTypeOf(one.event.data.message).toEqualTypeOf<string>();
  // @ts-expect-error PagerDuty has no such event.
  isPagerdutyEventOfType('incident.exploded');
});
