import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { variableOf } from '../../functions/src/core/config/settings.ts';
import { useRuntime } from '../../functions/src/core/runtime.ts';
import { webhookFunction } from '../../functions/src/gcp/webhook-function.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { memoryPorts } from '../../functions/src/testing/memory-ports.ts';
import { FrameworkServer } from '../framework/server.ts';
import { defineBundle } from '../../functions/src/core/config/bundle.ts';

defineBundle({});

const server = new FrameworkServer('5.0.5');
beforeAll(() => server.listen());
afterAll(() => server.close());

const NOW = new Date('2026-11-23T12:00:00.500Z');

/** Sends a sample that is signed for a URL, to a function that was deployed without a word about its URL. */
async function answerTo(provider: 'twilio' | 'hubspot', url: string): Promise<number> {
  const samples = await catalog[provider].samples();
  const secret = samples.makeSecret();
  vi.stubEnv(variableOf(provider, 'WebhookSecret'), secret.configured);
  server.serve(webhookFunction(await catalog[provider].integration()));
  const [type = ''] = samples.types;
  const body = Buffer.from(samples.sample(type, { id: '1', now: NOW }));
  const request = samples.request({ body, type, id: '1', signing: secret.signing, now: NOW, url });
  const { search } = new URL(request.url);
  const sent = { method: request.method, path: `/${search}`, headers: request.headers, body: request.body };
  return (await server.send(sent)).status;
}

describe.each(['twilio', 'hubspot'] as const)('%s without a configured URL', (provider) => {
  beforeEach(() => {
    useRuntime(memoryPorts(NOW));
    vi.stubEnv('GCLOUD_PROJECT', 'my-project');
    vi.stubEnv('K_SERVICE', `${provider}-webhook`);
  });
  afterEach(() => void vi.unstubAllEnvs());

  it('accepts what is signed for the address that every function has', async () => {
    const url = `https://us-central1-my-project.cloudfunctions.net/${provider}-webhook`;
    expect(await answerTo(provider, url)).toBe(200);
  });

  it.each([
    'https://us-central1-other-project.cloudfunctions.net/{name}',
    'https://europe-west1-my-project.cloudfunctions.net/{name}',
    'https://us-central1-my-project.cloudfunctions.net/stripe-webhook',
    'https://attacker.example/{name}',
  ])('refuses what is signed for %s', async (url) => {
    expect(await answerTo(provider, url.replace('{name}', `${provider}-webhook`))).toBe(400);
  });
});
