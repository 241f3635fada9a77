import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { describeAll } from '../../core/integration/recognition.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isZendeskEventOfType, ZendeskEvent, type ZendeskTicket, type ZendeskUser } from './event.ts';
import { zendesk } from './index.ts';
import { zendeskSamples } from './samples.ts';

integrationConformance(zendesk, zendeskSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const SECRET = 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==';

function requestWith(body: string, timestamp = '2026-11-23T12:00:00Z', signed = timestamp + body): RawWebhook {
  const signature = createHmac('sha256', SECRET).update(signed).digest('base64');
  return {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers: { 'x-zendesk-webhook-signature': signature, 'x-zendesk-webhook-signature-timestamp': timestamp },
    rawBody: Buffer.from(body),
    receivedAt: NOW,
  };
}

const verified = (request: RawWebhook) => zendesk.verify(request, [SECRET], NOW, { toleranceSeconds: 300 });

async function describedAs(body: object) {
  const request = requestWith(JSON.stringify(body));
  return describeAll(zendesk, await verified(request), request).map(({ about }) => about);
}

it('an event is described by its signed body', async () => {
  const event = {
    account_id: 123,
    id: 'cbe4028c',
    type: 'zen:event-type:ticket.created',
    subject: 'zen:ticket:35436',
    time: '2026-11-23T11:59:58Z',
    detail: { id: '35436' },
    event: {},
  };
  expect(await describedAs(event)).toEqual([
    {
      id: 'cbe4028c',
      type: 'zen:event-type:ticket.created',
      time: new Date('2026-11-23T11:59:58Z'),
      source: '//zendesk.com/123',
      subject: '35436',
    },
  ]);
});

it('a trigger’s body is an event if it has a type; without a time it has the signed one', async () => {
  expect(await describedAs({ id: 35436, type: 'ticket.escalated' })).toEqual([
    { id: '35436', type: 'ticket.escalated', time: NOW, source: '//zendesk.com', unknown: ['time'] },
  ]);
  expect(await describedAs({ ticket: 35436 })).toMatchObject([{ type: 'unknown', unknown: ['id', 'type', 'time'] }]);
});

it.each([
  ['that includes a part of the body', '2026-11-23T12:00:00Z{'],
  ['that lacks a part moved into the body', '2026-11-23T12:00:0'],
  ['in another spelling', 'Mon, 23 Nov 2026 12:00:00 GMT'],
  ['without its time zone', '2026-11-23T12:00:00'],
])('a time %s is refused, although the signature is valid', (_what, timestamp) => {
  expect(() => verified(requestWith('{"id":"1","type":"x"}', timestamp))).toThrow(
    expect.objectContaining({ code: 'zendesk/bad-signature' }),
  );
});

const created = ZendeskEvent.revive(await sampleEvent(zendesk, zendeskSamples, 'zen:event-type:ticket.created'));
const solved = ZendeskEvent.revive(await sampleEvent(zendesk, zendeskSamples, 'zen:event-type:ticket.status_changed'));

it('the operator lets through the given types and narrows the detail to them', async () => {
  const wanted = isZendeskEventOfType('zen:event-type:ticket.created');
  const passed = await firstValueFrom(of(created, solved).pipe(wanted, toArray()));
  expect(passed).toEqual([created]);
  for (const { event } of passed) expectTypeOf(event.detail).toEqualTypeOf<ZendeskTicket>();
});

it('several types narrow to their union, and a type that does not exist does not compile', async () => {
  const wanted = isZendeskEventOfType('zen:event-type:ticket.status_changed', 'zen:event-type:user.created');
  const passed = await firstValueFrom(of(created, solved).pipe(wanted, toArray()));
  expect(passed).toEqual([solved]);
  for (const { event } of passed) expectTypeOf(event.detail).toEqualTypeOf<ZendeskTicket | ZendeskUser>();
  // @ts-expect-error Zendesk has no such event.
  isZendeskEventOfType('zen:event-type:ticket.exploded');
});

it('data that is not a Zendesk event is refused', () => {
  expect(() => ZendeskEvent.revive({ ...created.envelope, data: { id: '1' } })).toThrow(/is not an event of zendesk/);
});
