import type { IntegrationSettings } from '../../functions/src/core/config/settings.ts';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import type { Samples, SampleSecret } from '../../functions/src/core/integration/samples.ts';
import type { ConsoleAddress } from './follow.ts';

/** Where to send to, and as whom. */
export interface Target {
  readonly integration: Integration<unknown>;
  readonly samples: Samples;
  readonly settings: Pick<IntegrationSettings, 'webhookUrls' | 'toleranceSeconds'>;
  readonly secret: SampleSecret | undefined;
  /** Address of the endpoint. */
  readonly endpoint: string;
  /** The console that knows what becomes of it; undefined for an endpoint elsewhere. */
  readonly console: ConsoleAddress | undefined;
}
