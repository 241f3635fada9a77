import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isSendcloudEventOfType, SendcloudEvent, type SendcloudEventType } from './event.ts';
import { sendcloud } from './index.ts';
import { sendcloudSamples } from './samples.ts';

integrationConformance(sendcloud, sendcloudSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const BODY = '{"action":"integration_deleted","timestamp":1795435198000}';

const event = (type: SendcloudEventType, edit?: (body: string) => string) =>
  sampleEvent(sendcloud, sendcloudSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

it('a request that was signed without the scheme is accepted', async () => {
  const headers = { 'sendcloud-signature': createHmac('sha256', 'a secret key').update(BODY).digest('hex') };
  const rawBody = Buffer.from(BODY);
  const request: RawWebhook = { method: 'POST', url: '/', publicUrls: [], headers, rawBody, receivedAt: NOW };
  expect(await sendcloud.verify(request, ['a secret key'], NOW, { toleranceSeconds: 0 })).toMatchObject({ secret: 0 });
});

it('a parcel is described by what is signed, and changed when its carrier says so', async () => {
  expect(await event('parcel_status_changed')).toMatchObject({
    id: 'parcel_status_changed:107:11:1795435200000',
    eventtype: 'parcel_status_changed',
    time: '2026-11-23T11:59:53.000Z',
    source: '//sendcloud.com',
    subject: '107',
  });
});

it.each([
  ['return_created', 'return_created:997:1795435200000', '997'],
  ['integration_connected', 'integration_connected:77:1795435200000', '77'],
] as const)('%s is described by what it is about', async (type, id, subject) => {
  expect(await event(type)).toMatchObject({ id, subject, time: '2026-11-23T12:00:00.000Z' });
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['return_created', 'parcel_status_changed'] as const).map((type) => event(type)));
  const events = all.map((envelope) => SendcloudEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isSendcloudEventOfType('return_created'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.return.id).toEqualTypeOf<number>();
  // @ts-expect-error Sendcloud has no such event.
  isSendcloudEventOfType('parcel_created');
});
