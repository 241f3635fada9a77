import { Resend } from 'resend';
import { expect, it } from 'vitest';
import { atTime } from '../../testing/at-time.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { resend } from './index.ts';
import { resendSamples } from './samples.ts';

const sdk = new Resend('re_none');

integrationConformance(resend, resendSamples, {
  vectors: ['resend'],
  official: ({ rawBody, headers }, secret, now) =>
    atTime(now, () => {
      try {
        sdk.webhooks.verify({
          payload: Buffer.from(rawBody).toString(),
          headers: {
            id: String(headers['svix-id']),
            timestamp: String(headers['svix-timestamp']),
            signature: String(headers['svix-signature']),
          },
          webhookSecret: secret,
        });
        return true;
      } catch {
        return false;
      }
    }),
});

function describeBody(body: object) {
  const headers = { 'svix-id': 'msg_1', 'svix-timestamp': '1795435200' };
  const rawBody = Buffer.from(JSON.stringify(body));
  const request = { method: 'POST', url: '/', publicUrls: [], headers, rawBody, receivedAt: new Date() };
  return resend.describe(JSON.parse(JSON.stringify(body)), request);
}

it('an email’s event is described by the signed id of its message, its own time and the email', () => {
  const data = { email_id: '56761188' };
  expect(describeBody({ type: 'email.sent', created_at: '2026-11-23T11:59:58.000Z', data })).toEqual({
    id: 'msg_1',
    type: 'email.sent',
    time: new Date('2026-11-23T11:59:58Z'),
    source: '//resend.com',
    subject: '56761188',
  });
});

it('an event without a time of its own has the time at which it was signed', () => {
  expect(describeBody({ type: 'email.sent' }).time).toEqual(new Date(1_795_435_200_000));
});

it.each(['not base64!!', 'whsec_', 'whsec_AAAAA', 'whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])(
  'a secret that cannot be one is named before it is used: %s',
  (secret) => {
    expect(resend.checkSecret?.(secret)).toContain('whsec_');
  },
);
