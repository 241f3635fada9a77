import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { describeAll } from '../../core/integration/recognition.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { zendesk } from './index.ts';
import { zendeskSamples } from './samples.ts';

integrationConformance(zendesk, zendeskSamples, { vectors: ['zendesk'] });

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

it('a trigger’s body is an event if it has a type; the time at which it was signed stands for its own', async () => {
  expect(await describedAs({ id: 35436, type: 'ticket.escalated' })).toEqual([
    { id: '35436', type: 'ticket.escalated', time: NOW, source: '//zendesk.com', unknown: ['time'] },
  ]);
  expect(await describedAs({ ticket: 35436 })).toMatchObject([{ type: 'unknown', unknown: ['id', 'type', 'time'] }]);
});

it.each([
  ['of which a part was taken from the body', '2026-11-23T12:00:00Z{'],
  ['of which a part was moved into the body', '2026-11-23T12:00:0'],
  ['in another spelling', 'Mon, 23 Nov 2026 12:00:00 GMT'],
  ['without its zone', '2026-11-23T12:00:00'],
])('a time %s is refused, although the signature is right', (_what, timestamp) => {
  expect(() => verified(requestWith('{"id":"1","type":"x"}', timestamp))).toThrow(
    expect.objectContaining({ code: 'zendesk/bad-signature' }),
  );
});
