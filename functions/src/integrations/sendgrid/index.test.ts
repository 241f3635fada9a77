import { EventWebhook } from '@sendgrid/eventwebhook';
import { lastValueFrom, map, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { buildEvent } from '../../core/event/platform-event.ts';
import { describeAll } from '../../core/integration/recognition.ts';
import { integrationConformance, rawWebhookOf } from '../../testing/integration-conformance.ts';
import { isSendgridEventOfType, SendgridEvent, type SendgridEventOfType } from './event.ts';
import { sendgrid } from './index.ts';
import { sendgridSamples } from './samples.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

integrationConformance(sendgrid, sendgridSamples, {
  official: ({ rawBody, headers }, publicKey) => {
    const official = new EventWebhook();
    try {
      return official.verifySignature(
        official.convertPublicKeyToECDSA(publicKey),
        Buffer.from(rawBody),
        String(headers['x-twilio-email-event-webhook-signature']),
        String(headers['x-twilio-email-event-webhook-timestamp']),
      );
    } catch {
      return false;
    }
  },
});

const secret = sendgridSamples.makeSecret();

async function verified(body: string, keys = [secret.configured]) {
  const delivery = { type: 'delivered', id: '1', signing: secret.signing, now: NOW, url: 'https://hook.example.com/' };
  const request = rawWebhookOf(sendgridSamples.request({ ...delivery, body: Buffer.from(body) }));
  const verified = await sendgrid.verify(request, keys, NOW, { toleranceSeconds: 300 });
  return describeAll(sendgrid, verified, request).map(({ about }) => about);
}

it('each element of a batch is an event with its own id', async () => {
  const [first, second] = ['processed', 'bounce'].map((type) =>
    sendgridSamples.sample(type, { id: '1', now: NOW }).trim().slice(1, -1),
  );
  const abouts = await verified(`[${first},\r\n${second}]\r\n`);
  expect(abouts.map(({ type }) => type)).toEqual(['processed', 'bounce']);
  expect(new Set(abouts.map(({ id }) => id)).size).toBe(2);
  expect(new Set(abouts.map(({ subject }) => subject)).size).toBe(1);
});

it('the subject is the message id that the API returned', async () => {
  const [about] = await verified(
    '[{"event":"open","timestamp":1,"sg_event_id":"e","sg_message_id":"14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0"}]',
  );
  expect(about?.subject).toBe('14c5d75ce93');
});

describe('an element of a batch', () => {
  const GOOD = { event: 'delivered', timestamp: 1_795_435_200, sg_event_id: 'e', sg_message_id: 'm.filter' };

  it.each([
    ['without an id', { ...GOOD, sg_event_id: undefined }, { type: 'delivered', unknown: ['id'] }],
    ['with an empty id', { ...GOOD, sg_event_id: '' }, { type: 'delivered', unknown: ['id'] }],
    ['without a time', { ...GOOD, timestamp: undefined }, { time: NOW, unknown: ['time'] }],
    ['with a time that is out of range', { ...GOOD, timestamp: 1e300 }, { time: NOW, unknown: ['time'] }],
    ['without a type', { ...GOOD, event: undefined }, { type: 'unknown', unknown: ['id', 'type', 'time'] }],
  ])('%s is kept along with the others, and marked', async (_what, element, about) => {
    const abouts = await verified(JSON.stringify([GOOD, element]));
    expect(abouts).toEqual([expect.objectContaining({ id: 'e' }), expect.objectContaining(about)]);
    expect(abouts[0]).not.toHaveProperty('unknown');
  });

  it('with an empty message id is accepted, without a subject', async () => {
    const [about] = await verified(JSON.stringify([{ ...GOOD, sg_message_id: '' }]));
    expect(about).toEqual({ id: 'e', type: 'delivered', time: NOW, source: '//sendgrid.com' });
  });

  it('with a time in milliseconds is dated correctly', async () => {
    const [about] = await verified(JSON.stringify([{ ...GOOD, timestamp: 1_591_726_752_372 }]));
    expect(about?.time.toISOString()).toBe('2020-06-09T18:19:12.372Z');
  });

  it('without an id is the same event if the batch is sent again', async () => {
    const batch = JSON.stringify([GOOD, { ...GOOD, sg_event_id: undefined }]);
    expect(await verified(batch)).toEqual(await verified(batch));
  });
});

it('the verification key is accepted as the dashboard shows it and as PEM, and nothing else is', async () => {
  const pem = `-----BEGIN PUBLIC KEY-----\n${secret.configured.replaceAll(/.{64}/g, '$&\n')}\n-----END PUBLIC KEY-----`;
  expect(await verified('[{"event":"open","timestamp":1,"sg_event_id":"e"}]', [pem])).toHaveLength(1);
  expect(sendgrid.checkSecret?.(pem)).toBeUndefined();
  expect(sendgrid.checkSecret?.('SG.an-api-key')).toContain('verification key');
  expect(sendgrid.checkSecret?.(secret.signing)).toContain('verification key');
});

function eventOf(type: string, data: object = {}): SendgridEvent {
  const about = { id: '1', type, time: new Date(0), source: '//sendgrid.com' };
  return SendgridEvent.revive({ ...buildEvent('sendgrid', about, { receivedAt: new Date(0) }), data });
}

const bounce = eventOf('bounce', {
  event: 'bounce',
  email: 'a@example.com',
  timestamp: 1,
  sg_event_id: '1',
  reason: 'full',
});
const open = eventOf('open', { event: 'open', email: 'a@example.com', timestamp: 1, sg_event_id: '2' });

it('the operator lets through the given types and narrows the event to them', async () => {
  const reasons = of(bounce, open).pipe(
    isSendgridEventOfType('bounce', 'dropped'),
    map(({ event }) => event.reason),
    toArray(),
  );
  expect(await lastValueFrom(reasons)).toEqual(['full']);

  expectTypeOf<SendgridEventOfType<'bounce' | 'dropped'>['event']['event']>().toEqualTypeOf<'bounce' | 'dropped'>();
  expectTypeOf<SendgridEventOfType<'click'>['event']['url']>().toEqualTypeOf<string | undefined>();
});

it('a type that SendGrid does not have does not compile', () => {
  // @ts-expect-error it is called bounce
  isSendgridEventOfType('bounced');
});

it('data without a type is not a SendGrid event', () => {
  expect(() => eventOf('open', { timestamp: 1, sg_event_id: '1' })).toThrow(
    expect.objectContaining({ code: 'sendgrid/bad-event' }),
  );
});
