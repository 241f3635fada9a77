import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isSentryEventOfType, SentryEvent } from './event.ts';
import { sentry } from './index.ts';
import { sentrySamples } from './samples.ts';

integrationConformance(sentry, sentrySamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const SECRET = 'the client secret of the integration';

const event = (type: string, edit = (body: string) => body) =>
  sampleEvent(sentry, sentrySamples, type, { id: '7', now: NOW, edit });

it.each(['sentry-hook-signature', 'sentry-app-signature'])('the signature may be in %s', async (name) => {
  const body = '{"action":"created","data":{"issue":{"id":"6"}}}';
  const headers = { [name]: createHmac('sha256', SECRET).update(body).digest('hex') };
  const request = { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(body), receivedAt: NOW };
  expect(await sentry.verify(request, [SECRET], NOW, { toleranceSeconds: 0 })).toMatchObject({ secret: 0 });
});

it('the signed data says what kind of event it is; the time and the id of an issue’s event are not signed', async () => {
  expect(await event('issue.resolved')).toMatchObject({
    eventtype: 'issue.resolved',
    time: '2026-11-23T12:00:00.000Z',
    source: '//sentry.io/installations/3f0a6d4e-91c7-4b52-a8de-27c05b9e6f13',
    subject: '667',
    unsigned: 'id,time',
  });
});

it('an alert has the time of its error, which is signed', async () => {
  expect(await event('event_alert.triggered')).toMatchObject({ subject: '667', unsigned: 'id' });
});

it('an issue that is resolved twice is two events, even if their bytes are the same', async () => {
  const resolved = async (id: string) => {
    const edit = (body: string) => body.replaceAll(/66\d/g, '661');
    return (await sampleEvent(sentry, sentrySamples, 'issue.resolved', { id, now: NOW, edit })).id;
  };
  expect(await resolved('1')).not.toBe(await resolved('2'));
  expect(await resolved('1')).toBe(await resolved('1'));
});

it('a header names a resource that is newer than the types', async () => {
  const edit = (body: string) => body.replace('"issue":{', '"replay":{');
  expect(await event('issue.created', edit)).toMatchObject({
    eventtype: 'issue.created',
    unsigned: expect.stringContaining('type'),
  });
});

it('an event without an action is kept, marked', async () => {
  expect(await event('issue.created', () => '{"data":{}}')).toMatchObject({ eventtype: 'unknown' });
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all(['issue.created', 'metric_alert.critical'].map((type) => event(type)));
  const events = all.map((envelope) => SentryEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isSentryEventOfType('metric_alert.critical'), toArray()));
  expect(passed).toEqual(events.slice(1));
  for (const { event: one } of passed) expectTypeOf(one.action).toEqualTypeOf<'critical'>();
  // @ts-expect-error Sentry has no such event.
  isSentryEventOfType('issue.exploded');
});
