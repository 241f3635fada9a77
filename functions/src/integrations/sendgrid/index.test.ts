import { EventWebhook } from '@sendgrid/eventwebhook';
import { expect, it } from 'vitest';
import { integrationConformance, rawWebhookOf } from '../../testing/integration-conformance.ts';
import { sendgrid } from './index.ts';
import { sendgridSamples } from './samples.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

integrationConformance(sendgrid, sendgridSamples, {
  vectors: ['sendgrid'],
  ignoresSignaturePadding: true,
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
  const { events } = await sendgrid.verify(request, keys, NOW, { toleranceSeconds: 300 });
  return events.map(({ native }) => sendgrid.describe(native, request));
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

it('the subject is the message id that the API answered', async () => {
  const [about] = await verified(
    '[{"event":"open","timestamp":1,"sg_event_id":"e","sg_message_id":"14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0"}]',
  );
  expect(about?.subject).toBe('14c5d75ce93');
});

it.each([
  ['without an id', '[{"event":"open","timestamp":1}]'],
  ['of a time that no calendar holds', '[{"event":"open","timestamp":1e300,"sg_event_id":"e"}]'],
  ['that is no object, among others', '[{"event":"open","timestamp":1,"sg_event_id":"e"},7]'],
])('a signed element %s refuses the batch', async (_what, body) => {
  await expect(async () => verified(body)).rejects.toThrow(
    expect.objectContaining({ code: 'sendgrid/bad-webhook-request' }),
  );
});

it('the verification key is taken as the dashboard shows it and as PEM, and nothing else', async () => {
  const pem = `-----BEGIN PUBLIC KEY-----\n${secret.configured.replaceAll(/.{64}/g, '$&\n')}\n-----END PUBLIC KEY-----`;
  expect(await verified('[{"event":"open","timestamp":1,"sg_event_id":"e"}]', [pem])).toHaveLength(1);
  expect(sendgrid.checkSecret?.(pem)).toBeUndefined();
  expect(sendgrid.checkSecret?.('SG.an-api-key')).toContain('verification key');
  expect(sendgrid.checkSecret?.(secret.signing)).toContain('verification key');
});
