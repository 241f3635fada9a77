import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isXeroEventOfType, XeroEvent, type XeroEventType } from './event.ts';
import { xero } from './index.ts';
import { xeroSamples } from './samples.ts';

integrationConformance(xero, xeroSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const KEY = Buffer.alloc(48, 7).toString('base64');

const event = (type: XeroEventType, edit?: (body: string) => string) =>
  sampleEvent(xero, xeroSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

function requestWith(body: string, key = KEY): RawWebhook {
  const headers = { 'x-xero-signature': createHmac('sha256', key).update(body).digest('base64') };
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(body), receivedAt: NOW };
}

const shakeHands = async (request: RawWebhook) =>
  xero.handshake?.(request, [KEY], NOW, { verifyToken: undefined, toleranceSeconds: 0 });

it.each(['{"events":[],"firstEventSequence":0}', '{"events":null}'])(
  'a signed request without events, %s, is answered without a body',
  async (body) => {
    expect(await shakeHands(requestWith(body))).toEqual({ status: 200 });
  },
);

it('a request without events that is wrongly signed is refused, as Xero expects, by a 401', async () => {
  await expect(shakeHands(requestWith('{"events":[]}', 'another'))).rejects.toMatchObject({
    code: 'xero/bad-signature',
  });
  expect(xero.badSignature).toEqual({ status: 401 });
});

it.each(['{"events":[{"resourceId":"r1"}]}', '{"other":1}', '["events"]', '{"a":"\\"events\\""}'])(
  '%s is an ordinary delivery',
  async (body) => {
    expect(await shakeHands(requestWith(body))).toBeUndefined();
  },
);

it('an event is described by what is signed', async () => {
  const described = await event('INVOICE.UPDATE');
  expect(described).toMatchObject({
    id: '2b9f6a17-c3e8-4d05-b1a4-7f60d92ce358:e6c07-58b1-4a3d-9f72-0d4be81c97a5:INVOICE.UPDATE:2026-11-23T12:00:00.000',
    eventtype: 'INVOICE.UPDATE',
    time: '2026-11-23T12:00:00.000Z',
    source: '//xero.com/2b9f6a17-c3e8-4d05-b1a4-7f60d92ce358',
    subject: 'e6c07-58b1-4a3d-9f72-0d4be81c97a5',
  });
  expect(described.unsigned).toBeUndefined();
});

it.each([
  ['2026-11-23T10:00:00', '2026-11-23T10:00:00.000Z'],
  ['2026-11-23T10:00:00Z', '2026-11-23T10:00:00.000Z'],
  ['2026-11-23T10:00:00+01:00', '2026-11-23T09:00:00.000Z'],
])('the time %s is %s', async (written, time) => {
  const edit = (body: string) => body.replace(/"eventDateUtc":"[^"]*"/, `"eventDateUtc":"${written}"`);
  expect((await event('INVOICE.UPDATE', edit)).time).toBe(time);
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['CONTACT.CREATE', 'INVOICE.UPDATE'] as const).map((type) => event(type)));
  const events = all.map((envelope) => XeroEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isXeroEventOfType('CONTACT.CREATE'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const one of passed) expectTypeOf(one.event.eventCategory).toEqualTypeOf<'CONTACT'>();
  // @ts-expect-error Xero reports no deletions.
  isXeroEventOfType('INVOICE.DELETE');
});
