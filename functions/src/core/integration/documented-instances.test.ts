import { describe, expect, it } from 'vitest';
import { documentedInstances } from '../../../../tests/documented-instances.ts';
import { requestOf, vectorsOf, type Vector } from '../../../../tests/vectors.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { IntegrationError } from '../event/errors.ts';
import type { Integration } from './integration.ts';
import { instanceIntegration } from './instance-integration.ts';
import type { InstanceNative } from './instance.ts';
import { instanceSamples } from './instance-samples.ts';

/** The providers that the guide describes, each with the file of its own cases. */
const CASES: Readonly<Record<string, string>> = {
  adyenTransfers: 'adyen-banking',
  auth0: 'auth0-event-streams',
  netlifyForms: 'netlify',
  pipedriveEmea: 'pipedrive',
  telnyxEu: 'telnyx',
};

/** Adyen's verifier decodes base64 and overlooks what follows it; ours refuses what was not sent so. */
const STRICTER: ReadonlySet<string> = new Set([
  'adyenTransfers signature-extra-char',
  'adyenTransfers signature-trailing-space',
]);

/** Made-up providers of the guide, which show what no real one needs. */
const MADE_UP = ['harbor'];

const PROVIDERS = documentedInstances();

it('every real provider that the guide describes is held against its own cases', () => {
  expect(Object.keys(PROVIDERS).toSorted()).toEqual([...Object.keys(CASES), ...MADE_UP].toSorted());
});

for (const [provider, instance] of Object.entries(PROVIDERS)) {
  const integration = instanceIntegration(provider, instance);
  integrationConformance(integration, instanceSamples(provider, instance), { vectors: [] });

  const file = CASES[provider] ?? provider;
  const vectors = vectorsOf(file);
  describe.skipIf(vectors === undefined)(`${provider}, as an instance, on the cases of ${file}`, () => {
    it.each([...(vectors ?? [])])('$name: $verdict', async (vector) => {
      const { accepted, error } = await outcomeOf(integration, vector);
      if (STRICTER.has(`${provider} ${vector.name}`)) expect(error?.code).toBe(`${provider}/bad-signature`);
      else if (vector.verdict === 'accept') expect(error).toBeUndefined();
      else if (vector.verdict === 'refuse') expect(accepted).toBe(false);
      else if (!accepted) expect(error?.code).toBe(`${provider}/bad-webhook-request`);
    });
  });
}

/** What becomes of a request at the door: a handshake is answered, anything else verified. */
async function outcomeOf(
  integration: Integration<InstanceNative>,
  vector: Vector,
): Promise<{ readonly accepted: boolean; readonly error?: IntegrationError }> {
  const request = requestOf(vector);
  // The cases of a handshake hold the verify token in place of the secret, under which it was configured.
  const settings = { toleranceSeconds: 0, verifyToken: vector.secrets[0] };
  const reply = await integration.handshake?.(request, [], vector.now, settings);
  if (reply !== undefined) return { accepted: reply.status === 200 };
  try {
    const limits = { toleranceSeconds: integration.toleranceSeconds ?? 0 };
    await integration.verify(request, vector.secrets, vector.now, limits);
    return { accepted: true };
  } catch (error) {
    if (!IntegrationError.is(error)) throw error;
    return { accepted: false, error };
  }
}
