import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { standardWebhookRequest } from '../../core/scheme/standard-webhook-samples.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import type { Samples } from '../../core/integration/samples.ts';
import { SVIX_HEADERS, WEBHOOK_HEADERS, type SignatureHeaders } from '../../core/scheme/standard-webhooks.ts';
import { atTime } from '../../testing/at-time.ts';
import { integrationConformance, rawWebhookOf } from '../../testing/integration-conformance.ts';
import { standardWebhooks } from './index.ts';
import { standardWebhooksSamples } from './samples.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const LIMITS = { toleranceSeconds: 300 };

const svixSamples: Samples = {
  ...standardWebhooksSamples,
  request: (delivery) => standardWebhookRequest(delivery, SVIX_HEADERS),
};

/** The verdict of the official library on one family of headers. */
function official(names: SignatureHeaders) {
  return ({ rawBody, headers }: RawWebhook, secret: string, now: Date) =>
    atTime(now, () => {
      const standard = Object.fromEntries(
        (['id', 'timestamp', 'signature'] as const).map((part) => [
          WEBHOOK_HEADERS[part],
          String(headers[names[part]] ?? ''),
        ]),
      );
      try {
        new Webhook(secret).verify(Buffer.from(rawBody), standard);
        return true;
      } catch {
        return false;
      }
    });
}

describe('signed with the headers of the specification', () => {
  const variant = { ...standardWebhooks, signatureHeader: WEBHOOK_HEADERS.signature };
  integrationConformance(variant, standardWebhooksSamples, {
    vectors: ['standard-webhooks'],
    official: official(WEBHOOK_HEADERS),
  });
});

describe('signed with the headers of Svix', () => {
  const variant = { ...standardWebhooks, signatureHeader: SVIX_HEADERS.signature };
  integrationConformance(variant, svixSamples, { vectors: ['svix'], official: official(SVIX_HEADERS) });
});

function signed(samples: Samples, id: string, signing: string): RawWebhook {
  const body = Buffer.from(samples.sample('contact.created', { id, now: NOW }));
  const url = 'https://webhooks.example.com/hook';
  return rawWebhookOf(samples.request({ body, type: 'contact.created', id, signing, now: NOW, url }), NOW);
}

describe('a request with both families of headers', () => {
  const { configured: secret, signing } = standardWebhooksSamples.makeSecret();
  const forged = { id: 'forged', timestamp: '1795435200', signature: 'v1,AAAA' };

  it.each([
    ['the specification’s', standardWebhooksSamples, SVIX_HEADERS],
    ['Svix’s', svixSamples, WEBHOOK_HEADERS],
  ])('is known by the id that was signed, where %s are the signed ones', async (_whose, samples, others) => {
    const request = signed(samples, '7', signing);
    const headers = {
      ...request.headers,
      [others.id]: forged.id,
      [others.timestamp]: forged.timestamp,
      [others.signature]: forged.signature,
    };
    const both = { ...request, headers };
    const { events } = await standardWebhooks.verify(both, [secret], NOW, LIMITS);
    expect(events.map(({ native }) => standardWebhooks.describe(native, both).id)).toEqual(['msg_7']);
  });

  it('is refused where neither is signed by us', async () => {
    const request = signed(standardWebhooksSamples, '7', standardWebhooksSamples.makeSecret().signing);
    const others = signed(svixSamples, '7', standardWebhooksSamples.makeSecret().signing);
    const both = { ...request, headers: { ...request.headers, ...others.headers } };
    await expect(async () => standardWebhooks.verify(both, [secret], NOW, LIMITS)).rejects.toThrow(
      expect.objectContaining({ code: 'standardWebhooks/bad-signature' }),
    );
  });
});

it('a request without a signature is told which header it lacks', async () => {
  const request = signed(standardWebhooksSamples, '7', 'whsec_AAAA');
  const bare = { ...request, headers: { 'content-type': 'application/json' } };
  await expect(async () => standardWebhooks.verify(bare, ['whsec_AAAA'], NOW, LIMITS)).rejects.toThrow(/webhook-id/);
});

it('a payload without type and time is described by what was signed', () => {
  const request = signed(standardWebhooksSamples, '7', 'whsec_AAAA');
  expect(standardWebhooks.describe({ test: 2_432_232_314 }, request)).toEqual({
    id: 'msg_7',
    type: 'untyped',
    time: NOW,
    source: '//standardwebhooks.com',
  });
});
