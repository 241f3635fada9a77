import { describe } from 'vitest';
import type { Integration } from '../core/integration/integration.ts';
import type { Samples } from '../core/integration/samples.ts';
import { acceptedRequests } from './conformance/accepted.ts';
import { unusualBodies } from './conformance/bodies.ts';
import { forgedRequests } from './conformance/forged.ts';
import { Kit } from './conformance/kit.ts';
import { messagesOfItsTopic } from './conformance/over-topic.ts';
import { traitsOf, type ConformanceOptions } from './conformance/traits.ts';
import { verdicts } from './conformance/verdicts.ts';

export { rawWebhookOf } from './sample-events.ts';

/**
 * The suite that every integration runs. It proves that authentic requests get in, that nothing else does, and that
 * nothing but a typed error ever leaves `verify`.
 */
export function integrationConformance<Native>(
  integration: Integration<Native>,
  samples: Samples,
  options: ConformanceOptions = {},
): void {
  const kit = new Kit(integration, samples);
  const traits = traitsOf(integration, samples, options);
  describe(`${integration.provider} conforms`, () => {
    acceptedRequests(kit, traits);
    messagesOfItsTopic(kit, traits);
    forgedRequests(kit, traits);
    unusualBodies(kit, traits);
    verdicts(kit, traits);
  });
}
