import type { BundleConfig } from '../core/config/bundle.ts';
import type { InstanceNative } from '../core/integration/instance.ts';
import { instanceIntegration } from '../core/integration/instance-integration.ts';
import { instanceSamples } from '../core/integration/instance-samples.ts';
import type { Integration } from '../core/integration/integration.ts';
import type { Samples } from '../core/integration/samples.ts';

/** What a folder exports, of a provider without one. */
export interface TestInstance {
  readonly integration: Integration<InstanceNative>;
  /** Events that hold only what the places of the instance point to. */
  readonly samples: Samples;
}

/**
 * What tests need of an instance in `integrations.config.ts`.
 * @example
 * const { integration, samples } = testInstance(config, 'acme');
 * const event = AcmeEvent.revive(await sampleEvent(integration, samples, 'order.paid'));
 * @throws {IntegrationError} `bad-config` if there is no instance of that name.
 */
export function testInstance(config: Pick<BundleConfig, 'instance'>, name: string): TestInstance {
  const instance = config.instance(name);
  return { integration: instanceIntegration(name, instance), samples: instanceSamples(name, instance) };
}
