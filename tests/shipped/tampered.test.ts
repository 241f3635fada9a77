import { describe, expect, it } from 'vitest';
import { IntegrationError } from '../../functions/src/core/event/errors.ts';
import { isFactual } from '../../functions/src/core/integration/facts.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { rawWebhookOf } from '../../functions/src/testing/integration-conformance.ts';
import { sampleRequest } from '../../ops/send/sample-event.ts';

const NOW = new Date('2026-11-23T12:00:00.000Z');

const subjects = await Promise.all(
  Object.values(catalog).map(async (entry) => {
    const integration = await entry.integration();
    const { scheme } = isFactual(integration) ? integration : {};
    const schemes = scheme?.kind === 'either' ? scheme.schemes : [scheme];
    const isSigned = schemes.some((one) => one?.kind !== 'credential');
    return { provider: entry.provider, integration, samples: await entry.samples(), isSigned };
  }),
);

type Subject = (typeof subjects)[number];

function tamperedRequest({ integration, samples }: Subject, type: string) {
  const { configured, signing } = samples.makeSecret();
  const setup = { integration, samples, type, signing, url: 'https://hook.example.com/', toleranceSeconds: undefined };
  const request = sampleRequest(setup, { id: 'tampered1', fault: 'tamper', now: NOW, bytes: undefined });
  return { request: rawWebhookOf(request, NOW), configured };
}

describe.each(subjects.filter(({ isSigned }) => isSigned))('a sample of $provider', (subject) => {
  it.each(subject.samples.types)('of type %s is refused once it was tampered with', async (type) => {
    const { integration } = subject;
    const { request, configured } = tamperedRequest(subject, type);
    const limits = { toleranceSeconds: integration.toleranceSeconds ?? 0 };
    const verify = async () => integration.verify(request, [configured], NOW, limits);
    await expect(verify()).rejects.toThrow(IntegrationError);
  });
});

it.each(subjects.filter(({ isSigned }) => !isSigned))(
  'a sample of $provider cannot be tampered with, since nothing is signed',
  (subject) => {
    const [type = ''] = subject.samples.types;
    expect(() => tamperedRequest(subject, type)).toThrow(/signs nothing.*a changed body is accepted/);
  },
);
